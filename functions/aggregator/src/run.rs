//! One batch, from the checkpoint to its end or to the deadline.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use config::Clock;
use domain::calendar::Minute;
use domain::counter::Deltas;
use domain::id::Id;
use domain::record::Record;
use domain::stream_position::{Part, StreamPosition};
use serde_json::Value;
use store::{
    Advance, Checkpoint, Chunk, ContactKey, Contended, Epoch, Error, Kind, LedgerEntry, Outcome,
    RecordKey, SettingsByAccount, Shard, VersionedContact, Writer,
};
use tokio::time::Instant;
use tracing::{error, warn};

use crate::backoff;
use crate::batch::{self, Batch, StreamRecord};
use crate::chunk::{NextChunk, Prefetched, next_chunk};
use crate::contention::Contention;
use crate::counted::Counted;
use crate::settings::SettingsCache;
use crate::work_item::{Situation, WorkItem};

/// How much time a new transaction needs before the deadline: with less, none is begun.
const MARGIN: Duration = Duration::from_millis(1_500);

/// The most attempts in a row that write nothing; after them, the rest of the batch is left.
const MOST_ATTEMPTS: u32 = 12;

/// How often in a row a chunk is throttled before half of it is tried: some seconds. Half a chunk has the
/// items of its day as well, so two halves write them twice; and where many wait for a partition, small
/// chunks take what larger ones wait for, until all are small.
pub(crate) const HALVES_AFTER: u32 = 10;

/// How often a work item that is refused by itself is tried again before its record is given up.
const MOST_REFUSALS: u32 = 3;

/// How many contacts are read ahead: as many as a chunk can have.
const CONTACTS_AHEAD: usize = 100;

/// What counts batches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tools<'a> {
    /// What writes counters.
    pub(crate) writer: &'a Writer,
    /// The epoch and accounts' settings in memory.
    pub(crate) cache: &'a SettingsCache,
    /// Which accounts' transactions keep meeting.
    pub(crate) contention: &'a Contention,
    /// The clock of the figures.
    pub(crate) clock: Clock,
    /// The clock of expiries and lanes.
    pub(crate) real: Clock,
    /// How often in a row a chunk is throttled before half of it is tried.
    pub(crate) halves_after: u32,
}

/// Counts a batch, as much of it as there is time for. `first_left` names the first record that is
/// not counted.
pub(crate) async fn run(
    tools: Tools<'_>,
    event: &Value,
    batch: &Batch,
    deadline: Instant,
) -> Counted {
    let (Some(shard), Some(first)) = (&batch.shard, batch.records.first()) else {
        return Counted::default();
    };
    let mut run = Run {
        tools,
        event,
        writer: tools.writer,
        cache: tools.cache,
        shard,
        records: &batch.records,
        deadline,
        epoch: Arc::new(Epoch::first()),
        settings: SettingsByAccount::default(),
        checkpoint: None,
        contacts: BTreeMap::new(),
        most_items: usize::MAX,
        attempts: 0,
        conflicts: 0,
        moved: false,
        refusals: 0,
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
    tools: Tools<'a>,
    event: &'a Value,
    writer: &'a Writer,
    cache: &'a SettingsCache,
    shard: &'a Shard,
    records: &'a [StreamRecord],
    deadline: Instant,
    epoch: Arc<Epoch>,
    settings: SettingsByAccount,
    checkpoint: Option<Checkpoint>,
    contacts: BTreeMap<ContactKey, VersionedContact>,
    /// How many work items a chunk may have; halved while DynamoDB asks for fewer writes.
    most_items: usize,
    /// Attempts in a row that wrote nothing.
    attempts: u32,
    /// Transactions in a row that were not written because of others that held the same items.
    conflicts: u32,
    /// Whether the checkpoint was not the one that was read.
    moved: bool,
    /// Refusals in a row of one work item by itself.
    refusals: u32,
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
        let writer = self.writer;
        self.read_checkpoint().await?;
        let ledger = self.read_ledger().await?;
        let images = self.records.iter().flat_map(|record| record.change.accounts());
        let before = self.checkpoint.iter().filter_map(|it| it.divided.as_ref()?.before.as_ref());
        let counted = ledger.values().filter_map(|entry| entry.record.as_ref()).chain(before);
        let accounts = images.chain(counted.map(Record::account)).cloned().collect();
        self.settings = self.cache.read(accounts, &self.epoch, writer).await?;
        self.contacts.clear();
        self.note_repeated();
        let situation = Situation {
            checkpoint: self.checkpoint.as_ref(),
            epoch: &self.epoch,
            settings: &self.settings,
            ledger,
        };
        let items = WorkItem::of(self.records, situation);
        let mut next = 0;
        while let Some(item) = items.get(next) {
            self.counted.first_left = Some(item.after.position.sequence.to_string());
            if self.deadline.saturating_duration_since(Instant::now()) < MARGIN {
                return Ok(Pass::OutOfTime);
            }
            self.read_contacts_ahead(&items[next..]).await?;
            let prefetched = Prefetched {
                contacts: &self.contacts,
                without_settings: self.settings.uncommitted(),
                first_items: Writer::first_items(self.checkpoint.as_ref()),
                now: Minute::of(self.tools.clock.now()),
            };
            let (chunk, done, after) = match next_chunk(&items[next..], self.most_items, prefetched)
            {
                NextChunk::Ready { chunk, items, after } => (chunk, items, after),
                NextChunk::NeedsContacts(contacts) => {
                    self.read_contacts(&contacts).await?;
                    continue;
                }
                NextChunk::Nothing => return Ok(Pass::Done),
            };
            let real = self.tools.real.now();
            let (shard, before) = (self.shard, self.checkpoint.as_ref());
            let listing = writer.listing(before, real);
            let after = &Checkpoint { listing, ..after.clone() };
            let advance = Advance::Shard { shard, before, after };
            match writer.write(advance, &chunk, &self.settings, real).await {
                Outcome::Written => {
                    self.note_written(chunk, done, after);
                    next += done.len();
                }
                outcome @ (Outcome::Moved | Outcome::Stale) => {
                    self.moved = matches!(outcome, Outcome::Moved);
                    self.counted.conflicts += 1;
                    return Ok(Pass::Again);
                }
                Outcome::OtherEpoch => {
                    self.counted.conflicts += 1;
                    self.cache.forget_epoch();
                    return Ok(Pass::Again);
                }
                Outcome::StaleContacts(contacts) => {
                    self.counted.conflicts += 1;
                    for contact in &contacts {
                        self.contacts.remove(contact);
                    }
                    self.wait().await;
                }
                // Half a chunk would hold the same items as long, twice. So the same is tried again, as
                // often as there is time: the others are soon done.
                Outcome::Conflict(Contended { accounts, .. }) => {
                    self.counted.conflicts += 1;
                    self.note_contended(&accounts, false);
                    let wait = backoff::for_items(self.conflicts);
                    self.conflicts += 1;
                    if !self.wait_for(wait).await {
                        return Ok(Pass::OutOfTime);
                    }
                }
                Outcome::Busy(Contended { error, accounts }) => {
                    self.counted.conflicts += 1;
                    self.note_contended(&accounts, true);
                    if self.attempts >= self.tools.halves_after {
                        self.most_items = (done.len() / 2).max(1);
                    }
                    if !self.try_again(&error).await {
                        return Err(error);
                    }
                }
                Outcome::Failed(error) if error.kind == Kind::Invalid => {
                    if let Some(pass) = self.note_refused(done, &error).await? {
                        return Ok(pass);
                    }
                }
                Outcome::Failed(error) => return Err(error),
            }
        }
        Ok(Pass::Done)
    }

    /// Notes that a chunk of these items is not valid: one of them may be what makes it so. The smaller
    /// chunk is tried next, or that one item again, until its record is given up.
    async fn note_refused(
        &mut self,
        done: &[WorkItem<Checkpoint>],
        error: &Error,
    ) -> Result<Option<Pass>, Error> {
        if let [item] = done
            && self.refusals >= MOST_REFUSALS
        {
            return self.give_up(item, error).await.map(Some);
        }
        self.counted.retries += 1;
        if done.len() > 1 {
            self.most_items = done.len() / 2;
            return Ok(None);
        }
        self.refusals += 1;
        Ok(if self.wait().await { None } else { Some(Pass::OutOfTime) })
    }

    /// Rejects a record that DynamoDB does not let be counted, so that it stops nothing behind it.
    ///
    /// Nothing of the work item is written but the rejected record, not even to a run's ledger: so the
    /// run's generation stays the sum of what its ledger has, and its scan or the record's next write
    /// counts the record from what the ledger says. The generation in force lacks it, and if it was
    /// counted in part, the rest of it; the rejected record says so, and a rebuild counts it anew.
    async fn give_up(&mut self, item: &WorkItem<Checkpoint>, error: &Error) -> Result<Pass, Error> {
        let now = self.tools.real.now();
        let sequence = item.after.position.sequence.clone();
        let begun = self.checkpoint.as_ref().is_some_and(|it| it.position.sequence == sequence);
        let part = if begun { "the rest of it " } else { "" };
        let reason = format!("{part}could not be counted: DynamoDB answers {}", error.code());
        error!(
            shard = self.shard.id, stream = self.shard.stream, %sequence, %error,
            "DynamoDB does not let a record be counted: it is rejected"
        );
        let rejected = batch::rejected_of(self.event, &sequence, reason, now);
        let chunk = Chunk { rejected: rejected.into_iter().collect(), ..Chunk::default() };
        let before = self.checkpoint.as_ref();
        let after = Checkpoint {
            position: StreamPosition { sequence, part: Part::Whole },
            divided: None,
            listing: self.writer.listing(before, now),
            ..item.after.clone()
        };
        let advance = Advance::Shard { shard: self.shard, before, after: &after };
        match self.writer.write(advance, &chunk, &self.settings, now).await {
            Outcome::Written => {
                (self.attempts, self.conflicts, self.refusals) = (0, 0, 0);
                self.counted.records += 1;
                self.counted.rejected += 1;
                self.counted.refused += 1;
                self.counted.chunks += 1;
            }
            Outcome::OtherEpoch => self.cache.forget_epoch(),
            Outcome::Moved => self.moved = true,
            Outcome::Stale | Outcome::StaleContacts(_) => {}
            Outcome::Conflict(Contended { error, .. }) | Outcome::Busy(Contended { error, .. }) => {
                return if self.try_again(&error).await { Ok(Pass::Again) } else { Err(error) };
            }
            Outcome::Failed(error) => return Err(error),
        }
        // What follows in the batch may have been worked out from it.
        Ok(Pass::Again)
    }

    /// Reads how far the shard is counted, and the epoch where it is not known or another.
    async fn read_checkpoint(&mut self) -> Result<(), Error> {
        let (shard, epoch) = (self.shard, self.cache.epoch().filter(|_| !self.moved));
        (self.checkpoint, self.epoch) = if let Some(epoch) = epoch {
            (self.writer.own_checkpoint(shard).await?, epoch)
        } else {
            let (checkpoint, epoch) = self.writer.checkpoint_and_epoch(shard).await?;
            (checkpoint, self.cache.keep_epoch(epoch))
        };
        if self.checkpoint.as_ref().is_some_and(|it| it.epoch > self.epoch.number) {
            self.epoch = self.cache.keep_epoch(self.writer.epoch().await?);
        }
        Ok(())
    }

    /// What the run's ledger has of the records, if a ledger is kept.
    async fn read_ledger(&self) -> Result<BTreeMap<RecordKey, LedgerEntry>, Error> {
        let Some(run) = self.epoch.mode.run() else { return Ok(BTreeMap::new()) };
        let keys = self.records.iter().filter_map(|record| record.key.clone());
        let keys: BTreeSet<_> = keys.collect();
        self.writer.ledger(run, &keys.into_iter().collect::<Vec<_>>()).await
    }

    /// Reads the contacts that the next chunk can need and that were not read yet.
    async fn read_contacts_ahead(&mut self, items: &[WorkItem<Checkpoint>]) -> Result<(), Error> {
        let mut ahead = BTreeSet::new();
        for item in items {
            ahead.extend(item.contacts());
            if ahead.len() >= CONTACTS_AHEAD {
                break;
            }
        }
        let unread = ahead.into_iter().filter(|contact| !self.contacts.contains_key(contact));
        let unread: Vec<_> = unread.collect();
        if unread.is_empty() { Ok(()) } else { self.read_contacts(&unread).await }
    }

    async fn read_contacts(&mut self, contacts: &[ContactKey]) -> Result<(), Error> {
        let read = self.writer.contacts(contacts).await?;
        self.contacts.extend(read);
        Ok(())
    }

    fn note_contended(&self, accounts: &BTreeSet<Id>, throttled: bool) {
        let now = Instant::now();
        for account in accounts {
            self.tools.contention.note_refused(account, throttled, now);
        }
    }

    fn note_repeated(&mut self) {
        let counted = self.checkpoint.as_ref().map(|checkpoint| &checkpoint.position);
        let is_counted = |record: &&StreamRecord| Some(&record.position(Part::Whole)) <= counted;
        let repeated = self.records.iter().filter(is_counted);
        self.counted.repeated = repeated.count().saturating_sub(self.counted.records);
    }

    fn note_written(&mut self, chunk: Chunk, done: &[WorkItem<Checkpoint>], after: &Checkpoint) {
        (self.attempts, self.conflicts, self.refusals, self.moved) = (0, 0, 0, false);
        self.most_items = self.most_items.saturating_mul(2);
        self.checkpoint = Some(after.clone());
        for account in &chunk.new_settings {
            self.cache.keep(account, self.settings.of(account), &self.epoch);
            self.settings.commit(account);
        }
        for (key, VersionedContact { contact, version }) in chunk.contacts {
            self.contacts.insert(key, VersionedContact { contact, version: version + 1 });
        }
        let counters = chunk.deltas.values().flat_map(Deltas::iter);
        let accounts: BTreeSet<_> = counters.map(|(counter, _)| &counter.account).collect();
        self.tools.contention.note_written(accounts.into_iter());
        self.counted.chunks += 1;
        self.counted.rejected += chunk.rejected.len();
        self.counted.records += done.iter().filter(|item| item.ends_record).count();
    }

    /// Waits before another attempt; false where another attempt is pointless.
    async fn try_again(&mut self, error: &Error) -> bool {
        if error.kind.is_final() || self.attempts >= MOST_ATTEMPTS {
            return false;
        }
        self.counted.retries += 1;
        self.wait().await
    }

    /// Waits for a random time, longer after each attempt; false where the deadline comes first.
    async fn wait(&mut self) -> bool {
        let wait = backoff::while_busy(self.attempts);
        self.attempts += 1;
        self.wait_for(wait).await
    }

    /// Waits for so long; false where the deadline comes first.
    async fn wait_for(&self, wait: Duration) -> bool {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left < wait + MARGIN {
            return false;
        }
        tokio::time::sleep(wait).await;
        true
    }
}
