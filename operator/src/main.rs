//! The operator's program: makes counters anew, verifies them, reads another platform's past, and says
//! how far everything is.

use std::process::ExitCode;

use clap::Parser;

mod commands;
mod drive;
mod import;
mod options;
mod output;
mod progress;
mod stack;
mod system;

use options::Options;

/// The exit status of what cannot be done.
const CANNOT: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match commands::run(&options).await {
        Ok(status) => status,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(CANNOT)
        }
    }
}
