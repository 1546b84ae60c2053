//! Drives a run from its beginning to its end. Killed at any point and called again, it goes on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use config::Clock;
use futures::stream::{self, StreamExt, TryStreamExt};
use rebuild::{Difference, Next, Problem, Rebuild, Request};
use store::{Purpose, Run};
use tokio::time::{Instant, sleep};

use crate::progress::Progress;

/// How many segments are scanned at once: few enough that counting keeps up meanwhile.
const SCANS: usize = 2;

/// How long a segment is scanned before its progress is shown.
const SLICE: Duration = Duration::from_secs(1);

/// The pause between two looks at something that others have to do.
const PAUSE: Duration = Duration::from_millis(100);

/// How often a step is tried again while DynamoDB is busy or cannot be reached.
const ATTEMPTS: u32 = 8;

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Driven {
    /// The run's number.
    pub(crate) run: u32,
    /// Whether its generation was put into force.
    pub(crate) in_force: bool,
    /// How many records it read.
    pub(crate) records: u64,
    /// How many differences it found, where it compared.
    pub(crate) count: usize,
    /// The differences; the first of them, if they are very many.
    pub(crate) differences: Vec<Difference>,
}

/// Drives a run. `repair` puts what a verification counted into force if it differs.
pub(crate) async fn drive(
    rebuild: &Rebuild,
    request: &Request,
    repair: bool,
    progress: &Progress,
) -> Result<Driven, Problem> {
    progress.say("beginning", 0, 1);
    let run = again(|| rebuild.begin(request)).await?;
    while !again(|| rebuild.open()).await? {
        progress.say("waiting for a shard that is in the middle of a record", 0, 1);
        sleep(PAUSE).await;
    }
    let records = scan(rebuild, &run, progress).await?;
    while !again(|| rebuild.passed()).await? {
        progress.say("waiting for the streams to pass the end of the scan", 0, 1);
        sleep(PAUSE).await;
    }
    let differences = match run.purpose {
        Purpose::Rebuild => Vec::new(),
        Purpose::Verify => {
            progress.say("comparing", 0, 1);
            again(|| rebuild.compare()).await?
        }
    };
    let in_force = run.purpose == Purpose::Rebuild || repair && !differences.is_empty();
    again(|| rebuild.settle(in_force)).await?;
    loop {
        progress.say("finishing", 0, 1);
        match again(|| rebuild.finish()).await? {
            Next::Nothing => break,
            Next::Again => sleep(PAUSE / 10).await,
            Next::At(time) => {
                let left = (time - Clock::System.now()).to_std().unwrap_or_default();
                sleep(left.min(SLICE)).await;
            }
        }
    }
    let (run, count) = (run.number, differences.len());
    Ok(Driven { run, in_force, records, count, differences })
}

/// Scans all segments; how many records that were.
async fn scan(rebuild: &Rebuild, run: &Run, progress: &Progress) -> Result<u64, Problem> {
    let segments = rebuild.segments(run);
    let (all, done) = (segments.len(), AtomicUsize::new(0));
    let done = &done;
    let scans = segments.into_iter().map(|segment| async move {
        loop {
            let deadline = Instant::now() + SLICE;
            let scanned = match again(|| rebuild.scan(segment, deadline)).await {
                // Another program has scanned it to its end.
                Err(Problem::Over(_)) => rebuild::Scanned { records: 0, done: true },
                other => other?,
            };
            let done = done.fetch_add(usize::from(scanned.done), Ordering::Relaxed);
            let what = format!("counting: {} of {segment}", scanned.records);
            progress.say(&what, done + usize::from(scanned.done), all);
            if scanned.done {
                return Ok(scanned.records);
            }
        }
    });
    let scans = stream::iter(scans).buffer_unordered(SCANS);
    scans.try_fold(0, |sum, records| async move { Ok(sum + records) }).await
}

/// Takes a step, several times while DynamoDB is busy or cannot be reached.
async fn again<T, F>(step: impl Fn() -> F) -> Result<T, Problem>
where
    F: Future<Output = Result<T, Problem>>,
{
    let mut attempt = 0;
    loop {
        match step().await {
            Err(Problem::Store(error)) if !error.kind.is_final() && attempt < ATTEMPTS => {
                sleep(Duration::from_millis(50 << attempt)).await;
                attempt += 1;
            }
            Err(Problem::Stream { .. }) if attempt < ATTEMPTS => {
                sleep(Duration::from_millis(50 << attempt)).await;
                attempt += 1;
            }
            other => return other,
        }
    }
}
