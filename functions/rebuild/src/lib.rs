//! Counters made anew while the platform goes on writing.
//!
//! A run makes a generation of counters beside the one in force, and keeps both up to date: it
//! [begins](begin), [scans](scan) the source tables segment by segment, waits until the
//! [streams] have passed the end of the scan, [compares](compare) the generations or puts
//! the new one into force, and [ends](finish). How far it is stands in DynamoDB, each step may be
//! taken again, and it does not matter who takes it: the operator program or the state machine of
//! the stack.
//!
//! **Invariant:** the new generation is the sum of what the run's ledger has of each record, and of
//! the records that were removed before it began. The scan and the streams both write the ledger
//! together with the counters, so it does not matter which of them reads a record first.

mod begin;
mod compare;
mod erase;
mod finish;
pub mod handler;
mod lanes;
mod scan;
mod status;
mod streams;

use std::collections::BTreeSet;

use aggregator::Clock;
use chrono::TimeDelta;
use domain::calendar::Calendar;
use domain::id::Id;
use store::{Epoch, Phase, Purpose, Run, Runs, Writer};

pub use compare::Difference;
pub use finish::Next;
pub use scan::Scanned;
pub use status::{AccountStatus, GenerationStatus, RunStatus, ShardStatus, Status};

/// What a run is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it is for.
    pub purpose: Purpose,
    /// Whose records it counts; `None`: everybody's.
    pub accounts: Option<BTreeSet<Id>>,
    /// The calendar that it counts in; `None`: the directory's for a rebuild, that in force to
    /// verify.
    pub calendar: Option<Calendar>,
}

/// Why something cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// DynamoDB failed, refused, or has something that this release does not understand.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A stream cannot be read.
    #[error("reading the stream {stream}: {cause}")]
    Stream {
        /// The stream's ARN.
        stream: String,
        /// What the SDK said.
        cause: String,
    },
    /// Another run is in progress.
    #[error("{0}: call the same command again to go on with it, and this one after it")]
    AnotherRun(String),
    /// The run is over.
    #[error("the run {0} is over")]
    Over(u32),
    /// It cannot go on now.
    #[error("{0}")]
    Wait(String),
}

/// Takes the steps of runs.
#[derive(Debug, Clone)]
pub struct Rebuild {
    runs: Runs,
    writer: Writer,
    streams: aws_sdk_dynamodbstreams::Client,
    clock: Clock,
    retention: Option<TimeDelta>,
    grace: TimeDelta,
}

impl Rebuild {
    /// One that works on these tables. `clock` is the clock of the figures. `retention` is how long
    /// the streams keep records where the end of a stream cannot be known; `None` where reading it
    /// shows the end. `grace` is how long a generation stays that is not in force any more, for
    /// answers that are being read: longer than the functions keep an account's settings in memory.
    pub fn new(
        runs: Runs,
        writer: Writer,
        streams: aws_sdk_dynamodbstreams::Client,
        clock: Clock,
        retention: Option<TimeDelta>,
        grace: TimeDelta,
    ) -> Self {
        Self { runs, writer, streams, clock, retention, grace }
    }

    /// The epoch and this run, as they stand. Where several programs drive a run, one of them may end
    /// it and begin the next, which the others must leave alone.
    ///
    /// # Errors
    ///
    /// [`Problem::Over`] where the run is over.
    async fn latest(&self, run: u32) -> Result<(Epoch, Run), Problem> {
        let epoch = self.runs.epoch().await?;
        let latest = epoch.run.clone().filter(|it| it.number == run && it.phase != Phase::Ended);
        latest.map(|run| (epoch, run)).ok_or(Problem::Over(run))
    }
}

/// A phase in a person's words.
fn phase_text(phase: Phase) -> &'static str {
    match phase {
        Phase::Opening => "beginning",
        Phase::Scanning => "counting",
        Phase::Flipping => "putting its generation into force",
        Phase::Retaining => {
            "waiting until the streams hold nothing from before the end of its scan"
        }
        Phase::Ending => "ending",
        Phase::Cleaning => "removing what it leaves",
        Phase::Ended => "over",
    }
}
