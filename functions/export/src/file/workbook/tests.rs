//! Workbooks, read back by another library.

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use zip::ZipArchive;

use super::*;
use crate::file::tests::{now, table};

fn money(text: &str) -> Cell {
    Cell::Money(Decimal::from_str_exact(text).unwrap())
}

fn sheet(bytes: Vec<u8>, name: &str) -> Range<Data> {
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    workbook.worksheet_range(name).unwrap()
}

/// What one cell reads back as.
fn read_back(cell: Cell) -> Data {
    let table = table("messages", &["a"], vec![vec![cell]]);
    let sheet = sheet(bytes(&[table], now()).unwrap(), "messages");
    sheet.get_value((1, 0)).cloned().unwrap_or_default()
}

/// A part of the file, as XML.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn cells_are_typed() {
    let Data::DateTime(date) = read_back(Cell::Date("2026-11-16".parse().unwrap())) else {
        panic!("no date")
    };
    assert_eq!(date.to_ymd_hms_milli(), (2026, 11, 16, 0, 0, 0, 0));
    assert_eq!(read_back(Cell::Integer(0)), Data::Float(0.0));
    assert_eq!(read_back(Cell::Integer(123_456_789_012_345)), Data::Float(123_456_789_012_345.0));
    assert_eq!(read_back(Cell::Number(61.5)), Data::Float(61.5));
    assert_eq!(read_back(Cell::Number(0.1 + 0.2)), Data::Float(0.1 + 0.2));
    assert_eq!(read_back(Cell::Empty), Data::Empty);
}

#[test]
fn an_amount_of_15_digits_is_exact() {
    for text in [
        "12.047",
        "0.0001",
        "0.1",
        "0.000000000001",
        "-3.5",
        "999999999999999",
        "999999999999.999",
        "123456789.123456",
        "8.41",
        "0.3",
        "1234.5678",
    ] {
        let Data::Float(number) = read_back(money(text)) else { panic!("{text} is no number") };
        assert_eq!(number.to_string(), text);
    }
    // one of more digits is the nearest number
    assert_eq!(read_back(money("123456789012.123456789012")), Data::Float(123_456_789_012.123_46));
}

#[test]
fn a_text_stays_a_text_whatever_it_looks_like() {
    for text in [
        r#"=HYPERLINK("http://x","y")"#,
        "+1",
        "-1",
        "@x",
        "1",
        "2026-11-16",
        "TRUE",
        "http://example.com",
        "mailto:a@b",
        "'=1",
        "  spaces  ",
        "two\nlines",
        "tab\tbed",
        "<b>&amp;\"'",
        "群組 🐢 שלום",
        "_x000D_",
        "\u{fffe}",
        "\u{1}bell",
    ] {
        let table = table("messages", &["a"], vec![vec![Cell::Text(text.to_owned())]]);
        let bytes = bytes(&[table], now()).unwrap();
        let xml = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(!xml.contains("<f>") && !xml.contains("hyperlink"), "{text} in {xml}");
        let found = sheet(bytes, "messages").get_value((1, 0)).cloned();
        assert_eq!(found, Some(Data::String(text.to_owned())));
    }
}

#[test]
fn a_text_that_no_cell_holds_is_cut() {
    let longest = "x".repeat(MOST_UNITS);
    assert_eq!(fitting(&longest), longest);
    let wide = "é".repeat(MOST_UNITS);
    assert_eq!(fitting(&wide), wide);
    let cut = fitting(&"🐢".repeat(MOST_UNITS)).into_owned();
    assert_eq!(cut, format!("{}…", "🐢".repeat((MOST_UNITS - 1) / 2)));
    assert_eq!(read_back(Cell::Text("🐢".repeat(MOST_UNITS))), Data::String(cut));
}

#[test]
fn each_section_is_a_sheet_with_a_frozen_header() {
    let row = vec![Cell::Text("a rather long name of an agent".to_owned()), money("12.047")];
    let tables =
        [table("agents", &["name", "total"], vec![row]), table("flows", &["name"], vec![])];
    let bytes = bytes(&tables, now()).unwrap();
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["agents", "flows"]);
    let header = |range: Range<Data>| range.rows().next().unwrap().to_vec();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(header(workbook.worksheet_range("agents").unwrap()), [text("name"), text("total")]);
    assert_eq!(header(workbook.worksheet_range("flows").unwrap()), [text("name")]);

    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(xml.contains(r#"<pane ySplit="1" topLeftCell="A2""#), "{xml}");
    assert!(xml.contains(r#"state="frozen""#), "{xml}");
    assert!(xml.contains("<cols>") && xml.contains("customWidth"), "{xml}");
    assert!(part(&bytes, "xl/styles.xml").contains(r#"formatCode="0.0000""#));
    assert!(part(&bytes, "docProps/core.xml").contains("2026-11-22T10:15:30Z"));
}
