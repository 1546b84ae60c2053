//! Errors of writing a file.

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("writing comma-separated values")]
    Csv(#[from] csv::Error),
    #[error("writing a workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("writing a zip")]
    Zip(#[from] zip::result::ZipError),
}
