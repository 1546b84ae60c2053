//! One simulation: so many shards, so many messages a second, so many lanes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aggregator::{Aggregator, Clock};
use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use domain::history::History;
use domain::id::Id;
use store::{Lanes, Tables, Writer};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::check;
use crate::limits::Limits;
use crate::load::{ACCOUNT, DATE, Load, Mix};
use crate::shards::{EventSource, Progress, Shared, SimulatedShard, lock};
use crate::tables::{SimulatedTables, Usage};

/// What is simulated.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Shards of the stream.
    pub shards: usize,
    /// Messages that are written in a second, to all shards together.
    pub rate: f64,
    /// Lanes of the account at the beginning; the aggregator raises them itself.
    pub lanes: u32,
    /// For how long messages are written.
    pub duration: Duration,
    /// From when on figures are taken.
    pub measured_from: Duration,
    /// Who writes the messages.
    pub mix: Mix,
    /// How Lambda hands them over.
    pub source: EventSource,
    /// DynamoDB's limits.
    pub limits: Limits,
    /// Whether a conflict is answered as throttling, and chunks are halved for the second in a row.
    pub halves_on_conflicts: bool,
    /// Where chance begins.
    pub seed: u64,
    /// Who is told how it goes, every so often.
    pub watched: Option<(Duration, fn(Moment))>,
}

/// How a simulation goes, at a time while messages are written.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The time since the first message.
    pub at: Duration,
    /// Messages counted since the moment before.
    pub counted: u64,
    /// Messages that are written and not counted yet.
    pub waiting: u64,
    /// Write units for each message that was counted since the moment before.
    pub units_a_record: f64,
    /// What the requests came to since the moment before.
    pub usage: Usage,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            shards: 1,
            rate: 100.0,
            lanes: 1,
            duration: Duration::from_secs(20),
            measured_from: Duration::from_secs(5),
            mix: Mix::LARGE,
            source: EventSource::default(),
            limits: Limits::default(),
            halves_on_conflicts: false,
            seed: 1,
            watched: None,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Messages counted in a second, while messages were written.
    pub counted_a_second: f64,
    /// Messages written in a second in that time.
    pub written_a_second: f64,
    /// The delay between write and count of half of the messages.
    pub median: Duration,
    /// The delay that 99 of 100 messages stay below.
    pub p99: Duration,
    /// Write units for each message that was counted, from `measured_from` until the last was written.
    pub units_a_record: f64,
    /// What the requests came to, from the first message until all were counted.
    pub usage: Usage,
    /// Batches of which something was left.
    pub left: u64,
    /// Lanes in the end.
    pub lanes: u32,
    /// Figures that are not what was written, once all is counted; `None` where it was not awaited.
    pub differences: Option<usize>,
}

impl Outcome {
    /// Whether the messages were counted as fast as they were written.
    pub fn keeps_up(&self) -> bool {
        self.counted_a_second >= 0.98 * self.written_a_second
    }
}

/// How long after the last message it is awaited that all are counted.
const DRAINED: Duration = Duration::from_mins(30);

impl Plan {
    /// Simulates it, on a clock of its own.
    pub fn simulate(self) -> anyhow::Result<Outcome> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .context("a runtime")?;
        runtime.block_on(self.run())
    }

    async fn run(self) -> anyhow::Result<Outcome> {
        let tables = SimulatedTables::new(self.limits, self.halves_on_conflicts)?;
        let began = Instant::now();
        let start = DateTime::from_timestamp(DATE.1, 0).context("a date has a first second")?;
        let clock = Clock::Since(start, began);
        let writer = || {
            let kept = Some(TimeDelta::days(14));
            Writer::new(tables.client(), Tables::prefixed(""), kept, History::Complete)
        };
        tables.without_limits();
        self.begin_account(&tables, &writer(), clock, start).await?;
        tables.with_limits();
        // Only now: what the SDK makes once in a process took from the same chance.
        fastrand::seed(self.seed);
        let shared = Shared {
            load: Arc::new(Mutex::new(Load::new(self.mix, self.seed))),
            progress: Arc::new(Mutex::new(Progress::default())),
            began: Instant::now(),
        };
        let usage_before = tables.usage();
        let mut shards = JoinSet::new();
        for number in 0..self.shards {
            // Each function instance counts one batch at a time, and has its own memory.
            let aggregator = Aggregator::new(writer(), clock).with_real_clock(clock);
            let aggregator =
                if self.halves_on_conflicts { aggregator.halving_after(1) } else { aggregator };
            let rate = self.rate / self.shards as f64;
            let (duration, source, seed) = (self.duration, self.source, self.seed);
            let simulated = SimulatedShard { number, rate, duration, source, seed };
            shards.spawn(simulated.run(aggregator, shared.clone()));
        }
        let all = async { while shards.join_next().await.is_some() {} };
        let all = tokio::time::timeout(self.duration + DRAINED, all);
        let so_far = || (tables.usage().write_units, lock(&shared.progress).counted() as f64);
        let measured = async {
            sleep_until(shared.began + self.measured_from).await;
            let before = so_far();
            sleep_until(shared.began + self.duration).await;
            (before, so_far())
        };
        let written = async {
            tokio::select! {
                () = self.watch(&tables, &shared) => unreachable!("it watches for ever"),
                measured = measured => measured,
            }
        };
        let (drained, (before, after)) = tokio::join!(all, written);
        let drained = drained.is_ok();
        let usage = since(usage_before, tables.usage());
        tables.without_limits();
        let settings = writer().settings(&[Id::new(ACCOUNT)?]).await?;
        let lanes = settings.values().next().map_or(1, |settings| settings.lanes.count);
        let differences = if drained {
            let counted = check::counters(&tables.items("counters")?);
            Some(check::differences(&counted, &lock(&shared.load).tally()))
        } else {
            None
        };
        let progress = lock(&shared.progress);
        let (from, to) = (self.measured_from.as_millis() as u32, self.duration.as_millis() as u32);
        let delays = progress.delays_of(from, to);
        let at = |share: f64| {
            let n = ((delays.len() as f64) * share) as usize;
            Duration::from_millis(delays.get(n).copied().unwrap_or_default().into())
        };
        let seconds = self.duration.saturating_sub(self.measured_from).as_secs_f64();
        Ok(Outcome {
            counted_a_second: progress.counted_between(from, to) as f64 / seconds,
            written_a_second: delays.len() as f64 / seconds,
            median: at(0.5),
            p99: at(0.99),
            units_a_record: (after.0 - before.0) / (after.1 - before.1).max(1.0),
            usage,
            left: progress.left,
            lanes,
            differences,
        })
    }

    /// Tells who watches it how it goes, for ever.
    async fn watch(&self, tables: &SimulatedTables, shared: &Shared) {
        let Some((every, tell)) = self.watched else { return std::future::pending().await };
        let (mut at, mut counted, mut usage) = (Duration::ZERO, 0, tables.usage());
        loop {
            at += every;
            sleep_until(shared.began + at).await;
            let (counted_before, usage_before) = (counted, usage);
            counted = lock(&shared.progress).counted() as u64;
            usage = tables.usage();
            let (more, used) = (counted - counted_before, since(usage_before, usage));
            tell(Moment {
                at,
                counted: more,
                waiting: lock(&shared.load).written() - counted,
                units_a_record: used.write_units / more.max(1) as f64,
                usage: used,
            });
        }
    }

    /// Counts one message of the account, so that it has settings, with its lanes.
    async fn begin_account(
        &self,
        tables: &SimulatedTables,
        writer: &Writer,
        clock: Clock,
        start: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let aggregator = Aggregator::new(writer.clone(), clock).with_real_clock(clock);
        let mut load = Load::new(Mix { by_agents: 0, ..self.mix }, 0);
        let stream = "arn:aws:dynamodb:eu-central-1:123456789012:table/messages/stream/before";
        let first = load.next(0, DATE.1).record(stream);
        let event = serde_json::json!({ "Records": [first], "shardId": "before", "state": {} });
        let deadline = Instant::now() + Duration::from_mins(1);
        aggregator.count(&event, deadline).await?;
        let account = Id::new(ACCOUNT)?;
        if self.lanes > 1 {
            let raised = Lanes::ONE.raised(self.lanes, start, TimeDelta::zero());
            writer.raise_lanes(&account, Lanes::ONE, raised).await?;
        }
        // What it counted is not of the load.
        tables.forget_counters(ACCOUNT)
    }
}

fn since(before: Usage, now: Usage) -> Usage {
    Usage {
        transactions: now.transactions - before.transactions,
        conflicts: now.conflicts - before.conflicts,
        throttled: now.throttled - before.throttled,
        conditions: now.conditions - before.conditions,
        write_units: now.write_units - before.write_units,
        read_units: now.read_units - before.read_units,
    }
}
