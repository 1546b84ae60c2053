//! Drives a run from its beginning to its end. Killed at any point and called again, it goes on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use config::Clock;
use futures::stream::{self, StreamExt, TryStreamExt};
use rebuild::{Difference, Next, Problem, Rebuild, Request};
use store::{Attempts, Purpose, Run};
use tokio::time::{Instant, sleep};

use crate::progress::Progress;

/// How many segments are scanned at once: few enough that counting keeps up meanwhile.
const SCANS: usize = 1;

/// How long a segment is scanned before its progress is shown, and before it gives way to counting.
const SLICE: Duration = Duration::from_secs(1);

/// How far counting may be behind before the scan gives way to it. Streams tell whole seconds.
const BEHIND: TimeDelta = TimeDelta::seconds(1);

/// The longest time for which a scan gives way after a slice, so that it ends even where counting is
/// always behind.
const WAY_GIVEN: Duration = Duration::from_secs(9);

/// The pause between two looks at something that others have to do.
const PAUSE: Duration = Duration::from_millis(100);

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Driven {
    /// The run's number.
    pub(crate) run: u32,
    /// Whether its generation was put into force.
    pub(crate) in_force: bool,
    /// How many records it read, as far as this program saw it.
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
) -> anyhow::Result<Driven> {
    loop {
        progress.say("beginning", 0, 1);
        let run = again(|| rebuild.begin(request)).await.map_err(stopped)?;
        match to_its_end(rebuild, &run, repair, progress).await {
            // Another program has ended the run meanwhile, and so done what this one has to,
            Err(Problem::Over(_)) if run.purpose == Purpose::Rebuild => {
                let (run, differences) = (run.number, Vec::new());
                return Ok(Driven { run, in_force: true, records: 0, count: 0, differences });
            }
            // or it has the differences, which this one has to find, too,
            Err(Problem::Over(_)) => {}
            // or it did not repair them.
            Ok(driven) if repair && !driven.in_force && !driven.differences.is_empty() => {}
            driven => return driven.map_err(stopped),
        }
    }
}

/// What to do about a problem.
fn stopped(problem: Problem) -> anyhow::Error {
    let passes = matches!(problem, Problem::Store(_) | Problem::Stream { .. });
    let error = anyhow::Error::new(problem);
    if passes {
        error.context("it stopped, and nothing is lost: call the same command again to go on")
    } else {
        error
    }
}

async fn to_its_end(
    rebuild: &Rebuild,
    run: &Run,
    repair: bool,
    progress: &Progress,
) -> Result<Driven, Problem> {
    let number = run.number;
    while !again(|| rebuild.open(number)).await? {
        progress.say("waiting for a shard that is in the middle of a record", 0, 1);
        sleep(PAUSE).await;
    }
    let records = scan(rebuild, run, progress).await?;
    while !again(|| rebuild.passed(number)).await? {
        progress.say("waiting for the streams to pass the end of the scan", 0, 1);
        sleep(PAUSE).await;
    }
    let differences = match run.purpose {
        Purpose::Rebuild => Vec::new(),
        Purpose::Verify => {
            progress.say("comparing", 0, 1);
            again(|| rebuild.compare(number)).await?
        }
    };
    let in_force = run.purpose == Purpose::Rebuild || repair && !differences.is_empty();
    let in_force = again(|| rebuild.settle(number, in_force)).await?;
    loop {
        progress.say("finishing", 0, 1);
        match again(|| rebuild.finish(number)).await? {
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
            let scanned = match rebuild.scan(segment, deadline).await {
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
            give_way(rebuild).await?;
        }
    });
    let scans = stream::iter(scans).buffer_unordered(SCANS);
    scans.try_fold(0, |sum, records| async move { Ok(sum + records) }).await
}

/// Waits while counting is behind, for some time. It looks twice a second: the functions that count read
/// the same shards, which answer five times a second.
async fn give_way(rebuild: &Rebuild) -> Result<(), Problem> {
    let until = Instant::now() + WAY_GIVEN;
    while again(|| rebuild.counting_is_behind(BEHIND)).await? && Instant::now() < until {
        sleep(SLICE / 2).await;
    }
    Ok(())
}

/// Takes a step, several times while DynamoDB is busy or cannot be reached.
async fn again<T, F>(step: impl Fn() -> F) -> Result<T, Problem>
where
    F: Future<Output = Result<T, Problem>>,
{
    let mut attempts = Attempts::default();
    loop {
        let (problem, pause) = match step().await {
            Err(Problem::Store(error)) => {
                let pause = attempts.after(&error);
                (Problem::Store(error), pause)
            }
            Err(problem @ Problem::Stream { .. }) => (problem, attempts.another()),
            other => return other,
        };
        let Some(pause) = pause else { return Err(problem) };
        sleep(pause).await;
    }
}
