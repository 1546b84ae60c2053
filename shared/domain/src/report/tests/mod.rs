//! A report has what the page's JSON has: the same names, in the same order, with the same values.

mod json;

use chrono::NaiveDate;
use json::Json;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

use super::*;
use crate::calendar::{Calendar, Hour};
use crate::counter::{Measure, Measures, Row, Staff, VERSION};
use crate::directory::{self, Directory};
use crate::section::performance::{Agent, Agents, Inboxes, Team, Teams};
use crate::section::{
    Contacts, Conversations, Features, Flows, Hours, Messages, Overview, Payment, Range, Speed,
    StaffFilter,
};
use crate::table::Cell;

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn directory() -> Directory {
    let team = directory::Team {
        name: Some("Sales, \"North\"".to_owned()),
        agents: [id("ann"), id("bob")].into(),
    };
    Directory {
        agents: [(id("ann"), Some("=Ann".to_owned())), (id("bob"), None)].into(),
        teams: [(id("sales"), team)].into(),
        flows: [(id("hello"), Some("Hello".to_owned()))].into(),
        ..Directory::default()
    }
}

fn request<'a>(directory: &'a Directory, from: &str) -> SectionRequest<'a> {
    SectionRequest {
        calendar: Calendar::UTC,
        directory,
        period: Period { from: from.parse().unwrap(), to: "2026-11-20".parse().unwrap() },
        inbox: None,
        now: "2026-11-22T10:15:30Z".parse().unwrap(),
    }
}

/// What a row has: every measure, different everywhere, and each day's money with other decimals.
/// Of an agent's or a team's day, only the measures that are needed.
fn measures(row: &Row, seed: u64, needed: &[Measure]) -> Measures {
    let whole = Measure::NAMED.iter().zip(seed..);
    let whole = whole.map(|(measure, n)| (*measure, Decimal::from(n * 7)));
    let cents = |n: u64| Decimal::new(i64::try_from(seed * 31 + n).unwrap(), 12);
    let money = [(Measure::Marketing, cents(1)), (Measure::Other, cents(2))];
    let whole_row = needed.is_empty() || !matches!(row, Row::StaffDay(..));
    let all = whole.chain(money);
    all.filter(|(measure, _)| whole_row || needed.contains(measure)).collect()
}

/// The counters that a section gets: those within its plan, as a database would find them.
fn read(plan: &ReadPlan) -> Counters {
    let staff = [Staff::Agent(id("ann")), Staff::Agent(id("zoe")), Staff::Team(id("sales"))];
    let mut rows = vec![Row::Now];
    let hour = Hour::parse("2026-11-22T09").unwrap();
    rows.push(Row::Resolved(hour));
    rows.extend(staff.iter().cloned().map(Row::StaffNow));
    rows.extend([Row::InboxNow(id("web")), Row::InboxResolved(hour, id("web"))]);
    rows.extend(staff.iter().cloned().map(|staff| Row::StaffResolved(hour, staff)));
    for day in 1..=25 {
        let date = format!("2026-11-{day:02}").parse().unwrap();
        rows.push(Row::Day(date));
        rows.extend(staff.iter().cloned().map(|staff| Row::StaffDay(date, staff)));
        rows.push(Row::FlowDay(date, id("hello")));
        rows.push(Row::FlowDay(date, id("gone")));
        rows.push(Row::Detail(date));
        rows.push(Row::InboxDetail(date, id("web")));
        rows.push(Row::CountryDay(date));
    }
    let mut counters = Counters::of_version(VERSION);
    for (row, seed) in rows.iter().zip(1..) {
        for _ in plan.ranges.iter().filter(|range| lies_in(row, range, plan)) {
            counters.add(row.clone(), measures(row, seed, &plan.staff.measures));
        }
        if plan.items.contains(row) {
            counters.add(row.clone(), measures(row, seed, &[]));
        }
        if plan.of_account.contains(row) {
            counters.add_of_account(row.clone(), measures(row, seed, &[]));
        }
    }
    counters
}

fn lies_in(row: &Row, range: &Range, plan: &ReadPlan) -> bool {
    let within = |date: &NaiveDate, from: &NaiveDate, to: &Option<NaiveDate>| {
        from <= date && to.is_none_or(|to| *date <= to)
    };
    match (range, row) {
        (Range::StaffDays(from, to), Row::StaffDay(date, staff)) => {
            let needed = match &plan.staff.filter {
                StaffFilter::Everybody => true,
                StaffFilter::Agents => matches!(staff, Staff::Agent(_)),
                StaffFilter::These(these) => these.contains(staff),
            };
            needed && within(date, from, to)
        }
        (Range::Days(from, to), Row::Day(date))
        | (Range::FlowDays(from, to), Row::FlowDay(date, _)) => within(date, from, to),
        (Range::Details(from, to), Row::Detail(date))
        | (Range::InboxDetails(from, to), Row::InboxDetail(date, _))
        | (Range::CountryDays(from, to), Row::CountryDay(date)) => from <= date && date <= to,
        (Range::Now(_), Row::Now | Row::Resolved(_))
        | (Range::InboxNow(_), Row::InboxNow(_) | Row::InboxResolved(..))
        | (Range::StaffNow(_), Row::StaffNow(_) | Row::StaffResolved(..)) => true,
        _ => false,
    }
}

/// The rows of a section's JSON, at this field of it.
fn page<S>(
    section: &S,
    list: Option<&str>,
    request: &SectionRequest<'_>,
) -> Vec<Vec<(String, Value)>>
where
    S: Section,
    S::Answer: Serialize,
{
    let answer = section.answer(request, &read(&section.read_plan(request))).unwrap();
    let json: Json = serde_json::from_str(&json_text(&answer)).unwrap();
    let rows = match list {
        Some(list) => json.field(list).list(),
        None => vec![json],
    };
    rows.into_iter().map(|row| row.flat("")).collect()
}

fn page_of(report: &Report, request: &SectionRequest<'_>) -> Vec<Vec<(String, Value)>> {
    let daily = Some("daily");
    match report {
        Report::Section(SectionName::Overview) => {
            let period = "2026-11-16".parse().unwrap();
            let to = "2026-11-22".parse().unwrap();
            page(
                &Overview,
                None,
                &SectionRequest { period: Period { from: period, to }, ..request.clone() },
            )
        }
        Report::Section(SectionName::Messages) => page(&Messages, daily, request),
        Report::Section(SectionName::Conversations) => page(&Conversations, daily, request),
        Report::Section(SectionName::Hours) => page(&Hours, Some("hours"), request),
        Report::Section(SectionName::Speed) => page(&Speed, daily, request),
        Report::Section(SectionName::Inboxes) => page(&Inboxes, Some("inboxes"), request),
        Report::Section(SectionName::Contacts) => page(&Contacts, daily, request),
        Report::Section(SectionName::Agents) => page(&Agents, Some("agents"), request),
        Report::Section(SectionName::Teams) => page(&Teams, Some("teams"), request),
        Report::Section(SectionName::Flows) => page(&Flows { top: None }, Some("popular"), request),
        Report::Section(SectionName::Payment) => page(&Payment, daily, request),
        Report::Section(SectionName::Features) => page(&Features, daily, request),
        Report::Agent(agent) => page(&Agent(agent.clone()), daily, request),
        Report::Team(team) => page(&Team(team.clone()), daily, request),
        Report::All => panic!("all sections are several tables"),
    }
}

fn json_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

/// A cell as JSON has it.
fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Date(date) => date.to_string().into(),
        Cell::Integer(count) => (*count).into(),
        Cell::Money(amount) => amount.to_string().into(),
        // By way of its text: reading JSON may change the last bit.
        Cell::Number(number) => serde_json::from_str(&json_text(number)).unwrap(),
        Cell::Text(text) => text.clone().into(),
    }
}

fn tables(report: &Report, request: &SectionRequest<'_>) -> ReportAnswer {
    report.answer(request, &read(&report.read_plan(request))).unwrap()
}

#[test]
fn every_report_equals_the_json_of_the_page() {
    let directory = directory();
    for from in ["2026-11-20", "2026-11-15", "2026-11-09"] {
        let request = request(&directory, from);
        let details =
            [Report::Agent(id("ann")), Report::Agent(id("zoe")), Report::Team(id("sales"))];
        let sections = SectionName::ALL.iter().copied().map(Report::Section);
        for report in sections.chain(details) {
            let answer = tables(&report, &request);
            let [table] = &answer.tables[..] else { panic!("{report:?} is one table") };
            let rows: Vec<Vec<_>> = table
                .rows
                .iter()
                .map(|row| {
                    assert_eq!(row.len(), table.columns.len());
                    table.columns.iter().cloned().zip(row.iter().map(value)).collect()
                })
                .collect();
            assert_eq!(rows, page_of(&report, &request), "{report:?}");
            assert!(!rows.is_empty());
        }
    }
}

#[test]
fn all_sections_together_are_what_each_is_alone() {
    let directory = directory();
    for from in ["2026-11-20", "2026-11-15", "2026-11-09"] {
        let request = request(&directory, from);
        let all = tables(&Report::All, &request);
        assert_eq!(all.period, request.period);
        assert_eq!(all.tables.len(), SectionName::ALL.len());
        for (table, section) in all.tables.iter().zip(SectionName::ALL) {
            let alone = tables(&Report::Section(*section), &request);
            assert_eq!(*table, alone.tables[0]);
            assert_eq!(table.period, alone.period);
        }
    }
}

#[test]
fn a_report_without_rows_has_its_columns() {
    let directory = Directory::default();
    let request = request(&directory, "2026-11-20");
    let columns = |section| {
        let answer =
            Report::Section(section).answer(&request, &Counters::of_version(VERSION)).unwrap();
        assert_eq!(answer.tables[0].rows.len(), 0);
        answer.tables[0].columns.join(",")
    };
    assert_eq!(columns(SectionName::Flows), "flow_id,name,times_triggered");
    assert_eq!(
        columns(SectionName::Agents),
        "agent_id,name,active_sessions,times_assigned,messages_sent,responses,\
         response_time_seconds,response_time_median_seconds,response_time_p90_seconds"
    );
    assert_eq!(
        columns(SectionName::Teams),
        "team_id,name,active_sessions,times_assigned,messages_sent,members_active_sessions,\
         members_times_assigned,members_messages_sent"
    );
}

#[test]
fn who_does_not_exist_has_no_report() {
    let directory = directory();
    let request = request(&directory, "2026-11-20");
    for report in [Report::Agent(id("nobody")), Report::Team(id("nobody"))] {
        assert_eq!(report.answer(&request, &Counters::of_version(VERSION)), None);
    }
}

#[test]
fn the_overview_is_always_of_the_last_7_days() {
    let directory = directory();
    let request = request(&directory, "2026-11-09");
    let alone = tables(&Report::Section(SectionName::Overview), &request);
    let last_7_days =
        Period { from: "2026-11-16".parse().unwrap(), to: "2026-11-22".parse().unwrap() };
    assert_eq!((alone.period, alone.tables[0].period), (last_7_days, last_7_days));
    let all = tables(&Report::All, &request);
    assert_eq!(all.tables[0].period, last_7_days);
}

#[test]
fn a_report_of_one_table_reads_nothing_of_the_days_before_its_period() {
    let directory = directory();
    let request = request(&directory, "2026-11-15");
    for report in [SectionName::Flows, SectionName::Messages].map(Report::Section) {
        let plan = report.read_plan(&request);
        assert!(!plan.ranges.is_empty());
        for range in plan.ranges {
            let (Range::Days(_, to) | Range::FlowDays(_, to)) = range else { panic!("{range:?}") };
            assert!(to >= Some(request.period.from), "{range:?}");
        }
    }
}

#[test]
fn a_report_has_the_name_that_requests_and_files_give_it() {
    let sections =
        SectionName::ALL.iter().map(|section| (Report::Section(*section), section.as_str()));
    let others = [
        (Report::Agent(id("ann")), "agent"),
        (Report::Team(id("sales")), "team"),
        (Report::All, "all"),
    ];
    for (report, name) in sections.chain(others) {
        assert_eq!(report.name(), name);
    }
}
