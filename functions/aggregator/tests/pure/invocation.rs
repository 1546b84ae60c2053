//! Invocations of the aggregator on the tables in memory: any number at a time, each of which may
//! be stopped after any transaction.

use std::collections::BTreeMap;

use aggregator::batch::Batch;
use aggregator::chunk::{NextChunk, Prefetched, next_chunk};
use aggregator::work_item::WorkItem;
use chrono::DateTime;
use domain::calendar::{Calendar, Minute};
use domain::id::Id;
use domain::stream_position::StreamPosition;
use fastrand::Rng;
use store::{Customer, Tables, VersionedContact};

use crate::source::SourceShard;
use crate::tables::{InMemoryTables, WriteOutcome};

/// The calendar that an account is counted in.
pub(crate) fn calendar(account: &Id) -> Calendar {
    let zone = if account.as_str() == "acme" { "Pacific/Chatham" } else { "America/New_York" };
    Calendar::named(zone).unwrap()
}

/// The work items of these records.
pub(crate) fn items(shard: &SourceShard, records: &[usize]) -> Vec<WorkItem> {
    let event = shard.event(records);
    let batch = Batch::decode(&event, &Tables::prefixed(""), DateTime::UNIX_EPOCH).unwrap();
    WorkItem::of(&batch.records, calendar)
}

/// A batch on its way.
#[derive(Debug)]
pub(crate) struct Invocation {
    shard: usize,
    items: Vec<WorkItem>,
    next: usize,
    checkpoint: Option<StreamPosition>,
    contacts: BTreeMap<Customer, VersionedContact>,
}

/// All shards, each known by its number.
pub(crate) type Shards = [SourceShard];

impl Invocation {
    /// Reads the checkpoint, and the contacts as they stand.
    pub(crate) fn begin(
        tables: &InMemoryTables,
        shards: &Shards,
        shard: usize,
        records: &[usize],
    ) -> Self {
        let items = items(&shards[shard], records);
        let (next, checkpoint, contacts) = (0, None, BTreeMap::new());
        let mut invocation = Self { shard, items, next, checkpoint, contacts };
        invocation.read(tables);
        invocation
    }

    /// Writes one transaction of at most so many work items; false once nothing is left.
    pub(crate) fn step(&mut self, tables: &mut InMemoryTables, most: usize) -> bool {
        let left = &self.items[self.next..];
        let accounts: Vec<_> = left.iter().flat_map(WorkItem::accounts).cloned().collect();
        let prefetched = Prefetched {
            contacts: &self.contacts,
            without_settings: &tables.without_settings(&accounts),
            now: Minute(29_900_000),
        };
        let (chunk, taken, after) = match next_chunk(left, most, prefetched) {
            NextChunk::Nothing => return false,
            NextChunk::Ready { chunk, items, after } => (chunk, items.len(), after),
            NextChunk::NeedsContacts(customers) => panic!("{customers:?} were read"),
        };
        let contacts = chunk.contacts.clone();
        let between = (self.checkpoint.as_ref(), after);
        match tables.write(&self.shard.to_string(), between, chunk) {
            WriteOutcome::Written => {
                self.checkpoint = Some(after.clone());
                self.next += taken;
                for (customer, VersionedContact { contact, version }) in contacts {
                    self.contacts
                        .insert(customer, VersionedContact { contact, version: version + 1 });
                }
            }
            WriteOutcome::CheckpointMoved | WriteOutcome::ContactChanged => self.read(tables),
        }
        true
    }

    fn read(&mut self, tables: &InMemoryTables) {
        self.checkpoint = tables.checkpoint(&self.shard.to_string()).cloned();
        let counted = |work: &WorkItem| Some(&work.position) <= self.checkpoint.as_ref();
        self.next = self.items.partition_point(counted);
        let customers = self.items.iter().flat_map(|work| work.effect.contact_sessions.keys());
        self.contacts = customers.map(|it| (it.clone(), tables.contact(it))).collect();
    }
}

/// How many records of a shard are counted whole.
pub(crate) fn counted(tables: &InMemoryTables, shards: &Shards, shard: usize) -> usize {
    let checkpoint = tables.checkpoint(&shard.to_string());
    let all: Vec<_> = (0..shards[shard].len()).collect();
    let items = items(&shards[shard], &all);
    let whole = items.iter().filter(|it| it.position.part == domain::stream_position::Part::Whole);
    whole.filter(|it| Some(&it.position) <= checkpoint).count()
}

/// Delivers all records at least once, as badly as it may happen: batches cut anywhere, begun again
/// from before where they stand, out of order, several at a time on one shard, and killed between
/// two chunks.
pub(crate) fn deliver_badly(tables: &mut InMemoryTables, shards: &Shards, rng: &mut Rng) {
    let mut running: Vec<Invocation> = Vec::new();
    let mut open: Vec<usize> = (0..shards.len()).collect();
    while !open.is_empty() {
        if running.len() < 3 {
            let shard = *rng.choice(&open).unwrap();
            let (first_left, all) = (counted(tables, shards, shard), shards[shard].len());
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
            running.push(Invocation::begin(tables, shards, shard, &batch));
        }
        let one = rng.usize(..running.len());
        let most = if rng.bool() { usize::MAX } else { rng.usize(1..=5) };
        if !running[one].step(tables, most) || rng.u8(..10) == 0 {
            running.swap_remove(one);
        }
    }
}
