//! Comma-separated values: RFC 4180, with a byte order mark, since some spreadsheets take text
//! without one for an older encoding.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};
use domain::table::{Cell, Table};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The bytes of a table, with a header.
pub(super) fn bytes(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(&table.columns)?;
    for row in &table.rows {
        for cell in row {
            writer.write_field(text(cell).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Date(date) => date.to_string().into(),
        Cell::Integer(count) => count.to_string().into(),
        Cell::Money(amount) => amount.to_string().into(),
        Cell::Number(number) => number.to_string().into(),
        Cell::Text(text) => defused(text),
    }
}

/// A text that no spreadsheet runs as a formula: one that begins like a formula gets an apostrophe
/// in front.
fn defused(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) {
        format!("'{text}").into()
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::file::tests::table;

    fn written(rows: Vec<Vec<Cell>>) -> String {
        let bytes = bytes(&table("messages", &["a", "b"], rows)).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn cells_are_written_by_their_kind() {
        let money = |text: &str| Cell::Money(Decimal::from_str_exact(text).unwrap());
        for (cell, text) in [
            (Cell::Empty, ""),
            (Cell::Date("2026-11-16".parse().unwrap()), "2026-11-16"),
            (Cell::Integer(0), "0"),
            (Cell::Integer(u64::MAX), "18446744073709551615"),
            (money("12.047"), "12.047"),
            (money("123456789012.123456789012"), "123456789012.123456789012"),
            // a number stays one, whatever it begins with
            (money("-0.000000000001"), "-0.000000000001"),
            (Cell::Number(0.1 + 0.2), "0.30000000000000004"),
            (Cell::Number(61.5), "61.5"),
            (Cell::Number(1e-9), "0.000000001"),
            (Cell::Text("Ann".to_owned()), "Ann"),
        ] {
            let expected = format!("\u{feff}a,b\r\n{text},x\r\n");
            assert_eq!(written(vec![vec![cell, Cell::Text("x".to_owned())]]), expected);
        }
    }

    #[test]
    fn a_text_that_begins_like_a_formula_is_defused() {
        for (name, field) in [
            (r#"=HYPERLINK("http://x","y")"#, r#""'=HYPERLINK(""http://x"",""y"")""#),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("\0=1", "'\0=1"),
            ("=", "'="),
            // a text that has such a character only later is unchanged
            ("", ""),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ("Ann, \"the\" Agent", r#""Ann, ""the"" Agent""#),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("群組 🐢 שלום", "群組 🐢 שלום"),
        ] {
            let text = written(vec![vec![Cell::Text(name.to_owned()), Cell::Integer(1)]]);
            assert_eq!(text, format!("\u{feff}a,b\r\n{field},1\r\n"), "{name}");
        }
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        assert_eq!(written(vec![]), "\u{feff}a,b\r\n");
    }
}
