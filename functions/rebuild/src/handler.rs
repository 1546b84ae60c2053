//! The steps of a run as events and answers, for the state machine of the stack
//! (`infra/rebuild.yaml`).
//!
//! Every step may be taken again: where an answer is lost, the state machine sends the event once more.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::calendar::Calendar;
use domain::id::Id;
use lambda_runtime::Diagnostic;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Purpose, Segment};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{error, info};

use crate::{Difference, Next, Problem, Rebuild, Request, Scanned};

/// How long the streams keep records: 24 hours, and an hour for records that are read in the last
/// minute and counted after it.
pub const RETENTION: TimeDelta = TimeDelta::hours(25);

/// How long the ledger and a dropped generation stay after the run's end: well over the longest
/// invocation of the aggregator, which may still read the ledger (one minute). Answers need no grace
/// on AWS: what they may still have in memory is the generation that was in force before, for
/// `DIRECTORY_CACHE_SECONDS`, at most an hour; and that one stays for [`RETENTION`].
pub const GRACE: TimeDelta = TimeDelta::minutes(15);

/// What is left of the function's time when it stops scanning: enough for the transaction that is on
/// its way, with all attempts.
const RESERVE: Duration = Duration::from_secs(30);

/// How long a step is repeated within one invocation, and the pause between two attempts. So the
/// state machine's history stays short.
const REPEATED: (Duration, Duration) = (Duration::from_secs(20), Duration::from_millis(500));

/// The most differences that an answer has, and their most bytes as JSON: Step Functions takes 256 KiB
/// for all that a state holds.
const MOST_DIFFERENCES: (usize, usize) = (500, 160_000);

/// An event: the step to take.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Begin a run, or join the one that does the same.
    Begin {
        /// What the run is to do.
        request: Asked,
    },
    /// Raise the checkpoints.
    Open {
        /// The run's number.
        run: u32,
    },
    /// Count a segment on, until it is counted or the function's time is up.
    Scan {
        /// One of those that `begin` answered.
        segment: Segment,
    },
    /// See whether the streams have passed the end of the scan.
    Pass {
        /// The run's number.
        run: u32,
    },
    /// Compare the run's generation with the one in force.
    Compare {
        /// The run's number.
        run: u32,
    },
    /// Decide what becomes of the run's generation.
    Settle {
        /// The run's number.
        run: u32,
        /// Whether it is put into force; else it is dropped.
        in_force: bool,
        /// What the last `scan` of each segment answered.
        scanned: Vec<Scanned>,
    },
    /// Take the next step of a run whose end is decided.
    Finish {
        /// The run's number.
        run: u32,
    },
}

/// What a run is asked to do: the input of the state machine.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// `rebuild` or `verify`.
    purpose: Purpose,
    /// Whose records it counts; everybody's if it is left out or null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accounts: Option<Vec<String>>,
    /// A rebuild of one account: the IANA time zone that it counts in, in place of the directory's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timezone: Option<String>,
    /// A verification: whether what it counted is put into force if it differs.
    #[serde(default, skip_serializing_if = "is_false")]
    repair: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_false(it: &bool) -> bool {
    !it
}

/// The answer to a step.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// To `begin`.
    Begun {
        /// The run's number.
        run: u32,
        /// What it is for.
        purpose: Purpose,
        /// Whether a verification repairs.
        repair: bool,
        /// What is to be scanned.
        segments: Vec<Segment>,
    },
    /// To `open`.
    Opened {
        /// Whether the scan may begin.
        open: bool,
    },
    /// To `scan`.
    Scanned(Scanned),
    /// To `pass`.
    Passed {
        /// Whether they have.
        passed: bool,
    },
    /// To `compare`.
    Compared(Compared),
    /// To `settle`.
    Settled {
        /// Whether the run's generation is put into force.
        in_force: bool,
        /// Records that the scan has read, in all segments together.
        records: u64,
    },
    /// To `finish`.
    Finished(Finished),
}

/// How the generations differ.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// How many differences there are.
    count: usize,
    /// The first ones.
    differences: Vec<Difference>,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum Finished {
    /// Another step, at once.
    Again,
    /// Another step at this time.
    Wait {
        /// In whole seconds, as Step Functions reads times.
        until: String,
    },
    /// Nothing: the run is over.
    Ended,
}

/// Why a step is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The event makes no sense.
    #[error("{0}")]
    BadRequest(String),
    /// An earlier run is still ending.
    #[error("an earlier run is ending, and removes what it leaves: begin again in a minute")]
    Ending,
    /// The step failed.
    #[error(transparent)]
    Problem(#[from] Problem),
}

impl Failure {
    /// The name by which the state machine knows it. It tries again after `Busy` and `Wait`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "BadRequest",
            Self::Ending | Self::Problem(Problem::Wait(_)) => "Wait",
            Self::Problem(Problem::Store(error)) if error.kind.is_final() => "Refused",
            Self::Problem(Problem::Store(_) | Problem::Stream { .. }) => "Busy",
            Self::Problem(Problem::AnotherRun(_)) => "AnotherRun",
            Self::Problem(Problem::Over(_)) => "Over",
        }
    }
}

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Self {
        Self { error_type: failure.name().to_owned(), error_message: failure.to_string() }
    }
}

/// Takes the step that an event names. The function's time is up at `ends`.
pub async fn take(rebuild: &Rebuild, event: Value, ends: Instant) -> Result<Answer, Failure> {
    let began = Instant::now();
    let taken = match read(event) {
        Ok(step) => rebuild.take(step, ends.checked_sub(RESERVE).unwrap_or(began)).await,
        Err(failure) => Err(failure),
    };
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    match &taken {
        Ok(Answer::Begun { run, purpose, .. }) => {
            info!(run, ?purpose, duration_ms, "began or joined a run");
        }
        Ok(Answer::Compared(Compared { count, .. })) => {
            info!(differences = count, duration_ms, "compared two generations");
        }
        Ok(answer) => info!(?answer, duration_ms, "took a step"),
        Err(failure) => {
            error!(name = failure.name(), error = %failure, duration_ms, "took no step");
        }
    }
    taken
}

impl Rebuild {
    async fn take(&self, step: Step, deadline: Instant) -> Result<Answer, Failure> {
        Ok(match step {
            Step::Begin { request: asked } => {
                let request = asked.request()?;
                // It may wait for an earlier run; it may be dropped at any point and taken again.
                let begun = timeout_at(deadline, self.begin(&request)).await;
                let run = begun.map_err(|_| Failure::Ending)??;
                let (purpose, repair) = (run.purpose, asked.repair);
                Answer::Begun { run: run.number, purpose, repair, segments: self.segments(&run) }
            }
            Step::Open { run } => {
                let mut open = self.open(run).await?;
                let until = deadline.min(Instant::now() + REPEATED.0);
                while !open && Instant::now() < until {
                    sleep(REPEATED.1).await;
                    open = self.open(run).await?;
                }
                Answer::Opened { open }
            }
            Step::Scan { segment } => Answer::Scanned(match self.scan(segment, deadline).await {
                // Another execution has scanned it to its end, and gone on.
                Err(Problem::Over(_)) => Scanned { records: 0, done: true },
                scanned => scanned?,
            }),
            Step::Pass { run } => Answer::Passed { passed: self.passed(run).await? },
            Step::Compare { run } => Answer::Compared(first_of(self.compare(run).await?)),
            Step::Settle { run, in_force, scanned } => {
                let in_force = self.settle(run, in_force).await?;
                let records = scanned.iter().map(|scanned| scanned.records).sum();
                Answer::Settled { in_force, records }
            }
            Step::Finish { run } => {
                let until = deadline.min(Instant::now() + REPEATED.0);
                loop {
                    match self.finish(run).await? {
                        Next::Again if Instant::now() < until => sleep(REPEATED.1).await,
                        next => return Ok(Answer::Finished(next.into())),
                    }
                }
            }
        })
    }
}

fn read(event: Value) -> Result<Step, Failure> {
    serde_json::from_value(event).map_err(|error| {
        Failure::BadRequest(format!(
            "the event is none of the rebuild function: {error}. A run is begun with \
             {{\"step\": \"begin\", \"request\": {{\"purpose\": \"rebuild\"}}}}; the state machine's \
             input is the request alone"
        ))
    })
}

impl Asked {
    /// What asks for this request.
    pub fn new(request: &Request, repair: bool) -> Self {
        let accounts = request.accounts.as_ref();
        Self {
            purpose: request.purpose,
            accounts: accounts.map(|them| them.iter().map(ToString::to_string).collect()),
            timezone: request.calendar.map(|calendar| calendar.zone().to_owned()),
            repair,
        }
    }

    /// Whether a verification repairs.
    pub fn repairs(&self) -> bool {
        self.repair
    }

    /// What is asked for.
    pub fn request(&self) -> Result<Request, Failure> {
        let bad = |what: String| Err(Failure::BadRequest(what));
        let mut accounts = BTreeSet::new();
        for account in self.accounts.iter().flatten() {
            match Id::new(account) {
                Ok(id) => accounts.insert(id),
                Err(error) => return bad(format!("the account `{account}` {error}")),
            };
        }
        let accounts = self.accounts.as_ref().map(|_| accounts);
        if accounts.as_ref().is_some_and(BTreeSet::is_empty) {
            return bad("`accounts` is empty: name accounts, or leave it out for all".to_owned());
        }
        if self.repair && self.purpose == Purpose::Rebuild {
            return bad("`repair` is for `verify`: a rebuild always takes effect".to_owned());
        }
        let mut calendar = None;
        if let Some(zone) = &self.timezone {
            if self.purpose == Purpose::Verify {
                return bad("`timezone` is for `rebuild`: leave it out to verify".to_owned());
            }
            if accounts.as_ref().is_none_or(|accounts| accounts.len() != 1) {
                let what = "`timezone` needs one account in `accounts`: zones differ from account \
                            to account";
                return bad(what.to_owned());
            }
            calendar = Calendar::named(zone);
            if calendar.is_none() {
                let what = "is not a time zone: use an IANA name such as Asia/Taipei";
                return bad(format!("`timezone`: `{zone}` {what}"));
            }
        }
        Ok(Request { purpose: self.purpose, accounts, calendar })
    }
}

/// How many differences there are, and the first of them, as many as fit.
fn first_of(mut differences: Vec<Difference>) -> Compared {
    let (most, most_bytes) = MOST_DIFFERENCES;
    let count = differences.len();
    let mut bytes = 0;
    let fit = differences.iter().take(most).take_while(|difference| {
        bytes += serde_json::to_vec(difference).map_or(0, |json| json.len() + 1);
        bytes <= most_bytes
    });
    let fit = fit.count();
    differences.truncate(fit);
    Compared { count, differences }
}

impl From<Next> for Finished {
    fn from(next: Next) -> Self {
        match next {
            Next::Again => Self::Again,
            Next::At(time) => Self::Wait { until: whole_second_from(time) },
            Next::Nothing => Self::Ended,
        }
    }
}

/// The first whole second that is not before this time.
fn whole_second_from(time: DateTime<Utc>) -> String {
    let fraction = i64::from(time.timestamp_subsec_nanos() > 0);
    (time + TimeDelta::seconds(fraction)).to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests;
