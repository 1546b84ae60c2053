//! A zip with one file of comma-separated values for each section.

use std::io::{Cursor, Write};

use chrono::{DateTime, Datelike, Timelike, Utc};
use domain::table::Table;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::comma_separated;
use super::error::FileError;
use super::name::name_of;

/// The bytes of a zip of these tables, each as a file that was modified at this time.
pub(super) fn bytes(tables: &[Table], now: DateTime<Utc>) -> Result<Vec<u8>, FileError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(time(now));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for table in tables {
        let file = comma_separated::bytes(table)?;
        zip.start_file(name_of(table), options)?;
        zip.write_all(&file).map_err(zip::result::ZipError::from)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A time in a zip, which has no time zone: it is UTC here. A time that a zip cannot express
/// becomes its earliest one.
fn time(now: DateTime<Utc>) -> zip::DateTime {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    zip::DateTime::from_date_and_time(
        u16::try_from(now.year()).unwrap_or_default(),
        small(now.month()),
        small(now.day()),
        small(now.hour()),
        small(now.minute()),
        small(now.second()),
    )
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use domain::table::Cell;
    use zip::ZipArchive;

    use super::*;
    use crate::file::tests::{now, table};

    #[test]
    fn each_section_is_a_file_of_its_own() {
        let tables = [
            table("overview", &["contacts"], vec![vec![Cell::Integer(7)]]),
            table("flows", &["name"], vec![vec![Cell::Text("=1".to_owned())]]),
        ];
        let mut zip = ZipArchive::new(Cursor::new(bytes(&tables, now()).unwrap())).unwrap();
        let mut files = Vec::new();
        for number in 0..zip.len() {
            let mut file = zip.by_index(number).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            assert_eq!(file.last_modified(), Some(time(now())));
            files.push((file.name().unwrap().into_owned(), text));
        }
        assert_eq!(
            files,
            [
                (
                    "overview_2026-11-16_2026-11-22.csv".to_owned(),
                    "\u{feff}contacts\r\n7\r\n".to_owned()
                ),
                (
                    "flows_2026-11-16_2026-11-22.csv".to_owned(),
                    "\u{feff}name\r\n'=1\r\n".to_owned()
                ),
            ]
        );
    }
}
