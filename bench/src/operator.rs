//! Runs the release binary of the operator's program, and measures it.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::process::{Child, Command};

use crate::report::Report;
use crate::system::{System, peak_of};

/// How much more memory the program may take for ten times as much.
const MORE_MEMORY: f64 = 1.2;

/// A run of the operator's program.
pub(crate) struct Run {
    pub(crate) took: Duration,
    /// The most resident memory, in KiB.
    pub(crate) peak: u64,
}

/// Starts a command on the tables of a system.
pub(crate) fn start(system: &System, arguments: &[&str]) -> anyhow::Result<Child> {
    let program = Command::new(binary()?)
        .args(arguments)
        .args(["--dynamodb-endpoint", &system.dynamodb])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    program.context("cannot start the operator's program")
}

/// Waits until the program ends.
pub(crate) async fn watch(mut program: Child) -> anyhow::Result<Run> {
    let began = Instant::now();
    let process = program.id().context("it runs")?;
    let mut peak = 0;
    let status = loop {
        if let Some(status) = program.try_wait()? {
            break status;
        }
        peak = peak_of(process).unwrap_or(0).max(peak);
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    ensure!(status.success(), "the operator's program failed: {status}");
    Ok(Run { took: began.elapsed(), peak })
}

/// The operator's program, in the same folder as this one.
fn binary() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("operator");
    ensure!(path.exists(), "build it first: cargo build --release -p operator");
    Ok(path)
}

/// Compares the memory of two runs, of which the second had ten times as much to do.
pub(crate) fn compare_memory(report: &mut Report, what: &str, small: &Run, large: &Run) {
    #[expect(clippy::cast_precision_loss, reason = "memory is far below 2^52 KiB")]
    let more = large.peak as f64 / small.peak as f64;
    report.figure(what, format!("{more:.2}×"), format!("{MORE_MEMORY}×"), more <= MORE_MEMORY);
}
