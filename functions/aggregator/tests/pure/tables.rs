//! The tables in memory: what a transaction does to them, and on which conditions.

use std::collections::{BTreeMap, BTreeSet};

use domain::contact::Contact;
use domain::counter::{Amount, CounterKey, Deltas, Measure};
use domain::id::Id;
use domain::record::{Record, Source};
use domain::stream_position::Part;
use store::{
    Advance, Checkpoint, Chunk, ContactKey, CountingSettings, Customer, Epoch, LedgerEntry,
    LedgerKey, MAX_ITEMS, RecordKey, RemovedRecord, ScanPlace, Segment, SettingsByAccount,
    VersionedContact, Writer, lane_of,
};

/// A condition that the tables do not check, or something that they forget, to see that a test
/// notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// A checkpoint moves whatever its epoch is.
    CheckpointsEpoch,
    /// A shard's first checkpoint is written in any epoch.
    EpochOfTheFirstCheckpoint,
    /// A ledger entry is written whatever version it has.
    LedgersVersion,
    /// The ledger keeps no tombstones.
    Tombstones,
    /// A scan's place moves on whatever it was.
    ScansPlace,
    /// The scan begins before the last checkpoint is raised.
    Opening,
    /// The scan counts what was removed in its own epoch, too.
    RemovedInItsEpoch,
    /// Removed records are not kept.
    Removed,
    /// Another reader may begin the run's generation of an account in another way.
    Settings,
    /// The run ends before the streams have passed the end of its scan.
    Closing,
}

/// The tables that are written by whoever counts.
#[derive(Debug)]
pub(crate) struct InMemoryTables {
    pub(crate) broken: Option<Broken>,
    pub(crate) epoch: Epoch,
    counters: BTreeMap<(u32, u32), Deltas>,
    contacts: BTreeMap<ContactKey, VersionedContact>,
    pub(crate) settings: BTreeMap<Id, CountingSettings>,
    checkpoints: BTreeMap<String, Checkpoint>,
    pub(crate) places: BTreeMap<Segment, ScanPlace>,
    ledger: BTreeMap<LedgerKey, LedgerEntry>,
    pub(crate) removed: Vec<RemovedRecord>,
    rejected: BTreeSet<String>,
}

impl Default for InMemoryTables {
    fn default() -> Self {
        Self {
            broken: None,
            epoch: Epoch::first(),
            counters: BTreeMap::new(),
            contacts: BTreeMap::new(),
            settings: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            places: BTreeMap::new(),
            ledger: BTreeMap::new(),
            removed: Vec::new(),
            rejected: BTreeSet::new(),
        }
    }
}

/// What the tables contain: numbers that are not zero, and contacts with at least one session.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) counters: BTreeMap<CounterKey, BTreeMap<Measure, Amount>>,
    pub(crate) contacts: BTreeMap<Customer, Contact>,
}

/// What came of a transaction.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum WriteOutcome {
    /// All of it is written.
    Written,
    /// Nothing is: something that was read is another by now.
    Stale,
}

impl InMemoryTables {
    fn checks(&self, rule: Broken) -> bool {
        self.broken != Some(rule)
    }

    /// How far a shard is counted.
    pub(crate) fn checkpoint(&self, shard: &str) -> Option<&Checkpoint> {
        self.checkpoints.get(shard)
    }

    /// A contact as it stands.
    pub(crate) fn contact(&self, contact: &ContactKey) -> VersionedContact {
        self.contacts.get(contact).cloned().unwrap_or_default()
    }

    /// What the run's ledger has of these records.
    pub(crate) fn ledger<'a>(
        &self,
        run: u32,
        records: impl Iterator<Item = &'a RecordKey>,
    ) -> BTreeMap<RecordKey, LedgerEntry> {
        let known = records.filter_map(|record| {
            let entry = self.ledger.get(&LedgerKey { run, record: record.clone() })?;
            Some((record.clone(), entry.clone()))
        });
        known.collect()
    }

    /// How many records are rejected.
    pub(crate) fn rejected(&self) -> usize {
        self.rejected.len()
    }

    /// Raises a shard's checkpoint to the epoch, unless a record is counted in part; whether it has
    /// the epoch now.
    pub(crate) fn raise(&mut self, shard: &str) -> bool {
        let epoch = self.epoch.number;
        match self.checkpoints.get_mut(shard) {
            Some(checkpoint) if checkpoint.epoch == epoch => true,
            Some(checkpoint) if checkpoint.position.part == Part::Whole => {
                checkpoint.epoch = epoch;
                true
            }
            Some(_) => false,
            None => true,
        }
    }

    /// Sets a shard's checkpoint, as if everything up to there had been counted.
    pub(crate) fn skip_to(&mut self, shard: &str, checkpoint: Checkpoint) {
        self.checkpoints.insert(shard.to_owned(), checkpoint);
    }

    /// Forgets what is kept for a run.
    pub(crate) fn drop_run(&mut self) {
        self.ledger.clear();
        self.places.clear();
    }

    /// Writes a chunk, which must fit into a transaction, on the conditions that a transaction has.
    pub(crate) fn write(
        &mut self,
        advance: Advance<'_>,
        chunk: Chunk,
        settings: &SettingsByAccount,
    ) -> WriteOutcome {
        let not_zero = chunk.deltas.values().flat_map(Deltas::iter);
        let not_zero = not_zero.filter(|(_, figures)| figures.iter().next().is_some());
        let reader = match advance {
            Advance::Shard { before, .. } => Writer::first_items(before),
            Advance::Scan(_) => 1,
        };
        let others = chunk.contacts.len()
            + chunk.rejected.len()
            + chunk.removed.len()
            + chunk.ledger.len()
            + chunk.new_settings.len();
        let items = reader + not_zero.count() + others;
        assert!(items <= MAX_ITEMS, "{items} items in a transaction");
        if !self.may_write(advance, &chunk, settings) {
            return WriteOutcome::Stale;
        }
        match advance {
            Advance::Shard { shard, before, after } => {
                assert!(before.map(|it| &it.position) < Some(&after.position), "it moves on");
                self.checkpoints.insert(shard.id.clone(), after.clone());
                for record in chunk.rejected {
                    let new = self.rejected.insert(format!("{} {}", shard.id, record.sequence));
                    assert!(new, "a record is rejected once");
                }
            }
            Advance::Scan(place) => {
                self.places.insert(place.segment, place.clone());
            }
        }
        for (generation, deltas) in &chunk.deltas {
            for (counter, measures) in deltas.iter() {
                let lanes = settings.of(&counter.account).lanes.count;
                let lane = match advance {
                    Advance::Shard { shard, .. } => lane_of(shard, &counter.row, lanes),
                    Advance::Scan(_) => 0,
                };
                let of_lane = self.counters.entry((*generation, lane)).or_default();
                for (measure, amount) in measures.iter() {
                    of_lane.add(counter.clone(), measure, amount);
                }
            }
        }
        for (key, VersionedContact { contact, version }) in chunk.contacts {
            self.contacts.insert(key, VersionedContact { contact, version: version + 1 });
        }
        for account in chunk.new_settings {
            self.settings.insert(account.clone(), settings.of(&account));
        }
        for (key, LedgerEntry { version, record }) in chunk.ledger {
            if record.is_some() || self.checks(Broken::Tombstones) {
                self.ledger.insert(key, LedgerEntry { version: version + 1, record });
            } else {
                self.ledger.remove(&key);
            }
        }
        if self.checks(Broken::Removed) {
            self.removed.extend(chunk.removed);
        }
        WriteOutcome::Written
    }

    fn may_write(&self, advance: Advance<'_>, chunk: &Chunk, settings: &SettingsByAccount) -> bool {
        let in_place = match advance {
            Advance::Shard { shard, before, after } => {
                let now = self.checkpoints.get(&shard.id);
                let same_position = now.map(|it| &it.position) == before.map(|it| &it.position);
                let same_epoch = now.map(|it| it.epoch) == before.map(|it| it.epoch);
                let current = after.epoch == self.epoch.number;
                same_position
                    && (same_epoch || !self.checks(Broken::CheckpointsEpoch))
                    && (before.is_some()
                        || current
                        || !self.checks(Broken::EpochOfTheFirstCheckpoint))
            }
            Advance::Scan(place) => {
                let now = self.places.get(&place.segment).map(|it| it.version + 1);
                now == Some(place.version) || !self.checks(Broken::ScansPlace)
            }
        };
        let version = |key| self.contacts.get(key).map_or(0, |it| it.version);
        let contacts = chunk.contacts.iter().all(|(key, it)| it.version == version(key));
        let version = |key| self.ledger.get(key).map_or(0, |it| it.version);
        let ledger = chunk.ledger.iter().all(|(key, it)| it.version == version(key));
        let pins = chunk.new_settings.iter().all(|account| {
            let (now, new) = (self.settings.get(account), settings.of(account));
            match (now, settings.in_table(account)) {
                (None, None) => true,
                (Some(now), Some(in_force)) => {
                    let beside = |it: &CountingSettings| it.beside.map_or(0, |it| it.number);
                    now.in_force.number == in_force
                        && beside(now) < beside(&new)
                        && now.lanes == new.lanes
                }
                _ => false,
            }
        });
        in_place
            && contacts
            && (ledger || !self.checks(Broken::LedgersVersion))
            && (pins || !self.checks(Broken::Settings))
    }

    /// What a generation contains: the sum of those lanes that an account has.
    pub(crate) fn contents_of(&self, generation: u32) -> Contents {
        let mut sum = Deltas::new();
        for ((of, lane), counters) in &self.counters {
            for (counter, measures) in counters.iter().filter(|_| *of == generation) {
                if self.settings.get(&counter.account).is_some_and(|it| *lane < it.lanes.count) {
                    for (measure, amount) in measures.iter() {
                        sum.add(counter.clone(), measure, amount);
                    }
                }
            }
        }
        let contacts = self.contacts.iter().filter(|(key, _)| key.generation == generation);
        let contacts = contacts.map(|(key, it)| (&key.customer, &it.contact));
        Contents::of(&sum, contacts)
    }

    /// What the generations in force contain.
    pub(crate) fn contents(&self) -> Contents {
        self.contents_by(|settings| settings.in_force.number)
    }

    /// What these generations of the accounts contain.
    pub(crate) fn contents_by(&self, of: impl Fn(&CountingSettings) -> u32) -> Contents {
        let mut all = Contents::default();
        for (account, settings) in &self.settings {
            let Contents { counters, contacts } = self.contents_of(of(settings));
            let mine = counters.into_iter().filter(|(counter, _)| counter.account == *account);
            all.counters.extend(mine);
            let mine = contacts.into_iter().filter(|((of, _), _)| of == account);
            all.contacts.extend(mine);
        }
        all
    }
}

impl Contents {
    /// These counters and contacts.
    pub(crate) fn of<'a>(
        counters: &Deltas,
        contacts: impl Iterator<Item = (&'a Customer, &'a Contact)>,
    ) -> Self {
        let figures = counters.iter().map(|(counter, figures)| {
            let figures = figures.iter().map(|(measure, it)| (measure, it.normalize()));
            (counter.clone(), figures.collect::<BTreeMap<_, _>>())
        });
        let known = contacts.filter(|(_, contact)| **contact != Contact::default());
        Self {
            counters: figures.filter(|(_, figures)| !figures.is_empty()).collect(),
            contacts: known.map(|(customer, it)| (customer.clone(), it.clone())).collect(),
        }
    }
}

/// The ledger's key for a record with these keys.
pub(crate) fn record_key(source: Source, hash: &str, range: &str) -> Option<RecordKey> {
    Some(RecordKey { source, hash: Id::new(hash).ok()?, range: Id::new(range).ok()? })
}

/// The record as the ledger has it.
pub(crate) fn counted(record: Record, settings: &CountingSettings, run: u32) -> Option<Record> {
    let made = settings.numbered(store::generation_of(run))?;
    Some(record.pseudonymous(made.customers.as_ref()))
}
