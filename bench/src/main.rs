//! `make bench`: how much the local system takes in, how fast it answers and starts, and what it needs.
//! Prints each result beside its goal, and fails if one misses its goal. `bench start`, `bench load`,
//! `bench rebuild`, `bench connectors`, `bench answers`, `bench exports` and `bench binaries` measure one part
//! only.

mod answers;
mod binaries;
mod connectors;
mod exports;
mod http;
mod load;
mod operator;
mod rebuild;
mod report;
mod start;
mod system;

use std::process::ExitCode;

use report::Report;

#[tokio::main]
async fn main() -> ExitCode {
    match measure().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure() -> anyhow::Result<()> {
    let mut report = Report::default();
    let parts: Vec<_> = std::env::args().skip(1).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|it| it == part);
    if wanted("start") {
        start::measure(&mut report).await?;
    }
    if wanted("load") {
        load::measure(&mut report).await?;
    }
    if wanted("rebuild") {
        rebuild::measure(&mut report).await?;
    }
    if wanted("connectors") {
        connectors::measure(&mut report).await?;
    }
    if wanted("answers") {
        answers::measure(&mut report).await?;
    }
    if wanted("exports") {
        exports::measure(&mut report).await?;
    }
    if wanted("binaries") {
        binaries::measure(&mut report).await?;
    }
    report.finish()
}
