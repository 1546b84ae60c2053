//! One batch, from the checkpoint to its end or to the deadline.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::calendar::Minute;
use domain::position::{Part, Position};
use futures::future::try_join;
use store::{Chunk, Customer, Error, Kind, Outcome, Shard, Versioned};
use tokio::time::Instant;
use tracing::{error, warn};

use crate::batch::{Batch, StreamRecord};
use crate::fold::{Known, fold};
use crate::pins::PinsOf;
use crate::work::Work;
use crate::{Aggregator, Clock, Counted};

/// How long before the deadline no further transaction is begun.
const MARGIN: Duration = Duration::from_millis(1_500);

/// How often in a row something is tried again before the rest of the batch is left.
const MOST_ATTEMPTS: u32 = 12;

/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// How many contacts are known ahead: as many as a chunk can have.
const CONTACTS_AHEAD: usize = 100;

/// Counts a batch, as much as it can. What is left is told by its first sequence number.
pub(crate) async fn run(aggregator: &Aggregator, batch: &Batch, deadline: Instant) -> Counted {
    let (Some(shard), Some(first)) = (&batch.shard, batch.records.first()) else {
        return Counted::default();
    };
    let mut run = Run {
        aggregator,
        shard,
        records: &batch.records,
        deadline,
        pins: PinsOf::default(),
        checkpoint: None,
        contacts: BTreeMap::new(),
        most_works: usize::MAX,
        attempts: 0,
        counted: Counted { first_left: Some(first.sequence.to_string()), ..Counted::default() },
    };
    loop {
        match run.pass().await {
            Ok(Pass::Done) => {
                run.counted.first_left = None;
                return run.counted;
            }
            Ok(Pass::Again) => {}
            Ok(Pass::OutOfTime) => {
                warn!(
                    shard = shard.id,
                    first_left = run.counted.first_left,
                    "out of time: the rest is left"
                );
                return run.counted;
            }
            Err(error) => {
                if !run.try_again(&error).await {
                    error!(
                        shard = shard.id, stream = shard.stream, first_left = run.counted.first_left,
                        attempts = run.attempts, %error, "cannot count: the rest of the batch is left"
                    );
                    return run.counted;
                }
            }
        }
    }
}

struct Run<'a> {
    aggregator: &'a Aggregator,
    shard: &'a Shard,
    records: &'a [StreamRecord],
    deadline: Instant,
    pins: PinsOf,
    checkpoint: Option<Position>,
    contacts: BTreeMap<Customer, Versioned>,
    /// How many pieces of work a chunk may have; halved while DynamoDB is busy.
    most_works: usize,
    /// Attempts in a row that wrote nothing.
    attempts: u32,
    counted: Counted,
}

/// How a pass over the batch ended.
enum Pass {
    Done,
    Again,
    OutOfTime,
}

impl Run<'_> {
    /// Reads how far the shard is counted, and counts on from there.
    async fn pass(&mut self) -> Result<Pass, Error> {
        let writer = &self.aggregator.writer;
        let accounts: BTreeSet<_> =
            self.records.iter().flat_map(|record| record.change.accounts()).collect();
        let pins = self.aggregator.pins.of(accounts, writer);
        (self.pins, self.checkpoint) = try_join(pins, writer.checkpoint(self.shard)).await?;
        self.contacts.clear();
        let works = Work::of(self.records, |account| self.pins.pins[account].calendar);
        let mut next =
            works.partition_point(|work| Some(&work.position) <= self.checkpoint.as_ref());
        self.note_repeated(&works[..next]);
        while let Some(work) = works.get(next) {
            self.counted.first_left = Some(work.position.sequence.to_string());
            if self.deadline.saturating_duration_since(Instant::now()) < MARGIN {
                return Ok(Pass::OutOfTime);
            }
            self.read_contacts(&works[next..]).await?;
            let ahead = &works[next..works.len().min(next.saturating_add(self.most_works))];
            let known = Known {
                contacts: &self.contacts,
                unpinned: &self.pins.unmade,
                now: Minute::of(self.aggregator.clock.now()),
            };
            let (chunk, taken) = fold(ahead, known);
            let done = &ahead[..taken];
            let after = &done[taken - 1].position;
            let real = Clock::System.now();
            let between = (self.checkpoint.as_ref(), after);
            match writer.write(self.shard, between, &chunk, &self.pins.pins, real).await {
                Outcome::Written => {
                    self.note_written(chunk, done);
                    next += taken;
                }
                Outcome::Moved | Outcome::OtherPin => {
                    self.counted.conflicts += 1;
                    return Ok(Pass::Again);
                }
                Outcome::StaleContacts(customers) => {
                    self.counted.conflicts += 1;
                    for customer in &customers {
                        self.contacts.remove(customer);
                    }
                    self.wait().await;
                }
                Outcome::Busy(error) => {
                    self.counted.conflicts += 1;
                    if self.attempts > 0 {
                        self.most_works = (taken / 2).max(1);
                    }
                    if !self.try_again(&error).await {
                        return Err(error);
                    }
                }
                Outcome::Failed(error) => return Err(error),
            }
        }
        Ok(Pass::Done)
    }

    /// Reads the contacts that the next chunk can need and that are not known yet.
    async fn read_contacts(&mut self, works: &[Work]) -> Result<(), Error> {
        let mut ahead = BTreeSet::new();
        for work in works {
            ahead.extend(work.effect.visits.keys());
            if ahead.len() >= CONTACTS_AHEAD {
                break;
            }
        }
        let unknown = ahead.into_iter().filter(|customer| !self.contacts.contains_key(*customer));
        let unknown: Vec<_> = unknown.cloned().collect();
        if !unknown.is_empty() {
            let read = self.aggregator.writer.contacts(&unknown, &self.pins.pins).await?;
            self.contacts.extend(read);
        }
        Ok(())
    }

    fn note_repeated(&mut self, works: &[Work]) {
        let repeated = works.iter().filter(|work| work.position.part == Part::Whole).count();
        self.counted.repeated = repeated.saturating_sub(self.counted.records);
    }

    fn note_written(&mut self, chunk: Chunk, done: &[Work]) {
        self.attempts = 0;
        self.most_works = self.most_works.saturating_mul(2);
        self.checkpoint = done.last().map(|work| work.position.clone());
        for account in &chunk.new_pins {
            self.aggregator.pins.keep(account, self.pins.pins[account]);
            self.pins.unmade.remove(account);
        }
        for (customer, Versioned { contact, version }) in chunk.contacts {
            self.contacts.insert(customer, Versioned { contact, version: version + 1 });
        }
        self.counted.chunks += 1;
        self.counted.set_aside += chunk.set_aside.len();
        self.counted.records +=
            done.iter().filter(|work| work.position.part == Part::Whole).count();
    }

    /// Waits before another attempt; false where there is no use in one.
    async fn try_again(&mut self, error: &Error) -> bool {
        if error.kind == Kind::Refused || self.attempts >= MOST_ATTEMPTS {
            return false;
        }
        self.counted.retries += 1;
        self.wait().await
    }

    /// Waits a random while, longer each time; false where the deadline comes first.
    async fn wait(&mut self) -> bool {
        let longest = Duration::from_millis(20 << self.attempts.min(10)).min(LONGEST_WAIT);
        self.attempts += 1;
        let wait = longest.mul_f64(fastrand::f64());
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left < wait + MARGIN {
            return false;
        }
        tokio::time::sleep(wait).await;
        true
    }
}
