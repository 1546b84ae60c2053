//! A workbook (xlsx) with one sheet for each section.
//!
//! Cells are typed: dates are dates, counts, amounts and durations (in seconds) are numbers, and
//! texts are texts, never formulas. A workbook's numbers are binary fractions of 15 to 17
//! significant digits, so an amount of up to 15 digits is exact (12.047 reads back as 12.047), and
//! an amount with more digits becomes the nearest such number; comma-separated values have every
//! digit. A workbook shows 4 decimals of an amount.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use domain::table::{Cell, Table};
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

/// The most UTF-16 units that a cell holds.
const MOST_UNITS: usize = 32_767;

/// The greatest width of a column, in pixels.
const WIDEST: u32 = 400;

/// The formats of cells.
struct Formats {
    header: Format,
    date: Format,
    money: Format,
}

/// The bytes of a workbook of these tables, each as a sheet, created at this time.
pub(super) fn bytes(tables: &[Table], now: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats {
        header: Format::new().set_bold(),
        date: Format::new().set_num_format("yyyy-mm-dd"),
        money: Format::new().set_num_format("0.0000"),
    };
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&now));
    for table in tables {
        fill(workbook.add_worksheet().set_name(table.section)?, table, &formats)?;
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    for (column, name) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, name, &formats.header)?;
    }
    for (line, row) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(row) {
            write(sheet, (line, column), cell, formats)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_autofit_max_width(WIDEST).autofit();
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Date(date) => sheet.write_date_with_format(line, column, date, &formats.date)?,
        #[allow(clippy::cast_precision_loss)] // no count has more than 15 digits
        Cell::Integer(count) => sheet.write_number(line, column, *count as f64)?,
        Cell::Money(amount) => {
            sheet.write_number_with_format(line, column, nearest(*amount), &formats.money)?
        }
        Cell::Number(number) => sheet.write_number(line, column, *number)?,
        Cell::Text(text) => sheet.write_string(line, column, fitting(text))?,
    };
    Ok(())
}

/// The binary number that is nearest. `Decimal`'s own conversion does not always give that one.
fn nearest(amount: Decimal) -> f64 {
    amount.to_string().parse().unwrap_or(f64::NAN)
}

/// A text, cut to what a cell can hold.
fn fitting(text: &str) -> Cow<'_, str> {
    if text.len() <= MOST_UNITS || text.encode_utf16().count() <= MOST_UNITS {
        return Cow::Borrowed(text);
    }
    let mut units = 1; // of the ellipsis
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= MOST_UNITS
        })
        .collect();
    cut.push('…');
    Cow::Owned(cut)
}

#[cfg(test)]
mod tests;
