//! Invocations of the aggregator on the tables in memory: any number at a time, each of which may
//! be stopped after any transaction.

use std::collections::{BTreeMap, BTreeSet};

use aggregator::batch::{Batch, StreamRecord};
use aggregator::chunk::{NextChunk, Prefetched, next_chunk};
use aggregator::settings::settings_in;
use aggregator::work_item::{Situation, WorkItem};
use chrono::DateTime;
use domain::calendar::{Calendar, Minute};
use domain::counter::VERSION;
use domain::customer::CustomerKey;
use domain::generation::{Counting, Generation};
use domain::history::History;
use domain::id::Id;
use domain::record::Record;
use domain::stream_position::{Part, StreamPosition};
use fastrand::Rng;
use store::{
    Advance, Checkpoint, ContactKey, CountingSettings, Epoch, SettingsByAccount, Shard, Tables,
    VersionedContact, Writer, first_generation,
};

use crate::source::SourceShard;
use crate::tables::{InMemoryTables, WriteOutcome};

/// The calendar that an account is counted in.
pub(crate) fn calendar(account: &Id) -> Calendar {
    let zone = if account.as_str() == "acme" { "Pacific/Chatham" } else { "America/New_York" };
    Calendar::named(zone).unwrap()
}

/// How an account is counted: by the latest version, in its usual calendar.
pub(crate) fn counting(account: &Id) -> Counting {
    Counting::latest(calendar(account))
}

/// A first generation of an account, in its usual calendar.
pub(crate) fn generation(account: &Id, number: u32) -> Generation {
    Generation {
        number,
        calendar: calendar(account),
        version: VERSION,
        customers: Some(CustomerKey::new([account.as_str().as_bytes()[0]; 32])),
        history: History::Complete,
    }
}

/// These records of a shard, decoded.
pub(crate) fn decoded(shard: &SourceShard, records: &[usize]) -> Vec<StreamRecord> {
    let event = shard.event(records);
    Batch::decode(&event, &Tables::prefixed(""), DateTime::UNIX_EPOCH).unwrap().records
}

/// A process that counts, and what it remembers.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    epoch: Epoch,
    settings: BTreeMap<Id, CountingSettings>,
}

impl Process {
    /// One that begins now.
    pub(crate) fn begin(tables: &InMemoryTables) -> Self {
        Self { epoch: tables.epoch.clone(), settings: BTreeMap::new() }
    }

    fn read_epoch(&mut self, tables: &InMemoryTables) {
        *self = Self::begin(tables);
    }
}

/// The settings that these accounts have to have in this epoch.
pub(crate) fn settings_of(
    accounts: BTreeSet<Id>,
    epoch: &Epoch,
    tables: &InMemoryTables,
    remembered: &mut BTreeMap<Id, CountingSettings>,
    directory: impl Fn(&Id) -> Calendar,
) -> SettingsByAccount {
    let mut all = SettingsByAccount::default();
    for account in accounts {
        let in_table = remembered.get(&account).or_else(|| tables.settings.get(&account)).copied();
        let new = Generation {
            calendar: directory(&account),
            ..generation(&account, first_generation(epoch.number))
        };
        let settings = settings_in(epoch, &account, in_table, new);
        if in_table == Some(settings) {
            remembered.insert(account.clone(), settings);
            all.add_committed(account, settings);
        } else {
            all.add_uncommitted(account, settings, in_table.map(|it| it.in_force.number));
        }
    }
    all
}

/// A batch on its way.
#[derive(Debug)]
pub(crate) struct Invocation {
    shard: Shard,
    records: Vec<StreamRecord>,
    items: Vec<WorkItem<Checkpoint>>,
    next: usize,
    checkpoint: Option<Checkpoint>,
    settings: SettingsByAccount,
    contacts: BTreeMap<ContactKey, VersionedContact>,
}

/// All shards, each known by its number.
pub(crate) type Shards = [SourceShard];

impl Invocation {
    /// Reads the checkpoint, and what the records need as it stands.
    pub(crate) fn begin(
        tables: &InMemoryTables,
        process: &mut Process,
        shards: &Shards,
        shard: usize,
        records: &[usize],
    ) -> Self {
        let mut invocation = Self {
            shard: Shard { stream: "stream".to_owned(), id: shard.to_string() },
            records: decoded(&shards[shard], records),
            items: Vec::new(),
            next: 0,
            checkpoint: None,
            settings: SettingsByAccount::default(),
            contacts: BTreeMap::new(),
        };
        invocation.read(tables, process);
        invocation
    }

    /// Writes one transaction of at most so many work items; false once nothing is left.
    pub(crate) fn step(
        &mut self,
        tables: &mut InMemoryTables,
        process: &mut Process,
        most: usize,
    ) -> bool {
        let left = &self.items[self.next..];
        let prefetched = Prefetched {
            contacts: &self.contacts,
            without_settings: self.settings.uncommitted(),
            first_items: Writer::first_items(self.checkpoint.as_ref()),
            now: Minute(29_900_000),
        };
        let (chunk, taken, after) = match next_chunk(left, most, prefetched) {
            NextChunk::Nothing => return false,
            NextChunk::Ready { chunk, items, after } => (chunk, items.len(), after.clone()),
            NextChunk::NeedsContacts(contacts) => panic!("{contacts:?} were read"),
        };
        let (contacts, new_settings) = (chunk.contacts.clone(), chunk.new_settings.clone());
        let (shard, before) = (&self.shard, self.checkpoint.as_ref());
        let advance = Advance::Shard { shard, before, after: &after };
        match tables.write(advance, chunk, &self.settings) {
            WriteOutcome::Written => {
                self.checkpoint = Some(after);
                self.next += taken;
                for account in new_settings {
                    self.settings.commit(&account);
                }
                for (key, VersionedContact { contact, version }) in contacts {
                    self.contacts.insert(key, VersionedContact { contact, version: version + 1 });
                }
            }
            WriteOutcome::Stale => {
                if self.checkpoint.is_none() {
                    process.read_epoch(tables);
                }
                self.read(tables, process);
            }
        }
        true
    }

    fn read(&mut self, tables: &InMemoryTables, process: &mut Process) {
        self.checkpoint = tables.checkpoint(&self.shard.id).cloned();
        if self.checkpoint.as_ref().is_some_and(|it| it.epoch > process.epoch.number) {
            process.read_epoch(tables);
        }
        let epoch = process.epoch.clone();
        let keys = self.records.iter().filter_map(|record| record.key.as_ref());
        let run = epoch.mode.run();
        let ledger = run.map(|run| tables.ledger(run, keys)).unwrap_or_default();
        let images = self.records.iter().flat_map(|record| record.change.accounts());
        let before = self.checkpoint.iter().filter_map(|it| it.divided.as_ref()?.before.as_ref());
        let counted = ledger.values().filter_map(|entry| entry.record.as_ref()).chain(before);
        let accounts = images.chain(counted.map(Record::account)).cloned().collect();
        self.settings = settings_of(accounts, &epoch, tables, &mut process.settings, calendar);
        let situation = Situation {
            checkpoint: self.checkpoint.as_ref(),
            epoch: &epoch,
            settings: &self.settings,
            ledger,
        };
        self.items = WorkItem::of(&self.records, situation);
        self.next = 0;
        self.contacts = contacts(&self.items, tables);
    }
}

/// The contacts that these items change, as they stand.
pub(crate) fn contacts<P>(
    items: &[WorkItem<P>],
    tables: &InMemoryTables,
) -> BTreeMap<ContactKey, VersionedContact> {
    items
        .iter()
        .flat_map(WorkItem::contacts)
        .map(|key| (key.clone(), tables.contact(&key)))
        .collect()
}

/// How many records of a shard are counted whole.
pub(crate) fn counted(tables: &InMemoryTables, shard: usize) -> usize {
    let checkpoint = tables.checkpoint(&shard.to_string()).map(|it| &it.position);
    checkpoint.map_or(0, |StreamPosition { sequence, part }| {
        SourceShard::up_to(sequence.as_str()) - usize::from(*part != Part::Whole)
    })
}

/// A batch of a shard's records, as it may be delivered when so many are counted: cut anywhere, begun
/// again from before, out of order.
pub(crate) fn bad_batch(first_left: usize, all: usize, rng: &mut Rng) -> Vec<usize> {
    let from = if rng.bool() { first_left } else { rng.usize(..=first_left) };
    let to = rng.usize(first_left + 1..=all);
    let mut batch: Vec<_> = (from..to).collect();
    if rng.bool() {
        batch.push(rng.usize(from..to));
        rng.shuffle(&mut batch);
    }
    batch
}

/// Delivers all records at least once, as badly as it may happen: batches cut anywhere, begun again
/// from before where they stand, out of order, several at a time on one shard, and killed between
/// two chunks.
pub(crate) fn deliver_badly(tables: &mut InMemoryTables, shards: &Shards, rng: &mut Rng) {
    let mut process = Process::begin(tables);
    let mut running: Vec<Invocation> = Vec::new();
    let mut open: Vec<usize> = (0..shards.len()).collect();
    while !open.is_empty() {
        if running.len() < 3 {
            let shard = *rng.choice(&open).unwrap();
            let (first_left, all) = (counted(tables, shard), shards[shard].len());
            if first_left == all {
                open.retain(|it| *it != shard);
                continue;
            }
            let batch = bad_batch(first_left, all, rng);
            running.push(Invocation::begin(tables, &mut process, shards, shard, &batch));
        }
        let one = rng.usize(..running.len());
        let most = if rng.bool() { usize::MAX } else { rng.usize(1..=5) };
        if !running[one].step(tables, &mut process, most) || rng.u8(..10) == 0 {
            running.swap_remove(one);
        }
    }
}
