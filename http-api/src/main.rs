//! Prints the text of `openapi.json`. `make generate` writes the file.

use std::io::{Write, stdout};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    stdout().write_all(http_api::openapi_json()?.as_bytes())?;
    Ok(())
}
