//! Zips, and workbooks, which are zips.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// The files of a zip, in their order.
pub fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let count = zip.len();
    let file = |number| {
        let mut file = zip.by_index(number).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("it unpacks");
        (file.name().expect("a name").into_owned(), bytes)
    };
    (0..count).map(file).collect()
}
