//! A table: what a file of a report holds, whatever its format.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::columns::Columns;
use crate::period::Period;

/// The rows of a section.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The section's name.
    pub section: &'static str,
    /// The days that the rows are of.
    pub period: Period,
    /// The names of the columns: those of the JSON fields, in their order.
    pub columns: Vec<String>,
    /// Rows, each with one cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value: null in JSON.
    Empty,
    /// A local date.
    Date(NaiveDate),
    /// A count.
    Integer(u64),
    /// An amount in USD, exact.
    Money(Decimal),
    /// A mean: a ratio from 0 to 1, or seconds.
    Number(f64),
    /// A name or an id. Somebody else chose it: to a spreadsheet it may look like a formula.
    Text(String),
}

impl Table {
    /// The table of these rows of a section. It has its columns even without a row.
    pub(super) fn of<R: Columns>(section: &'static str, period: Period, rows: &[R]) -> Self {
        let mut columns = Vec::new();
        R::names("", &mut columns);
        let cells = |row: &R| {
            let mut cells = Vec::with_capacity(columns.len());
            row.cells(&mut cells);
            cells
        };
        let rows = rows.iter().map(cells).collect();
        Self { section, period, columns, rows }
    }
}
