//! Beginning a run: no function may count a record into one generation only once the scan begins.

use std::time::Duration;

use config::Clock;
use domain::counter::VERSION;
use domain::record::Source;
use store::{Epoch, Mode, Phase, Purpose, Run};

use crate::{Next, Problem, Rebuild, Request, phase_text};

/// Into how many segments each table is cut.
const SEGMENTS: u32 = 4;

/// How often, and how many times, to look whether the ledger can be used.
const LEDGER: (Duration, u32) = (Duration::from_millis(100), 1_200);

/// The longest pause between two looks at a run that is ending.
const PAUSE: Duration = Duration::from_secs(1);

impl Rebuild {
    /// Begins a run, or joins the one that does the same.
    pub async fn begin(&self, request: &Request) -> Result<Run, Problem> {
        loop {
            let epoch = self.runs.epoch().await?;
            self.refuse(&epoch, request)?;
            if let Some(run) = in_progress(&epoch) {
                if joins(run, request) {
                    return Ok(run.clone());
                }
                // Its generation is decided on: what is left to do takes no decision.
                if let Next::At(time) = self.finish(run.number).await? {
                    let left = (time - Clock::System.now()).to_std().unwrap_or_default();
                    tokio::time::sleep(left.min(PAUSE)).await;
                }
                continue;
            }
            let number = epoch.number + 1;
            self.wait_for_ledger(number).await?;
            self.runs.begin_places(&self.runs.segments(number, SEGMENTS)).await?;
            let run = Run {
                number,
                purpose: request.purpose,
                accounts: request.accounts.clone(),
                calendar: request.calendar,
                version: VERSION,
                segments: SEGMENTS,
                phase: Phase::Opening,
                began: Clock::System.now(),
                scanned: None,
                ended: None,
                in_force: false,
            };
            let mode = Mode::Both(number);
            let after = Epoch { number, mode, run: Some(run.clone()), ..epoch.clone() };
            if self.runs.replace_epoch(&epoch, &after).await? {
                return Ok(run);
            }
        }
    }

    /// Whether [`begin`](Self::begin) would begin or join a run for this request.
    pub async fn may_begin(&self, request: &Request) -> Result<(), Problem> {
        self.refuse(&self.runs.epoch().await?, request)
    }

    /// Refuses a request beside what is in progress, unless it is the same, or ends by itself.
    fn refuse(&self, epoch: &Epoch, request: &Request) -> Result<(), Problem> {
        if let Some(account) = &epoch.erasing {
            let what = format!("the account {account} is being erased");
            return Err(Problem::AnotherRun(what));
        }
        match in_progress(epoch) {
            Some(run) if !joins(run, request) && !self.ends_by_itself(run, request) => {
                Err(Problem::AnotherRun(described(run)))
            }
            _ => Ok(()),
        }
    }

    /// Whether the rest of the run takes no decision and no day. One who repeats a verification goes on
    /// with what it put into force.
    fn ends_by_itself(&self, run: &Run, request: &Request) -> bool {
        let is_short = run.phase == Phase::Flipping
            || run.phase == Phase::Retaining && self.retention.is_none();
        run.phase >= Phase::Ending || same(run, request) && is_short
    }

    async fn wait_for_ledger(&self, run: u32) -> Result<(), Problem> {
        for _ in 0..LEDGER.1 {
            if self.runs.create_ledger(run).await? {
                return Ok(());
            }
            tokio::time::sleep(LEDGER.0).await;
        }
        Err(Problem::Wait("the ledger's table is not active after two minutes: try again".into()))
    }

    /// Raises the checkpoints; whether the scan may begin.
    pub async fn open(&self, run: u32) -> Result<bool, Problem> {
        let (epoch, run) = self.latest(run).await?;
        if run.phase > Phase::Opening {
            return Ok(true);
        }
        if !self.raise_all(epoch.number).await? {
            return Ok(false);
        }
        let run = Run { phase: Phase::Scanning, ..run };
        let after = Epoch { run: Some(run), ..epoch.clone() };
        self.runs.replace_epoch(&epoch, &after).await.map_err(Into::into)
    }

    /// Raises every checkpoint to this epoch; whether all have it. A shard that is in the middle of a
    /// record is left until the record is counted.
    pub(crate) async fn raise_all(&self, epoch: u32) -> Result<bool, Problem> {
        let mut all = true;
        for source in Source::ALL {
            let stream = self.runs.stream(source).await?;
            for (shard, checkpoint) in self.runs.checkpoints(&stream).await? {
                all &= self.runs.raise(&shard, &checkpoint, epoch).await?;
            }
        }
        Ok(all)
    }
}

fn in_progress(epoch: &Epoch) -> Option<&Run> {
    epoch.run.as_ref().filter(|run| run.phase != Phase::Ended)
}

/// Whether the request is what the run does. A verification whose end is decided compares no more:
/// whoever asks again gets another one.
fn joins(run: &Run, request: &Request) -> bool {
    same(run, request) && (run.purpose == Purpose::Rebuild || run.phase <= Phase::Scanning)
}

fn same(run: &Run, request: &Request) -> bool {
    run.purpose == request.purpose
        && run.accounts == request.accounts
        && run.calendar == request.calendar
}

/// A run in a person's words.
pub(crate) fn described(run: &Run) -> String {
    let what = match run.purpose {
        Purpose::Rebuild => "a rebuild",
        Purpose::Verify => "a verification",
    };
    let whose = match &run.accounts {
        None => "all accounts".to_owned(),
        Some(accounts) => accounts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    let began = run.began.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    format!("{what} of {whose} began at {began} and is {}", phase_text(run.phase))
}
