//! Files: a report's tables as bytes, under a name.

mod comma_separated;
mod error;
mod name;
mod workbook;
mod zipped;

use chrono::{DateTime, Utc};
use domain::report::ReportAnswer;

use name::name;

pub(crate) use error::FileError;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values; for several sections, a zip with one file each.
    Csv,
    /// A workbook with one sheet for each section.
    Xlsx,
}

/// A file.
#[derive(Debug)]
pub(crate) struct File {
    /// Such as `messages_2026-11-16_2026-11-22.csv`: letters, digits, `_`, `-` and `.` only.
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    /// The file of a report of this name, made at this time.
    pub(crate) fn of(
        report: &str,
        answer: &ReportAnswer,
        format: Format,
        now: DateTime<Utc>,
    ) -> Result<Self, FileError> {
        let (media_type, extension, bytes) = match (format, &answer.tables[..]) {
            (Format::Csv, [table]) => {
                ("text/csv; charset=utf-8", "csv", comma_separated::bytes(table)?)
            }
            (Format::Csv, tables) => ("application/zip", "zip", zipped::bytes(tables, now)?),
            (Format::Xlsx, tables) => (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "xlsx",
                workbook::bytes(tables, now)?,
            ),
        };
        Ok(Self { name: name(report, answer.period, extension), media_type, bytes })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::period::Period;
    use domain::table::{Cell, Table};

    use super::*;

    pub(crate) fn table(section: &'static str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
        let (from, to) = ("2026-11-16".parse().unwrap(), "2026-11-22".parse().unwrap());
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        Table { section, period: Period { from, to }, columns, rows }
    }

    pub(crate) fn now() -> DateTime<Utc> {
        "2026-11-22T10:15:30Z".parse().unwrap()
    }

    #[test]
    fn a_file_is_named_by_what_it_holds() {
        let one = vec![table("agent", &["date"], vec![])];
        let two = vec![table("overview", &["contacts"], vec![]), table("flows", &["name"], vec![])];
        for (report, tables, format, name, media_type) in [
            (
                "agent",
                &one,
                Format::Csv,
                "agent_2026-11-01_2026-11-30.csv",
                "text/csv; charset=utf-8",
            ),
            (
                "agent",
                &one,
                Format::Xlsx,
                "agent_2026-11-01_2026-11-30.xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            ("all", &two, Format::Csv, "all_2026-11-01_2026-11-30.zip", "application/zip"),
            (
                "all",
                &two,
                Format::Xlsx,
                "all_2026-11-01_2026-11-30.xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
        ] {
            let (from, to) = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
            let answer = ReportAnswer { period: Period { from, to }, tables: tables.clone() };
            let file = File::of(report, &answer, format, now()).unwrap();
            assert_eq!((&*file.name, file.media_type), (name, media_type));
            assert!(!file.bytes.is_empty());
        }
    }
}
