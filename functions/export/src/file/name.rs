//! The names under which files are downloaded.

use domain::period::Period;
use domain::table::Table;

/// The name of the file of a report.
pub(super) fn name(report: &str, Period { from, to }: Period, extension: &str) -> String {
    format!("{report}_{from}_{to}.{extension}")
}

/// The name of the file of one section's comma-separated values.
pub(super) fn name_of(table: &Table) -> String {
    name(table.section, table.period, "csv")
}
