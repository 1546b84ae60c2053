//! A workbook (xlsx) with one sheet for each section.
//!
//! Cells are typed: dates are dates, counts, amounts and durations (in seconds) are numbers, and
//! texts are texts, never formulas. A workbook's numbers are binary fractions of 15 to 17
//! significant digits, so an amount of up to 15 digits is exact (12.047 reads back as 12.047), and
//! one of more is the nearest number there is; comma-separated values have every digit. Amounts
//! are shown with 4 places, whatever they have.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use domain::table::{Cell, Table};
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

/// The most UTF-16 units that a cell holds.
const MOST_UNITS: usize = 32_767;

/// The widest a column is made, in pixels.
const WIDEST: u32 = 400;

/// How cells look.
struct Looks {
    header: Format,
    date: Format,
    money: Format,
}

/// These tables, each as a sheet, made at this time.
pub(super) fn bytes(tables: &[Table], now: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks {
        header: Format::new().set_bold(),
        date: Format::new().set_num_format("yyyy-mm-dd"),
        money: Format::new().set_num_format("0.0000"),
    };
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&now));
    for table in tables {
        fill(workbook.add_worksheet().set_name(table.section)?, table, &looks)?;
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table, looks: &Looks) -> Result<(), XlsxError> {
    for (column, name) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, name, &looks.header)?;
    }
    for (line, row) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(row) {
            write(sheet, (line, column), cell, looks)?;
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
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Date(date) => sheet.write_date_with_format(line, column, date, &looks.date)?,
        #[allow(clippy::cast_precision_loss)] // no count has more than 15 digits
        Cell::Integer(count) => sheet.write_number(line, column, *count as f64)?,
        Cell::Money(amount) => {
            sheet.write_number_with_format(line, column, nearest(*amount), &looks.money)?
        }
        Cell::Number(number) => sheet.write_number(line, column, *number)?,
        Cell::Text(text) => sheet.write_string(line, column, fitting(text))?,
    };
    Ok(())
}

/// The nearest number: the conversion that decimals have is not.
fn nearest(amount: Decimal) -> f64 {
    amount.to_string().parse().unwrap_or(f64::NAN)
}

/// As much of a text as a cell holds.
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
