//! Tables: rows of answers as columns and typed cells, whatever the format of the file.

mod cell;
mod columns;

use crate::period::Period;

pub use cell::Cell;
pub(crate) use columns::{Columns, column_name};

/// The rows of a section.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The section's name.
    pub section: &'static str,
    /// The days that the rows cover.
    pub period: Period,
    /// The names of the columns: those of the JSON fields, in their order.
    pub columns: Vec<String>,
    /// Rows, each with one cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The table of these rows of a section. It has its columns even without a row.
    pub(crate) fn of<R: Columns>(section: &'static str, period: Period, rows: &[R]) -> Self {
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
