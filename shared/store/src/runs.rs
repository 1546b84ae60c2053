//! What a run does to the tables beside counting: it begins and ends, scans the source tables, puts
//! generations into force, compares them, and removes what it leaves.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{Get, Put, TableStatus, TransactGetItem};
use domain::id::Id;
use domain::record::Source;
use domain::stream_position::Part;

use crate::attribute::{Item, number, text, text_of};
use crate::batch_get::batch_get;
use crate::checkpoint::{Checkpoint, Shard};
use crate::epoch::{self, Epoch, generation_of};
use crate::error::{Error, Kind};
use crate::keys::{ItemKey, Key, PK, SK};
use crate::ledger::ledger_table;
use crate::rejected::RejectedRecord;
use crate::removed::RemovedRecord;
use crate::request::built;
use crate::scan_place::{Reached, ScanPlace, ScannedTable, Segment};
use crate::settings::CountingSettings;
use crate::tables::{Schema, Tables};

/// What is read of the items of `counters`, page by page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CountersPage {
    /// Whole items.
    Whole,
    /// Their keys alone.
    Keys,
    /// Accounts' settings alone.
    Settings,
}

impl CountersPage {
    /// The most items of a page, so that what a run needs does not grow with the table.
    fn most(self) -> i32 {
        match self {
            Self::Whole => 250,
            Self::Keys | Self::Settings => 1_000,
        }
    }
}

/// A page of a table's segment.
#[derive(Debug)]
pub struct Page {
    /// The items.
    pub items: Vec<Item>,
    /// The keys of the last one that was read, if there may be more.
    pub last: Option<(String, String)>,
}

/// Works on the tables for a run.
#[derive(Debug, Clone)]
pub struct Runs {
    pub(crate) client: Client,
    pub(crate) tables: Tables,
}

impl Runs {
    /// One that works on these tables.
    pub fn new(client: Client, tables: Tables) -> Self {
        Self { client, tables }
    }

    /// The tables that it works on.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The epoch. Strongly consistent.
    pub async fn epoch(&self) -> Result<Epoch, Error> {
        let request = self.client.get_item().table_name(&self.tables.counters);
        let request = request.set_key(Some(Key::epoch().item())).consistent_read(true);
        let answer = request.send().await;
        let answer = answer.map_err(|error| Error::sdk("reading the epoch", error))?;
        Epoch::read(answer.item.as_ref())
    }

    /// Replaces the epoch; false where it is not the one that was read any more.
    pub async fn replace_epoch(&self, before: &Epoch, after: &Epoch) -> Result<bool, Error> {
        let put = self.client.put_item().table_name(&self.tables.counters);
        let put = put.set_item(Some(after.item_after(before.revision)));
        let put = if before.revision == 0 {
            put.condition_expression("attribute_not_exists(#pk)")
                .expression_attribute_names("#pk", PK)
        } else {
            put.condition_expression("#revision = :revision")
                .expression_attribute_names("#revision", epoch::REVISION)
                .expression_attribute_values(":revision", number(before.revision))
        };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if is_conditional(&error) => Ok(false),
            Err(error) => Err(Error::sdk("writing the epoch", error)),
        }
    }

    /// Creates a run's ledger unless it is there; whether it can be used yet.
    pub async fn create_ledger(&self, run: u32) -> Result<bool, Error> {
        let doing = "creating the ledger";
        let name = ledger_table(&self.tables.counters, run);
        let described = self.client.describe_table().table_name(&name).send().await;
        match described {
            Ok(answer) => {
                let status = answer.table.and_then(|table| table.table_status);
                return Ok(status == Some(TableStatus::Active));
            }
            Err(error) if error.code() == Some("ResourceNotFoundException") => {}
            Err(error) => return Err(Error::sdk(doing, error)),
        }
        let created = Schema::own(&name).create(&self.client).await;
        created.map(|_| false).map_err(|error| Error { doing, ..error })
    }

    /// Deletes a run's ledger, if it is there.
    pub async fn delete_ledger(&self, run: u32) -> Result<(), Error> {
        let name = ledger_table(&self.tables.counters, run);
        match self.client.delete_table().table_name(name).send().await {
            Ok(_) => Ok(()),
            Err(error)
                if matches!(
                    error.code(),
                    Some("ResourceNotFoundException" | "ResourceInUseException")
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(Error::sdk("deleting the ledger", error)),
        }
    }

    /// The segments that a run scans.
    pub fn segments(&self, run: u32, of: u32) -> Vec<Segment> {
        let removed = self.tables.removed.iter().map(|_| ScannedTable::Removed);
        let tables = Source::ALL.map(ScannedTable::Source).into_iter().chain(removed);
        let segments =
            tables.flat_map(|table| (0..of).map(move |number| Segment { run, table, number, of }));
        segments.collect()
    }

    /// Notes that nothing of these segments is counted, unless they have a place.
    pub async fn begin_places(&self, segments: &[Segment]) -> Result<(), Error> {
        for segment in segments {
            let place = ScanPlace { segment: *segment, version: 1, reached: Reached::default() };
            let Put { item, .. } = place.put(&self.tables.counters);
            let put = self.client.put_item().table_name(&self.tables.counters);
            let put = put.set_item(Some(item)).condition_expression("attribute_not_exists(#pk)");
            match put.expression_attribute_names("#pk", PK).send().await {
                Ok(_) => {}
                Err(error) if is_conditional(&error) => {}
                Err(error) => return Err(Error::sdk("beginning to scan", error)),
            }
        }
        Ok(())
    }

    /// How far a segment is counted; `None` where the run is over. Strongly consistent.
    pub async fn place(&self, segment: Segment) -> Result<Option<ScanPlace>, Error> {
        let places = self.places(&[segment]).await?;
        Ok(places.into_iter().next())
    }

    /// How far these segments are counted. Strongly consistent.
    pub async fn places(&self, segments: &[Segment]) -> Result<Vec<ScanPlace>, Error> {
        let by_key: HashMap<Key, Segment> =
            segments.iter().map(|segment| (ScanPlace::key_of(*segment), *segment)).collect();
        let keys: Vec<_> = by_key.keys().cloned().collect();
        let doing = "reading how far the tables are scanned";
        let items = batch_get(&self.client, &self.tables.counters, &keys, true, doing).await?;
        let mut places = Vec::new();
        for item in &items {
            if let Some(segment) = Key::of(item).and_then(|key| by_key.get(&key)) {
                places.push(ScanPlace::read(*segment, item)?);
            }
        }
        Ok(places)
    }

    /// A page of a source table's segment, or of the removed records'. Strongly consistent.
    pub async fn page(
        &self,
        segment: Segment,
        after: Option<&(String, String)>,
        most: i32,
    ) -> Result<Page, Error> {
        let (table, (hash, range)) = match segment.table {
            ScannedTable::Source(source) => (self.source(source), source.key()),
            ScannedTable::Removed => (self.tables.removed.as_deref().unwrap_or_default(), (PK, SK)),
        };
        let start = after.map(|(hash_key, range_key)| {
            Item::from([(hash.to_owned(), text(hash_key)), (range.to_owned(), text(range_key))])
        });
        #[allow(clippy::disallowed_methods)] // a run counts every record: that is what it is for
        let scan = self.client.scan();
        let answer = scan
            .table_name(table)
            .consistent_read(true)
            .set_exclusive_start_key(start)
            .segment(i32::try_from(segment.number).unwrap_or_default())
            .total_segments(i32::try_from(segment.of).unwrap_or(1))
            .limit(most)
            .send()
            .await
            .map_err(|error| Error::sdk("scanning a source table", error))?;
        let last = answer.last_evaluated_key.as_ref().and_then(|key| {
            Some((text_of(key, hash)?.to_owned(), text_of(key, range)?.to_owned()))
        });
        Ok(Page { items: answer.items.unwrap_or_default(), last })
    }

    /// The name of a source table.
    pub fn source(&self, source: Source) -> &str {
        let table = self.tables.sources.iter().find(|(it, _)| *it == source);
        table.map(|(_, name)| name.as_str()).unwrap_or_default()
    }

    /// A removed record.
    pub fn removed(item: &Item) -> Result<RemovedRecord, Error> {
        RemovedRecord::read(item)
    }

    /// The ARN of a source table's stream.
    pub async fn stream(&self, source: Source) -> Result<String, Error> {
        let doing = "finding a source table's stream";
        let answer = self.client.describe_table().table_name(self.source(source)).send().await;
        let table = answer.map_err(|error| Error::sdk(doing, error))?.table;
        let stream = table.and_then(|table| table.latest_stream_arn);
        stream.ok_or_else(|| {
            let what = format!("the table {} has no stream", self.source(source));
            Error::unreadable(doing, what)
        })
    }

    /// The checkpoints of a stream's shards. Strongly consistent.
    pub async fn checkpoints(&self, stream: &str) -> Result<Vec<(Shard, Checkpoint)>, Error> {
        let doing = "reading checkpoints";
        let entries = self.partition(&Key::listed_shard(stream, "").pk, doing).await?;
        let mut checkpoints = Vec::new();
        let mut elsewhere = HashMap::new();
        for entry in &entries {
            let Some(id) = text_of(entry, SK) else { continue };
            let shard = Shard { stream: stream.to_owned(), id: id.to_owned() };
            match Checkpoint::read_entry(entry)? {
                Some(checkpoint) => checkpoints.push((shard, checkpoint)),
                None => drop(elsewhere.insert(shard.key(), shard)),
            }
        }
        let keys: Vec<_> = elsewhere.keys().cloned().collect();
        for item in batch_get(&self.client, &self.tables.counters, &keys, true, doing).await? {
            if let Some(shard) = Key::of(&item).and_then(|key| elsewhere.get(&key)) {
                checkpoints.push((shard.clone(), Checkpoint::read(&item)?));
            }
        }
        checkpoints.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
        Ok(checkpoints)
    }

    /// Raises a shard's checkpoint to this epoch, unless a record is counted in part; whether it has
    /// the epoch now.
    pub async fn raise(
        &self,
        shard: &Shard,
        checkpoint: &Checkpoint,
        epoch: u32,
    ) -> Result<bool, Error> {
        if checkpoint.epoch >= epoch || checkpoint.position.part != Part::Whole {
            return Ok(checkpoint.epoch >= epoch);
        }
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.counters)
            .set_key(Some(checkpoint.key(shard).item()))
            .update_expression("SET #epoch = :new")
            // A checkpoint that is moved from where version 0.1 kept it leaves an entry without one.
            .condition_expression(format!(
                "attribute_exists(#seq) AND attribute_not_exists(#part) AND {}",
                epoch::condition(checkpoint.epoch)
            ))
            .expression_attribute_names("#seq", crate::checkpoint::SEQUENCE)
            .expression_attribute_names("#part", crate::checkpoint::PART)
            .expression_attribute_names("#epoch", epoch::NUMBER)
            .expression_attribute_values(":epoch", number(checkpoint.epoch))
            .expression_attribute_values(":new", number(epoch));
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) if is_conditional(&error) => Ok(false),
            Err(error) => Err(Error::sdk("raising a checkpoint's epoch", error)),
        }
    }

    /// All accounts that have counting settings, with them.
    pub async fn accounts(&self) -> Result<Vec<(Id, CountingSettings)>, Error> {
        let mut accounts = Vec::new();
        let mut after = None;
        loop {
            let page = self.counters_page(after.as_ref(), CountersPage::Settings).await?;
            for item in &page.items {
                let account = text_of(item, PK).and_then(|pk| pk.strip_suffix("#pin"));
                if let Some(account) = account.and_then(|account| Id::new(account).ok()) {
                    accounts.push((account, CountingSettings::read(item)?));
                }
            }
            after = page.last;
            if after.is_none() {
                return Ok(accounts);
            }
        }
    }

    /// The counting settings of an account. Strongly consistent.
    pub async fn settings(&self, account: &Id) -> Result<Option<CountingSettings>, Error> {
        let doing = "reading an account's counting settings";
        let keys = [Key::settings(account)];
        let items = batch_get(&self.client, &self.tables.counters, &keys, true, doing).await?;
        items.first().map(CountingSettings::read).transpose()
    }

    /// Begins a run's generation of an account of which the run has counted no record; `before` is
    /// what is in the table. False where that has changed.
    pub async fn begin_generation(
        &self,
        account: &Id,
        before: &CountingSettings,
        after: CountingSettings,
    ) -> Result<bool, Error> {
        let put = after.put(&self.tables.counters, account, Some(before.in_force.number));
        self.conditionally(put, "beginning an account's generation").await
    }

    /// Puts a run's generation of an account into force, unless it is; whether it is in force now.
    pub async fn put_into_force(&self, account: &Id, run: u32) -> Result<bool, Error> {
        let made = generation_of(run);
        let Some(settings) = self.settings(account).await? else { return Ok(true) };
        if settings.in_force.number == made {
            return Ok(true);
        }
        let Some(beside) = settings.beside.filter(|beside| beside.number == made) else {
            return Ok(false);
        };
        let flipped = CountingSettings {
            in_force: beside,
            beside: Some(settings.in_force),
            lanes: settings.lanes,
        };
        let put = flipped.put_over(&self.tables.counters, account, &settings);
        self.conditionally(put, "putting a generation into force").await
    }

    /// A page of `counters`: keys and attributes, or settings only.
    async fn counters_page(
        &self,
        after: Option<&(String, String)>,
        what: CountersPage,
    ) -> Result<Page, Error> {
        let start = after.map(|(pk, sk)| Key { pk: pk.clone(), sk: sk.clone() }.item());
        #[allow(clippy::disallowed_methods)] // a run compares and removes whole generations
        let scan = self.client.scan();
        let scan = scan
            .table_name(&self.tables.counters)
            .consistent_read(true)
            .set_exclusive_start_key(start)
            .limit(what.most());
        let scan = match what {
            CountersPage::Whole => scan,
            CountersPage::Keys => scan
                .projection_expression("#pk, #sk")
                .expression_attribute_names("#pk", PK)
                .expression_attribute_names("#sk", SK),
            CountersPage::Settings => scan
                .filter_expression("#sk = :sk")
                .expression_attribute_names("#sk", SK)
                .expression_attribute_values(":sk", text("-")),
        };
        let answer = scan.send().await;
        let answer = answer.map_err(|error| Error::sdk("scanning the counters", error))?;
        let last = answer.last_evaluated_key.as_ref().and_then(Key::of);
        let last = last.map(|Key { pk, sk }| (pk, sk));
        Ok(Page { items: answer.items.unwrap_or_default(), last })
    }

    /// A page of all counters and contacts, of all accounts and generations.
    pub async fn counters(&self, after: Option<&(String, String)>) -> Result<Page, Error> {
        self.counters_page(after, CountersPage::Whole).await
    }

    /// The same, of each item the keys alone.
    pub async fn counter_keys(&self, after: Option<&(String, String)>) -> Result<Page, Error> {
        self.counters_page(after, CountersPage::Keys).await
    }

    /// These items of `counters` as they stand, those that are there; by their keys.
    pub async fn items(
        &self,
        keys: &[(String, String)],
    ) -> Result<HashMap<(String, String), Item>, Error> {
        let keys: Vec<_> =
            keys.iter().map(|(pk, sk)| Key { pk: pk.clone(), sk: sk.clone() }).collect();
        let doing = "comparing two generations";
        let items = batch_get(&self.client, &self.tables.counters, &keys, true, doing).await?;
        let by_key = items.into_iter().filter_map(|item| {
            let Key { pk, sk } = Key::of(&item)?;
            Some(((pk, sk), item))
        });
        Ok(by_key.collect())
    }

    /// These items of `counters`, at most 100, as they stood at the same moment.
    ///
    /// # Errors
    ///
    /// [`Kind::Conflict`] where a transaction was writing one of them.
    pub async fn at_once(&self, keys: &[ItemKey]) -> Result<Vec<Option<Item>>, Error> {
        let get = |(pk, sk): &ItemKey| {
            let key = Key { pk: pk.clone(), sk: sk.clone() }.item();
            let get = Get::builder().table_name(&self.tables.counters).set_key(Some(key));
            TransactGetItem::builder().get(built(get.build())).build()
        };
        let request = self.client.transact_get_items();
        let request = request.set_transact_items(Some(keys.iter().map(get).collect()));
        let answer = request.send().await.map_err(|error| {
            // A transaction that only reads is cancelled by others that write, or throttled.
            let cancelled = error.code() == Some("TransactionCanceledException");
            let error = Error::sdk("comparing two generations", error);
            if cancelled { Error { kind: Kind::Conflict, ..error } } else { error }
        })?;
        Ok(answer.responses.unwrap_or_default().into_iter().map(|response| response.item).collect())
    }

    /// All rejected records, each with the partition that it is kept in.
    pub async fn rejected(&self) -> Result<Vec<RejectedRecord>, Error> {
        let mut all = Vec::new();
        let mut start = None;
        loop {
            #[allow(clippy::disallowed_methods)] // an operator asks for all of them
            let scan = self.client.scan().table_name(&self.tables.rejected);
            let answer = scan.set_exclusive_start_key(start).send().await;
            let answer = answer.map_err(|error| Error::sdk("listing rejected records", error))?;
            all.extend(answer.items().iter().filter_map(RejectedRecord::read));
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(all);
            }
        }
    }

    pub(crate) async fn partition(
        &self,
        pk: &str,
        doing: &'static str,
    ) -> Result<Vec<Item>, Error> {
        let items = self
            .client
            .query()
            .table_name(&self.tables.counters)
            .consistent_read(true)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_values(":pk", text(pk))
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<Item>, _>>()
            .await;
        items.map_err(|error| Error::sdk(doing, error))
    }

    async fn conditionally(&self, put: Put, doing: &'static str) -> Result<bool, Error> {
        let request = self
            .client
            .put_item()
            .table_name(put.table_name)
            .set_item(Some(put.item))
            .set_condition_expression(put.condition_expression)
            .set_expression_attribute_names(put.expression_attribute_names)
            .set_expression_attribute_values(put.expression_attribute_values);
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error) if is_conditional(&error) => Ok(false),
            Err(error) => Err(Error::sdk(doing, error)),
        }
    }
}

fn is_conditional<E: ProvideErrorMetadata>(error: &E) -> bool {
    error.code() == Some("ConditionalCheckFailedException")
}
