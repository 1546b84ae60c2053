//! One batch, from the checkpoint to its end or to the deadline.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use config::Clock;
use domain::calendar::Minute;
use domain::stream_position::StreamPosition;
use futures::future::try_join;
use store::{
    Chunk, Customer, Error, Kind, Outcome, SettingsByAccount, Shard, VersionedContact, Writer,
};
use tokio::time::Instant;
use tracing::{error, warn};

use crate::batch::{Batch, StreamRecord};
use crate::chunk::{NextChunk, Prefetched, next_chunk};
use crate::counted::Counted;
use crate::settings::SettingsCache;
use crate::work_item::WorkItem;

/// How much time a new transaction needs before the deadline: with less, none is begun.
const MARGIN: Duration = Duration::from_millis(1_500);

/// The most attempts in a row that write nothing; after them, the rest of the batch is left.
const MOST_ATTEMPTS: u32 = 12;

/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// How many contacts are read ahead: as many as a chunk can have.
const CONTACTS_AHEAD: usize = 100;

/// Counts a batch, as much of it as there is time for. `first_left` names the first record that is
/// not counted.
pub(crate) async fn run(
    writer: &Writer,
    cache: &SettingsCache,
    clock: Clock,
    batch: &Batch,
    deadline: Instant,
) -> Counted {
    let (Some(shard), Some(first)) = (&batch.shard, batch.records.first()) else {
        return Counted::default();
    };
    let mut run = Run {
        writer,
        cache,
        clock,
        shard,
        records: &batch.records,
        deadline,
        settings: SettingsByAccount::default(),
        checkpoint: None,
        contacts: BTreeMap::new(),
        most_items: usize::MAX,
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
    writer: &'a Writer,
    cache: &'a SettingsCache,
    clock: Clock,
    shard: &'a Shard,
    records: &'a [StreamRecord],
    deadline: Instant,
    settings: SettingsByAccount,
    checkpoint: Option<StreamPosition>,
    contacts: BTreeMap<Customer, VersionedContact>,
    /// How many work items a chunk may have; halved while DynamoDB is busy.
    most_items: usize,
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
        let writer = self.writer;
        let accounts: BTreeSet<_> =
            self.records.iter().flat_map(|record| record.change.accounts()).collect();
        let settings = self.cache.read(accounts, writer);
        (self.settings, self.checkpoint) =
            try_join(settings, writer.checkpoint(self.shard)).await?;
        self.contacts.clear();
        let items = WorkItem::of(self.records, |account| self.settings.of(account).calendar);
        let mut next =
            items.partition_point(|item| Some(&item.position) <= self.checkpoint.as_ref());
        self.note_repeated(&items[..next]);
        while let Some(item) = items.get(next) {
            self.counted.first_left = Some(item.position.sequence.to_string());
            if self.deadline.saturating_duration_since(Instant::now()) < MARGIN {
                return Ok(Pass::OutOfTime);
            }
            self.read_contacts_ahead(&items[next..]).await?;
            let prefetched = Prefetched {
                contacts: &self.contacts,
                without_settings: self.settings.uncommitted(),
                now: Minute::of(self.clock.now()),
            };
            let (chunk, done, after) = match next_chunk(&items[next..], self.most_items, prefetched)
            {
                NextChunk::Ready { chunk, items, after } => (chunk, items, after),
                NextChunk::NeedsContacts(customers) => {
                    self.read_contacts(&customers).await?;
                    continue;
                }
                NextChunk::Nothing => return Ok(Pass::Done),
            };
            let real = Clock::System.now();
            let between = (self.checkpoint.as_ref(), after);
            match writer.write(self.shard, between, &chunk, &self.settings, real).await {
                Outcome::Written => {
                    self.note_written(chunk, done, after);
                    next += done.len();
                }
                Outcome::Moved | Outcome::OtherSettings => {
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
                        self.most_items = (done.len() / 2).max(1);
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

    /// Reads the contacts that the next chunk can need and that were not read yet.
    async fn read_contacts_ahead(&mut self, items: &[WorkItem]) -> Result<(), Error> {
        let mut ahead = BTreeSet::new();
        for item in items {
            ahead.extend(item.effect.contact_sessions.keys());
            if ahead.len() >= CONTACTS_AHEAD {
                break;
            }
        }
        let unread = ahead.into_iter().filter(|customer| !self.contacts.contains_key(*customer));
        let unread: Vec<_> = unread.cloned().collect();
        if unread.is_empty() { Ok(()) } else { self.read_contacts(&unread).await }
    }

    async fn read_contacts(&mut self, customers: &[Customer]) -> Result<(), Error> {
        let read = self.writer.contacts(customers, &self.settings).await?;
        self.contacts.extend(read);
        Ok(())
    }

    fn note_repeated(&mut self, items: &[WorkItem]) {
        let repeated = items.iter().filter(|item| item.ends_record()).count();
        self.counted.repeated = repeated.saturating_sub(self.counted.records);
    }

    fn note_written(&mut self, chunk: Chunk, done: &[WorkItem], after: &StreamPosition) {
        self.attempts = 0;
        self.most_items = self.most_items.saturating_mul(2);
        self.checkpoint = Some(after.clone());
        for account in &chunk.new_settings {
            self.cache.keep(account, self.settings.of(account));
            self.settings.commit(account);
        }
        for (customer, VersionedContact { contact, version }) in chunk.contacts {
            self.contacts.insert(customer, VersionedContact { contact, version: version + 1 });
        }
        self.counted.chunks += 1;
        self.counted.rejected += chunk.rejected.len();
        self.counted.records += done.iter().filter(|item| item.ends_record()).count();
    }

    /// Waits before another attempt; false where another attempt is pointless.
    async fn try_again(&mut self, error: &Error) -> bool {
        if error.kind == Kind::Refused || self.attempts >= MOST_ATTEMPTS {
            return false;
        }
        self.counted.retries += 1;
        self.wait().await
    }

    /// Waits for a random time, longer after each attempt; false where the deadline comes first.
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
