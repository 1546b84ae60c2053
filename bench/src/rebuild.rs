//! How fast counters are made anew, what that takes, and how far counting falls behind meanwhile.

use std::time::{Duration, Instant};

use anyhow::ensure;
use bench::meter::Meter;
use config::Clock;

use crate::load::{batches, write};
use crate::operator::{compare_memory, start, watch};
use crate::report::{Report, heading, note};
use crate::system::System;

const REBUILD: &[&str] = &["rebuild"];

const FEW: u32 = 10_000;
const MANY: u32 = 100_000;

/// How long records are written while counters are made anew.
const WRITING: Duration = Duration::from_secs(5);

pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    heading("Counters made anew");
    let few = System::start(&["--no-demo"]).await?;
    fill(&few, FEW).await?;
    let small = watch(start(&few, REBUILD)?).await?;
    few.end().await?;

    let system = System::start(&["--no-demo"]).await?;
    let rate = fill(&system, MANY).await?;
    let large = watch(start(&system, REBUILD)?).await?;
    let records = f64::from(MANY) / large.took.as_secs_f64();
    note("100,000 records", format!("{:.1} s", large.took.as_secs_f64()));
    note("records a second", format!("{records:.0}"));
    note("memory of the program, 10,000 records", format!("{} KiB", small.peak));
    note("memory of the program, 100,000 records", format!("{} KiB", large.peak));
    compare_memory(report, "its memory for ten times the records", &small, &large);

    let mut running = start(&system, REBUILD)?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let written = write_slowly(&system, rate / 2.0).await?;
    ensure!(
        running.try_wait()?.is_none(),
        "it ended before the writing did: write for a shorter time"
    );
    let settled = system.settle().await?;
    note("records written a second meanwhile", format!("{written:.0}"));
    report.time("counted after the last of them", settled, Duration::from_secs(5));
    watch(running).await?;
    Ok(())
}

/// Writes so many records and waits until they are counted; how many a second that were.
async fn fill(system: &System, records: u32) -> anyhow::Result<f64> {
    let client = Meter::default().client(&system.dynamodb);
    let began = Instant::now();
    for batch in batches(Clock::System.now(), 0..records)? {
        write(&client, batch).await?;
    }
    system.settle().await?;
    Ok(f64::from(records) / began.elapsed().as_secs_f64())
}

/// Writes new records for a while, so many a second at most; how many a second there were.
async fn write_slowly(system: &System, rate: f64) -> anyhow::Result<f64> {
    let client = Meter::default().client(&system.dynamodb);
    let began = Instant::now();
    let mut written = 0.0;
    for batch in batches(Clock::System.now(), MANY..2 * MANY)? {
        if began.elapsed() >= WRITING {
            break;
        }
        #[expect(clippy::cast_precision_loss, reason = "a batch has 25 records")]
        let records = batch.1.len() as f64;
        write(&client, batch).await?;
        written += records;
        let due = Duration::from_secs_f64(written / rate);
        tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
    }
    Ok(written / began.elapsed().as_secs_f64())
}
