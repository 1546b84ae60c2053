//! Prints the description of the API: `make generate` writes it to `openapi.json`.

use std::io::{Write, stdout};

fn main() -> anyhow::Result<()> {
    stdout().write_all(local::openapi_json()?.as_bytes())?;
    Ok(())
}
