//! Names that would harm or break: every reader gets them as the texts they are.
//!
//! Reads with Python and with `LibreOffice`; `tests/install-libreoffice` installs the latter.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use calamine::Data;
use e2e::source::{Attr, Entity, put_directory};
use e2e::system::{Scratch, Setup, System};
use serde_json::json;

use crate::download::export;
use crate::figures::defused;
use crate::read;

/// Names that spreadsheets would run, and names that a careless writer would break.
const NAMES: [&str; 27] = [
    r#"=HYPERLINK("http://x","y")"#,
    "=1+1",
    "=cmd|' /C calc'!A1",
    "+1",
    "-1",
    "-2+3",
    "@x",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "Ann, the \"Agent\"",
    "\"",
    "\"\"",
    ",",
    ",,\"=1+1\",",
    "two\r\nlines",
    "two\nlines",
    "a;b|c",
    "'=1+1",
    "🐢 👩‍👩‍👧 🧑🏽‍🚀",
    "שלום עולם",
    "مرحبا, \"بك\"",
    "\u{202e}back to front",
    "群組 ７",
    "<b>&amp;</b>",
    "_x000D_",
    "\u{feff}=1+1",
];

async fn system_with_hostile_names() -> System {
    let system = System::start(&Setup::new()).await;
    let agent = |(number, name): (usize, &&str)| Entity {
        account: "acme".to_owned(),
        entity: format!("agent#agent-{number:02}"),
        attributes: [("name".to_owned(), Attr::text(*name))].into(),
    };
    let mut entities: Vec<_> = NAMES.iter().enumerate().map(agent).collect();
    // an id can be hostile as well
    entities.push(Entity {
        account: "acme".to_owned(),
        entity: "agent#zz=1+1".to_owned(),
        attributes: [("name".to_owned(), Attr::text("\0=1+1"))].into(),
    });
    put_directory(&system.dynamodb(), "", &entities).await;
    system
}

async fn file(system: &System, format: &str) -> Vec<u8> {
    export(system, "acme", &json!({ "section": "agents", "format": format })).await.reply.body
}

/// The names that a reader found, in the order of the ids; the last, which has a NUL, apart.
fn names(rows: Vec<Vec<String>>) -> (Vec<String>, String) {
    assert_eq!(rows[0][1], "name");
    let mut names: Vec<_> = rows.into_iter().skip(1).map(|row| row[1].clone()).collect();
    let last = names.pop().expect("a name");
    (names, last)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_survive_comma_separated_values_and_python() {
    let system = system_with_hostile_names().await;
    let csv = file(&system, "csv").await;
    let expected: Vec<_> = NAMES.iter().map(|name| defused(name)).collect();
    let strict = names(read::csv(&csv));
    assert_eq!(strict, (expected, "'\0=1+1".to_owned()));
    assert_eq!(names(python(&csv)), strict);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn libre_office_reads_every_name_as_a_text() {
    let system = system_with_hostile_names().await;
    let scratch = Scratch::new();
    for (format, apostrophe) in [("csv", true), ("xlsx", false)] {
        let exported = scratch.path().join(format!("agents.{format}"));
        std::fs::write(&exported, file(&system, format).await).expect("a file");
        let sheets = read::workbook(&through_libre_office(&exported, scratch.path()));
        let [(_, rows)] = &sheets[..] else { panic!("one sheet") };
        let cell = |row: &Vec<Data>| match &row[1] {
            Data::String(text) => with_line_feeds(text),
            other => panic!("{other:?} is no text in {row:?}"),
        };
        let rows = rows.iter().map(|row| vec![String::new(), cell(row)]).collect();
        let (found, last) = names(rows);
        let expected = NAMES
            .map(|name| with_line_feeds(&if apostrophe { defused(name) } else { name.to_owned() }));
        assert_eq!(found, expected, "{format}");
        assert!(last.ends_with("=1+1") && !last.starts_with('='), "{format}: {last:?}");
    }
}

/// Every line break as a line feed: `LibreOffice` changes them.
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// What Python's `csv` finds.
fn python(csv: &[u8]) -> Vec<Vec<String>> {
    const PROGRAM: &str = "import csv, io, json, sys
text = sys.stdin.buffer.read().decode('utf-8-sig')
print(json.dumps(list(csv.reader(io.StringIO(text, newline=''), strict=True))))";
    let mut python = Command::new("python3")
        .args(["-c", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is installed");
    python.stdin.take().expect("it is piped").write_all(csv).expect("it reads");
    let output = python.wait_with_output().expect("it ends");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("rows")
}

/// The workbook that `LibreOffice` makes of a file it opened.
fn through_libre_office(file: &Path, scratch: &Path) -> Vec<u8> {
    let profile = format!("-env:UserInstallation=file://{}/profile", scratch.display());
    let made = scratch.join("made");
    let mut office = Command::new("soffice");
    office.args([&*profile, "--headless", "--norestore"]);
    if file.extension().is_some_and(|extension| extension == "csv") {
        // comma, double quote, UTF-8, from the first line on: what its dialogue offers for such a file
        office.arg("--infilter=CSV:44,34,76,1");
    }
    office.args(["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]).arg(&made).arg(file);
    let output = office.output().unwrap_or_else(|error| {
        panic!("cannot run soffice ({error}): tests/install-libreoffice installs it")
    });
    let errors = String::from_utf8_lossy(&output.stderr);
    let made = made.join(file.with_extension("xlsx").file_name().expect("a name"));
    std::fs::read(&made).unwrap_or_else(|error| panic!("nothing converted ({error}): {errors}"))
}
