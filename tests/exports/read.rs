//! Readers of the files: comma-separated values by the letter of RFC 4180, and workbooks by another library than the
//! one that wrote them.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

/// The records of comma-separated values with a byte order mark and CRLF at every record's end. Anything that RFC 4180
/// does not allow fails the test.
pub(crate) fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (field, after) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted_field(quoted)
        } else {
            let end = rest.find([',', '\r', '\n', '"']).expect("a field ends");
            (rest[..end].to_owned(), &rest[end..])
        };
        record.push(field);
        rest = if let Some(next) = after.strip_prefix(',') {
            next
        } else {
            records.push(std::mem::take(&mut record));
            after.strip_prefix("\r\n").unwrap_or_else(|| panic!("no CRLF before {after:?}"))
        };
    }
    assert!(record.is_empty(), "the last record ends as the others do");
    records
}

/// A field up to its closing quote, and what is behind it.
fn quoted_field(text: &str) -> (String, &str) {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let quote = rest.find('"').expect("a quoted field is closed");
        field.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None => return (field, rest),
        }
    }
}

/// The sheets of a workbook, by their names, in their order; no cell may be a formula.
pub(crate) fn workbook(bytes: &[u8]) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let names = workbook.sheet_names().clone();
    let sheet = |name: String| {
        let formulas = workbook.worksheet_formula(&name).expect("a sheet");
        assert!(formulas.used_cells().next().is_none(), "{name} has a formula");
        let range = workbook.worksheet_range(&name).expect("a sheet");
        let width = range.end().map_or(0, |(_, column)| column + 1);
        let height = range.end().map_or(0, |(row, _)| row + 1);
        let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
        let rows = (0..height).map(|row| (0..width).map(|column| cell(row, column)).collect());
        (name, rows.collect())
    };
    names.into_iter().map(sheet).collect()
}
