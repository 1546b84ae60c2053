//! Lambda's way with a shard: it looks for records a few times a second, gathers them for the batching
//! window or until the batch is full, and hands the next batch over once the last is answered.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aggregator::Aggregator;
use fastrand::Rng;
use serde_json::json;
use tokio::time::{Instant, sleep, sleep_until};

use crate::load::{DATE, Load, Message};

/// How Lambda hands records over.
#[derive(Debug, Clone, Copy)]
pub struct EventSource {
    /// How long it gathers records (`MaximumBatchingWindowInSeconds`).
    pub window: Duration,
    /// The most records of a batch (`BatchSize`).
    pub batch: usize,
    /// How often it looks for records.
    pub poll: Duration,
    /// What an invocation takes beside what the function does, on average; up to twice as long by chance.
    pub overhead: Duration,
    /// How long an invocation may take.
    pub timeout: Duration,
}

impl Default for EventSource {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(1),
            batch: 1_000,
            poll: Duration::from_millis(250),
            overhead: Duration::from_millis(10),
            timeout: Duration::from_mins(1),
        }
    }
}

/// What came of the records, over all shards.
#[derive(Debug, Default)]
pub struct Progress {
    /// When each counted record was written and counted, in milliseconds since the beginning: the
    /// second, the delay, and how many records.
    delays: Vec<(u32, u32)>,
    /// Chunks that were written.
    pub chunks: u64,
    /// Conflicts that the aggregator met.
    pub conflicts: u64,
    /// Batches of which something was left.
    pub left: u64,
}

impl Progress {
    /// How many records are counted.
    pub fn counted(&self) -> usize {
        self.delays.len()
    }

    /// How many records were counted between these milliseconds.
    pub fn counted_between(&self, from: u32, to: u32) -> usize {
        let at = |(written, delay): &(u32, u32)| written + delay;
        self.delays.iter().filter(|it| (from..to).contains(&at(it))).count()
    }

    /// The delays of the records that were written between these milliseconds, sorted.
    pub fn delays_of(&self, from: u32, to: u32) -> Vec<u32> {
        let written = self.delays.iter().filter(|(written, _)| (from..to).contains(written));
        let mut delays: Vec<_> = written.map(|(_, delay)| *delay).collect();
        delays.sort_unstable();
        delays
    }
}

/// What all shards share.
#[derive(Debug, Clone)]
pub struct Shared {
    /// What the platform writes.
    pub load: Arc<Mutex<Load>>,
    /// What came of it.
    pub progress: Arc<Mutex<Progress>>,
    /// When the simulation began.
    pub began: Instant,
}

/// A shard of the stream of `messages`.
#[derive(Debug)]
pub struct SimulatedShard {
    /// Its number.
    pub number: usize,
    /// Messages that are written to it in a second.
    pub rate: f64,
    /// For how long.
    pub duration: Duration,
    /// How Lambda hands them over.
    pub source: EventSource,
    /// Where its chance begins.
    pub seed: u64,
}

const STREAM: &str =
    "arn:aws:dynamodb:eu-central-1:123456789012:table/messages/stream/2026-11-01T00:00:00.000";

impl SimulatedShard {
    /// Writes its messages at even distances, and has all of them counted.
    ///
    /// When its batches begin is left to chance, and so is how long an invocation takes: shards that
    /// took turns would never meet.
    pub async fn run(self, aggregator: Aggregator, shared: Shared) {
        let mut rng = Rng::with_seed(self.seed.wrapping_mul(1_000_003) ^ self.number as u64);
        let id = format!("shardId-{:020}-{:08x}", 1_790_000_000_000_u64, 7_919 * self.number);
        let mut waiting: VecDeque<(Instant, Message)> = VecDeque::new();
        let mut sequence = 0;
        let distance = Duration::from_secs_f64(1.0 / self.rate);
        let mut next = shared.began + distance.mul_f64(rng.f64());
        let end = shared.began + self.duration;
        sleep(self.source.window.max(self.source.poll).mul_f64(rng.f64())).await;
        loop {
            let written = |waiting: &mut VecDeque<_>, next: &mut Instant, sequence: &mut u64| {
                while *next <= Instant::now() && *next < end {
                    let second = DATE.1 + seconds(*next - shared.began);
                    let message = lock(&shared.load).next(*sequence, second);
                    waiting.push_back((*next, message));
                    *sequence += 1;
                    *next += distance;
                }
            };
            written(&mut waiting, &mut next, &mut sequence);
            if waiting.is_empty() {
                if next >= end {
                    return;
                }
                sleep(self.source.poll).await;
                continue;
            }
            // The window begins when a poll finds the first record.
            let found = Instant::now();
            while waiting.len() < self.source.batch && found.elapsed() < self.source.window {
                sleep_until((found + self.source.window).min(Instant::now() + self.source.poll))
                    .await;
                written(&mut waiting, &mut next, &mut sequence);
            }
            let batch = waiting.len().min(self.source.batch);
            let records: Vec<_> =
                waiting.range(..batch).map(|(_, message)| message.record(STREAM)).collect();
            let mut event = json!({ "shardId": id, "state": {} });
            event["Records"] = records.into();
            sleep(self.source.overhead.mul_f64(2.0 * rng.f64())).await;
            let deadline = Instant::now() + self.source.timeout;
            let counted = aggregator.count(&event, deadline).await;
            let counted = counted.unwrap_or_else(|error| unreachable!("{error}"));
            let left = counted.first_left.as_ref().map_or(batch, |first_left| {
                let is_left =
                    |(_, message): &(Instant, Message)| message.sequence_number() == **first_left;
                waiting.iter().position(is_left).unwrap_or_default()
            });
            let now = Instant::now();
            let progress = &mut *lock(&shared.progress);
            progress.chunks += counted.chunks as u64;
            progress.conflicts += counted.conflicts as u64;
            progress.left += u64::from(left < batch);
            for (at, _) in waiting.drain(..left) {
                progress.delays.push((millis(at - shared.began), millis(now - at)));
            }
        }
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or_default()
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// Locks what cannot be poisoned: nobody panics while it is locked.
pub fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
