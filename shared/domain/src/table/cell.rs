//! The values of a table.

use chrono::NaiveDate;
use rust_decimal::Decimal;

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
