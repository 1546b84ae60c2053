//! Invocations of the aggregator on the tables in memory: any number at a time, each of which may
//! be stopped after any transaction.

use std::collections::BTreeMap;

use aggregator::batch::Batch;
use aggregator::fold::{Known, fold};
use aggregator::work::Work;
use chrono::DateTime;
use domain::calendar::{Calendar, Minute};
use domain::id::Id;
use domain::position::Position;
use fastrand::Rng;
use store::{Customer, Tables, Versioned};

use crate::memory::{Memory, Written};
use crate::source::SourceShard;

/// The calendar that an account is pinned to.
pub(crate) fn calendar(account: &Id) -> Calendar {
    let zone = if account.as_str() == "acme" { "Pacific/Chatham" } else { "America/New_York" };
    Calendar::named(zone).unwrap()
}

/// The work of these records.
pub(crate) fn works(shard: &SourceShard, records: &[usize]) -> Vec<Work> {
    let event = shard.event(records);
    let batch = Batch::decode(&event, &Tables::prefixed(""), DateTime::UNIX_EPOCH).unwrap();
    Work::of(&batch.records, calendar)
}

/// A batch on its way.
#[derive(Debug)]
pub(crate) struct Invocation {
    shard: usize,
    works: Vec<Work>,
    next: usize,
    checkpoint: Option<Position>,
    contacts: BTreeMap<Customer, Versioned>,
}

/// All shards, each known by its number.
pub(crate) type Shards = [SourceShard];

impl Invocation {
    /// Reads the checkpoint, and the contacts as they stand.
    pub(crate) fn begin(memory: &Memory, shards: &Shards, shard: usize, records: &[usize]) -> Self {
        let works = works(&shards[shard], records);
        let (next, checkpoint, contacts) = (0, None, BTreeMap::new());
        let mut invocation = Self { shard, works, next, checkpoint, contacts };
        invocation.read(memory);
        invocation
    }

    /// Writes one transaction of at most so many pieces of work; false once nothing is left.
    pub(crate) fn step(&mut self, memory: &mut Memory, most: usize) -> bool {
        let left = &self.works[self.next..];
        let left = &left[..left.len().min(most)];
        if left.is_empty() {
            return false;
        }
        let accounts: Vec<_> = left.iter().flat_map(Work::accounts).cloned().collect();
        let known = Known {
            contacts: &self.contacts,
            unpinned: &memory.unpinned(&accounts),
            now: Minute(29_900_000),
        };
        let (chunk, taken) = fold(left, known);
        assert!(taken > 0, "the first piece of work always fits");
        let after = &left[taken - 1].position;
        let contacts = chunk.contacts.clone();
        let between = (self.checkpoint.as_ref(), after);
        match memory.write(&self.shard.to_string(), between, chunk) {
            Written::All => {
                self.checkpoint = Some(after.clone());
                self.next += taken;
                for (customer, Versioned { contact, version }) in contacts {
                    self.contacts.insert(customer, Versioned { contact, version: version + 1 });
                }
            }
            Written::Moved | Written::Stale => self.read(memory),
        }
        true
    }

    fn read(&mut self, memory: &Memory) {
        self.checkpoint = memory.checkpoint(&self.shard.to_string()).cloned();
        let counted = |work: &Work| Some(&work.position) <= self.checkpoint.as_ref();
        self.next = self.works.partition_point(counted);
        let customers = self.works.iter().flat_map(|work| work.effect.visits.keys());
        self.contacts = customers.map(|it| (it.clone(), memory.contact(it))).collect();
    }
}

/// How many records of a shard are counted whole.
pub(crate) fn counted(memory: &Memory, shards: &Shards, shard: usize) -> usize {
    let checkpoint = memory.checkpoint(&shard.to_string());
    let all: Vec<_> = (0..shards[shard].len()).collect();
    let works = works(&shards[shard], &all);
    let whole = works.iter().filter(|it| it.position.part == domain::position::Part::Whole);
    whole.filter(|it| Some(&it.position) <= checkpoint).count()
}

/// Delivers all records at least once, as badly as it may happen: batches cut anywhere, begun again
/// from before where they stand, out of order, several at a time on one shard, and killed between
/// two chunks.
pub(crate) fn deliver_badly(memory: &mut Memory, shards: &Shards, rng: &mut Rng) {
    let mut running: Vec<Invocation> = Vec::new();
    let mut open: Vec<usize> = (0..shards.len()).collect();
    while !open.is_empty() {
        if running.len() < 3 {
            let shard = *rng.choice(&open).unwrap();
            let (first_left, all) = (counted(memory, shards, shard), shards[shard].len());
            if first_left == all {
                open.retain(|it| *it != shard);
                continue;
            }
            let from = if rng.bool() { first_left } else { rng.usize(..=first_left) };
            let to = rng.usize(first_left + 1..=all);
            let mut batch: Vec<_> = (from..to).collect();
            if rng.bool() {
                batch.push(rng.usize(from..to));
                rng.shuffle(&mut batch);
            }
            running.push(Invocation::begin(memory, shards, shard, &batch));
        }
        let one = rng.usize(..running.len());
        let most = if rng.bool() { usize::MAX } else { rng.usize(1..=5) };
        if !running[one].step(memory, most) || rng.u8(..10) == 0 {
            running.swap_remove(one);
        }
    }
}
