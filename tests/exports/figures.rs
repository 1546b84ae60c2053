//! Every file equals the JSON of the page, field by field.

use calamine::Data;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use e2e::clock;
use e2e::load::Load;
use e2e::recount::date;
use e2e::request::{Request, RequestedPeriod};
use e2e::source::{SourceState, Writers, put_directory};
use e2e::system::{Setup, System};
use e2e::token::token;
use e2e::unzip::unzipped;
use serde_json::{Value, json};

use crate::download::export;
use crate::read;
use crate::sheet::{Kind, Sheet};

/// A system with figures of some accounts.
struct Harness {
    system: System,
    load: Load,
    now: DateTime<Utc>,
}

impl Harness {
    async fn start() -> Self {
        let now = clock::now() - TimeDelta::minutes(3);
        let mut load = Load::new(31, now);
        let system = System::start(&Setup::new().at(now)).await;
        let directory = load.directory();
        put_directory(&system.dynamodb(), "", &directory).await;
        let writers = Writers::new(system.dynamodb(), "", 4, load.zones());
        let mut state = SourceState::new(&directory);
        writers.write(&load.edge_cases(), &mut state).await;
        writers.write(&load.writes(3_000), &mut state).await;
        system.settle().await;
        Self { system, load, now }
    }

    /// The page's answer.
    async fn page(&self, account: &str, request: &Request) -> Value {
        let token = token(account, "owner");
        let reply = self.system.http().get(&request.address(), Some(&token)).await;
        assert_eq!(reply.status, 200, "{}", request.address());
        reply.json()
    }
}

/// A section of an account for some days, in all inboxes or one.
struct Case<'a> {
    account: &'a str,
    sheet: &'a Sheet,
    period: RequestedPeriod,
    inbox: Option<&'a str>,
}

impl Case<'_> {
    /// The page's request; for the overview it is always the same.
    fn request(&self) -> Request {
        let period =
            if self.sheet.section == "overview" { RequestedPeriod::Default } else { self.period };
        Request { route: self.sheet.route.clone(), period, inbox: self.inbox.map(str::to_owned) }
    }

    /// The export's body.
    fn body(&self, section: &str, format: &str) -> Value {
        let mut body = json!({ "section": section, "format": format });
        if let RequestedPeriod::Dates(period) = self.period {
            body["from"] = json!(period.from);
            body["to"] = json!(period.to);
        } else if let Some(name) = self.period.name() {
            body["period"] = json!(name);
        }
        if let Some(inbox) = self.inbox {
            body["inbox_id"] = json!(inbox);
        }
        match &self.sheet.route {
            e2e::request::Route::Agent(id) => body["agent_id"] = json!(id),
            e2e::request::Route::Team(id) => body["team_id"] = json!(id),
            _ => {}
        }
        body
    }

    /// The name of its file.
    fn filename(&self, page: &Value, extension: &str) -> String {
        let day = |name: &str| page["period"][name].as_str().expect("a date").to_owned();
        format!("{}_{}_{}.{extension}", self.sheet.section, day("from"), day("to"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_file_equals_the_page() {
    let harness = Harness::start().await;
    let mut compared = 0;
    for number in [0, 2] {
        let account = &harness.load.accounts()[number];
        let today = date(account.zone(), harness.now);
        let before = |days| today - Days::new(days);
        let periods = [
            RequestedPeriod::Default,
            RequestedPeriod::Days(15),
            RequestedPeriod::LastMonth,
            RequestedPeriod::Days(30),
            RequestedPeriod::dates(before(89), today),
            RequestedPeriod::dates(before(3), before(3)),
        ];
        let mut sheets = Sheet::all();
        sheets.extend([Sheet::agent(&account.agents[1]), Sheet::team(&account.teams[1])]);
        for inbox in [None, Some(&*account.inboxes[1])] {
            for period in periods {
                for sheet in sheets.iter().filter(|sheet| sheet.is_of(inbox)) {
                    let case = Case { account: &account.id, sheet, period, inbox };
                    compared += compare(&harness, &case).await;
                }
                compared += compare_all(&harness, &account.id, period, inbox).await;
            }
        }
    }
    println!("{compared} fields compared");
    assert!(compared > 20_000);
}

/// One section, in both formats.
async fn compare(harness: &Harness, case: &Case<'_>) -> usize {
    let page = harness.page(case.account, &case.request()).await;
    let csv = export(&harness.system, case.account, &case.body(case.sheet.section, "csv")).await;
    assert_eq!(csv.filename, case.filename(&page, "csv"));
    assert_eq!(csv.rows, case.sheet.rows(&page).len());
    let compared = same_csv(case.sheet, &page, &csv.reply.body);
    let xlsx = export(&harness.system, case.account, &case.body(case.sheet.section, "xlsx")).await;
    assert_eq!(xlsx.filename, case.filename(&page, "xlsx"));
    assert_eq!(xlsx.rows, csv.rows);
    let sheets = read::workbook(&xlsx.reply.body);
    let [(name, rows)] = &sheets[..] else { panic!("one sheet") };
    assert_eq!(name, case.sheet.section);
    compared + same_sheet(case.sheet, &page, rows)
}

/// All sections at once: a zip with a file of each, or a workbook with a sheet of each.
async fn compare_all(
    harness: &Harness,
    account: &str,
    period: RequestedPeriod,
    inbox: Option<&str>,
) -> usize {
    let mut sheets = Sheet::all();
    sheets.retain(|sheet| sheet.is_of(inbox));
    let case = |sheet| Case { account, sheet, period, inbox };
    let zipped = export(&harness.system, account, &case(&sheets[1]).body("all", "csv")).await;
    let files = unzipped(&zipped.reply.body);
    let workbook = export(&harness.system, account, &case(&sheets[1]).body("all", "xlsx")).await;
    let tables = read::workbook(&workbook.reply.body);
    assert_eq!((files.len(), tables.len()), (sheets.len(), sheets.len()));
    let mut compared = 0;
    let mut rows = 0;
    for ((sheet, file), table) in sheets.iter().zip(files).zip(tables) {
        let case = case(sheet);
        let page = harness.page(account, &case.request()).await;
        assert_eq!(file.0, case.filename(&page, "csv"));
        compared += same_csv(sheet, &page, &file.1);
        assert_eq!(table.0, sheet.section);
        compared += same_sheet(sheet, &page, &table.1);
        rows += sheet.rows(&page).len();
        if sheet.section == "messages" {
            assert_eq!(zipped.filename, case.filename(&page, "zip").replace("messages", "all"));
            assert_eq!(workbook.filename, case.filename(&page, "xlsx").replace("messages", "all"));
        }
    }
    assert_eq!((zipped.rows, workbook.rows), (rows, rows));
    compared
}

/// How many fields were compared.
fn same_csv(sheet: &Sheet, page: &Value, bytes: &[u8]) -> usize {
    let mut records = read::csv(bytes).into_iter();
    assert_eq!(records.next(), Some(sheet.header()));
    let rows = sheet.rows(page);
    assert_eq!(records.len(), rows.len(), "{}", sheet.section);
    for (record, row) in records.zip(&rows) {
        assert_eq!(record.len(), row.len());
        for ((field, value), kind) in record.iter().zip(row).zip(sheet.kinds()) {
            let same = match (value, kind) {
                (Value::Null, _) => field.is_empty(),
                (Value::String(text), Kind::Text) => *field == defused(text),
                (Value::String(text), Kind::Date | Kind::Money) => field == text,
                (Value::Number(_), Kind::Number) => near(field.parse().expect("a number"), value),
                _ => false,
            };
            assert!(same, "{}: {field:?} is not {value} in {record:?}", sheet.section);
        }
    }
    rows.len() * sheet.header().len()
}

/// How many fields were compared.
fn same_sheet(sheet: &Sheet, page: &Value, cells: &[Vec<Data>]) -> usize {
    let header: Vec<_> = sheet.header().into_iter().map(Data::String).collect();
    assert_eq!(cells[0], header);
    let rows = sheet.rows(page);
    assert_eq!(cells.len(), rows.len() + 1, "{}", sheet.section);
    for (cells, row) in cells[1..].iter().zip(&rows) {
        for ((cell, value), kind) in cells.iter().zip(row).zip(sheet.kinds()) {
            let same = match (value, kind, cell) {
                (Value::Null, _, cell) => *cell == Data::Empty,
                (Value::String(text), Kind::Text, Data::String(cell)) => cell == text,
                (Value::String(text), Kind::Date, Data::DateTime(cell)) => {
                    let (year, month, day, ..) = cell.to_ymd_hms_milli();
                    let cell = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
                    cell.is_some_and(|date| date.to_string() == *text)
                }
                (Value::String(text), Kind::Money, Data::Float(cell)) => nearest(*cell, text),
                (Value::Number(_), Kind::Number, Data::Float(cell)) => near(*cell, value),
                _ => false,
            };
            assert!(same, "{}: {cell:?} is not {value} in {cells:?}", sheet.section);
        }
    }
    rows.len() * sheet.header().len()
}

/// The number nearest to an amount, and the very amount where it has no more than 15 digits.
fn nearest(found: f64, amount: &str) -> bool {
    let digits = amount.trim_start_matches(['-', '0', '.']).replace('.', "").len();
    let exact = digits > 15 || found.to_string() == amount;
    exact && amount.parse().is_ok_and(|amount: f64| amount.to_bits() == found.to_bits())
}

/// The same number; reading JSON may change the last bit of one with a fraction.
fn near(found: f64, value: &Value) -> bool {
    let value = value.as_f64().expect("a number");
    (found - value).abs() <= value.abs() * f64::EPSILON
}

/// A text as a file has it that spreadsheets open.
pub(crate) fn defused(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
