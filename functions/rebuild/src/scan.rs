//! The scan: every record of the source tables and every removed record, segment by segment.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use aggregator::backoff;
use aggregator::chunk::{NextChunk, Prefetched, next_chunk};
use aggregator::scan::{ScannedRecord, items, rest};
use aggregator::settings::SettingsCache;
use aggregator::work_item::WorkItem;
use config::Clock;
use domain::calendar::Minute;
use domain::id::Id;
use domain::image::Image;
use domain::record::{Record, Source};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Advance, Attempts, Chunk, ContactKey, Contended, Error, Item, Kind, Mode, Outcome, Page, Phase,
    Reached, RecordKey, RejectedRecord, Run, Runs, ScanPlace, ScannedTable, Segment,
    SettingsByAccount, VersionedContact, json_item,
};
use tokio::time::Instant;

use crate::{Problem, Rebuild};

/// How many records are read at once.
const PAGE: i32 = 250;

/// The most conflicts in a row with other transactions; together they take about a minute.
const MOST_CONFLICTS: u32 = 200;

/// How often a work item that is refused by itself is tried again before its record is given up.
const MOST_REFUSALS: u32 = 3;

/// How far a segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanned {
    /// Records that were read so far.
    pub records: u64,
    /// Whether all of it is counted.
    pub done: bool,
}

/// A record with its customer's pseudonym still to come.
struct Row {
    keys: (String, String),
    ledger_key: Option<RecordKey>,
    record: Option<Record>,
    is_pseudonymous: bool,
    rejected: Option<RejectedRecord>,
}

/// The scan of one segment, and what it remembers.
struct Scan<'a> {
    rebuild: &'a Rebuild,
    run: Run,
    cache: SettingsCache,
    epoch: std::sync::Arc<store::Epoch>,
    /// Tables and keys of the records that are rejected already; read with the first bad record.
    rejected: Option<HashSet<(String, String)>>,
    most_items: usize,
    /// Attempts in a row that wrote nothing.
    attempts: Attempts,
}

impl Rebuild {
    /// The segments that the run scans.
    pub fn segments(&self, run: &Run) -> Vec<Segment> {
        self.runs.segments(run.number, run.segments)
    }

    /// Counts a segment on from its place, until it is counted or the deadline comes.
    pub async fn scan(&self, segment: Segment, deadline: Instant) -> Result<Scanned, Problem> {
        let cache = SettingsCache::default();
        let mut attempts = Attempts::default();
        let epoch = loop {
            match self.runs.epoch().await {
                Ok(epoch) => break cache.keep_epoch(epoch),
                Err(error) => attempts.wait_after(error).await?,
            }
        };
        let run = epoch.run.clone().filter(|run| run.number == segment.run);
        let run = run.filter(|run| run.phase == Phase::Scanning);
        let Some(run) = run else { return Err(Problem::Over(segment.run)) };
        let (rejected, most_items) = (None, usize::MAX);
        let mut scan = Scan { rebuild: self, run, cache, epoch, rejected, most_items, attempts };
        loop {
            let place = match self.runs.place(segment).await {
                Ok(place) => place.ok_or(Problem::Over(segment.run))?,
                Err(error) => {
                    scan.attempts.wait_after(error).await?;
                    continue;
                }
            };
            let Reached { records, done, .. } = place.reached;
            if done || Instant::now() >= deadline {
                return Ok(Scanned { records, done });
            }
            if let Err(error) = scan.count_from(place).await {
                scan.attempts.wait_after(error).await?;
            }
        }
    }
}

impl Scan<'_> {
    /// Reads the next page and counts it, or the rest of a record.
    async fn count_from(&mut self, place: ScanPlace) -> Result<(), Error> {
        if let Some((_, record, _)) = &place.reached.divided {
            let settings = self.settings([record.account().clone()].into()).await?;
            let items = rest(&place, &settings);
            return self.write(place, &items, settings).await;
        }
        let runs = &self.rebuild.runs;
        let Page { items: page, last } =
            runs.page(place.segment, place.reached.after.as_ref(), PAGE).await?;
        let is_last = last.is_none();
        let rows = page.iter().map(|item| self.row(place.segment.table, item));
        let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
        self.keep_new_rejections(&mut rows).await?;
        let accounts = rows.iter().filter_map(|row| row.record.as_ref()).map(Record::account);
        let settings = self.settings(accounts.cloned().collect()).await?;
        let rows: Vec<_> = rows.into_iter().map(|row| self.scanned(row, &settings)).collect();
        let keys: Vec<_> = rows.iter().filter_map(|row| row.ledger_key.clone()).collect();
        let ledger = self.rebuild.writer.ledger(self.run.number, &keys).await?;
        let items = items(&place, &rows, is_last, &settings, &ledger);
        self.write(place, &items, settings).await
    }

    async fn settings(&self, accounts: BTreeSet<Id>) -> Result<SettingsByAccount, Error> {
        self.cache.read(accounts, &self.epoch, &self.rebuild.writer).await
    }

    /// A record as the table has it. One of an account that the run does not count is none.
    fn row(&self, table: ScannedTable, item: &Item) -> Result<Row, Error> {
        let mut row = match table {
            ScannedTable::Source(source) => self.source_row(source, item),
            ScannedTable::Removed => {
                let removed = Runs::removed(item)?;
                // What was removed since the run began is counted by the streams.
                let before = removed.epoch < self.run.number;
                Row {
                    keys: keys(item, table.key()),
                    ledger_key: None,
                    record: Some(removed.record).filter(|_| before),
                    is_pseudonymous: !removed.clear,
                    rejected: None,
                }
            }
        };
        row.record = row.record.filter(|record| self.run.counts(record.account()));
        Ok(row)
    }

    fn source_row(&self, source: Source, item: &Item) -> Row {
        let (hash, range) = source.key();
        let keys = keys(item, (hash, range));
        let id = |text: &str| Id::new(text).ok();
        let ledger_key = id(&keys.0).zip(id(&keys.1));
        let ledger_key = ledger_key.map(|(hash, range)| RecordKey { source, hash, range });
        let image = json_item(item);
        let (record, reason) = match Record::decode(source, Image(&image)) {
            Ok(record) => {
                let flaw = record.flaw();
                (Some(record), flaw)
            }
            Err(reason) => (None, Some(reason)),
        };
        let rejected = reason.map(|reason| RejectedRecord {
            sequence: format!("{}#{}", keys.0, keys.1),
            table: self.rebuild.runs.source(source).to_owned(),
            key: json!({ hash: { "S": keys.0 }, range: { "S": keys.1 } }).to_string(),
            reason: reason.to_string(),
            old_image: None,
            new_image: serde_json::to_string(&image).ok(),
            at: Clock::System.now(),
        });
        Row { keys, ledger_key, record, is_pseudonymous: false, rejected }
    }

    /// Drops the rejected records that are kept already.
    async fn keep_new_rejections(&mut self, rows: &mut [Row]) -> Result<(), Error> {
        if rows.iter().all(|row| row.rejected.is_none()) {
            return Ok(());
        }
        let known = if let Some(known) = self.rejected.take() {
            known
        } else {
            let all = self.rebuild.runs.rejected().await?;
            all.into_iter().map(|rejected| (rejected.table, rejected.key)).collect()
        };
        for row in rows {
            let is_new = |it: &RejectedRecord| !known.contains(&(it.table.clone(), it.key.clone()));
            row.rejected = row.rejected.take().filter(is_new);
        }
        self.rejected = Some(known);
        Ok(())
    }

    /// A record as it counts.
    fn scanned(&self, row: Row, settings: &SettingsByAccount) -> ScannedRecord {
        let Row { keys, ledger_key, record, is_pseudonymous, rejected } = row;
        let record = record.and_then(|record| {
            let made = settings.of(record.account()).by_ledger(Mode::Both(self.run.number))?;
            let key = made.customers.as_ref().filter(|_| !is_pseudonymous);
            Some(record.pseudonymous(key))
        });
        ScannedRecord { keys, ledger_key, record, rejected }
    }

    /// Writes items on from their place, as far as nobody else does.
    async fn write(
        &mut self,
        mut place: ScanPlace,
        items: &[WorkItem<Reached>],
        mut settings: SettingsByAccount,
    ) -> Result<(), Error> {
        let writer = &self.rebuild.writer;
        let mut contacts: BTreeMap<ContactKey, VersionedContact> = BTreeMap::new();
        let wanted: BTreeSet<_> = items.iter().flat_map(WorkItem::contacts).collect();
        contacts.extend(writer.contacts(&wanted.into_iter().collect::<Vec<_>>()).await?);
        let mut next = 0;
        let (mut conflicts, mut refusals) = (0, 0);
        while next < items.len() {
            let prefetched = Prefetched {
                contacts: &contacts,
                without_settings: settings.uncommitted(),
                first_items: 1,
                now: Minute::of(self.rebuild.clock.now()),
            };
            let (chunk, done, reached) =
                match next_chunk(&items[next..], self.most_items, prefetched) {
                    NextChunk::Ready { chunk, items, after } => (chunk, items.len(), after.clone()),
                    NextChunk::NeedsContacts(missing) => {
                        contacts.extend(writer.contacts(&missing).await?);
                        continue;
                    }
                    NextChunk::Nothing => break,
                };
            let segment = place.segment;
            let after = ScanPlace { segment, version: place.version + 1, reached };
            let real = Clock::System.now();
            match writer.write(Advance::Scan(&after), &chunk, &settings, real).await {
                Outcome::Written => {
                    self.note_written(chunk, &mut contacts, &mut settings);
                    place = after;
                    next += done;
                    (conflicts, refusals) = (0, 0);
                }
                Outcome::StaleContacts(stale) => {
                    contacts.extend(writer.contacts(&stale).await?);
                    tokio::time::sleep(self.attempts.pause()).await;
                }
                Outcome::Moved | Outcome::Stale | Outcome::OtherEpoch => return Ok(()),
                Outcome::Conflict(Contended { error, .. }) => {
                    if conflicts >= MOST_CONFLICTS {
                        return Err(error);
                    }
                    tokio::time::sleep(backoff::for_items(conflicts)).await;
                    conflicts += 1;
                }
                Outcome::Busy(Contended { error, .. }) => {
                    self.most_items = (done / 2).max(1);
                    return Err(error);
                }
                Outcome::Failed(error) if error.kind == Kind::Invalid && done > 1 => {
                    self.most_items = done / 2;
                }
                Outcome::Failed(error)
                    if error.kind == Kind::Invalid && refusals < MOST_REFUSALS =>
                {
                    refusals += 1;
                    tokio::time::sleep(self.attempts.pause()).await;
                }
                Outcome::Failed(error) if error.kind == Kind::Invalid => {
                    return self.give_up(place, &items[next..], &settings, error).await;
                }
                Outcome::Failed(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Rejects a record that DynamoDB does not let be counted, and goes on behind it. The ledger gets
    /// no entry, or keeps that of the parts that are counted: so the record's next write counts it.
    async fn give_up(
        &mut self,
        place: ScanPlace,
        items: &[WorkItem<Reached>],
        settings: &SettingsByAccount,
        error: Error,
    ) -> Result<(), Error> {
        let Some(last) = items.iter().find(|item| item.ends_record) else { return Err(error) };
        let reached = last.after.clone();
        let names = place.segment.table.key();
        let table = match place.segment.table {
            ScannedTable::Source(source) => self.rebuild.runs.source(source),
            ScannedTable::Removed => place.segment.table.name(),
        };
        let keys = reached.after.clone().unwrap_or_default();
        let rejected = RejectedRecord {
            sequence: format!("{}#{}", keys.0, keys.1),
            table: table.to_owned(),
            key: json!({ names.0: { "S": keys.0 }, names.1: { "S": keys.1 } }).to_string(),
            reason: format!("could not be counted anew: DynamoDB answers {}", error.code()),
            old_image: None,
            new_image: None,
            at: Clock::System.now(),
        };
        let chunk = Chunk { rejected: vec![rejected], ..Chunk::default() };
        let segment = place.segment;
        let after = ScanPlace { segment, version: place.version + 1, reached };
        let advance = Advance::Scan(&after);
        match self.rebuild.writer.write(advance, &chunk, settings, Clock::System.now()).await {
            Outcome::Conflict(Contended { error, .. })
            | Outcome::Busy(Contended { error, .. })
            | Outcome::Failed(error) => Err(error),
            _ => Ok(()),
        }
    }

    fn note_written(
        &mut self,
        chunk: Chunk,
        contacts: &mut BTreeMap<ContactKey, VersionedContact>,
        settings: &mut SettingsByAccount,
    ) {
        self.attempts = Attempts::default();
        self.most_items = self.most_items.saturating_mul(2);
        for account in &chunk.new_settings {
            self.cache.keep(account, settings.of(account), &self.epoch);
            settings.commit(account);
        }
        for (key, VersionedContact { contact, version }) in chunk.contacts {
            contacts.insert(key, VersionedContact { contact, version: version + 1 });
        }
    }
}

fn keys(item: &Item, (hash, range): (&str, &str)) -> (String, String) {
    let text = |name: &str| item.get(name).and_then(|it| it.as_s().ok()).cloned();
    (text(hash).unwrap_or_default(), text(range).unwrap_or_default())
}
