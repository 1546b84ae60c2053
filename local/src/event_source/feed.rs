//! One event source mapping: reads a table's stream and calls the aggregator with its records.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use aggregator::{Aggregator, Clock};
use anyhow::{Context, bail};
use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::error::ProvideErrorMetadata;
use aws_sdk_dynamodbstreams::types::{Record, ShardIteratorType, StreamRecord};
use domain::stream_position::SequenceNumber;
use store::{Checkpoint, Shard, Writer};
use tokio::time::Instant;
use tracing::{error, info, warn};

use super::continuing::continuing;
use super::event;
use super::progress::Progress;

/// The most records of a batch.
const BATCH: i32 = 1_000;

/// A page of fewer bytes than this was not cut because of its size.
const SMALL: i64 = 500_000;

/// The time that the aggregator has for a batch.
const TIME_FOR_A_BATCH: Duration = Duration::from_secs(30);

/// The shortest and the longest pause between two reads of a stream that has no new records.
const PAUSE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(250));

/// The code of an error: the stream does not keep the record any more.
const TRIMMED: &str = "TrimmedDataAccessException";

/// How often to look for new shards.
const NEW_SHARDS: Duration = Duration::from_secs(10);

/// A stream that feeds the aggregator.
pub(crate) struct Feed {
    pub(crate) client: Client,
    pub(crate) writer: Writer,
    pub(crate) aggregator: Arc<Aggregator>,
    pub(crate) progress: Arc<Progress>,
    /// The index of the stream in [`Progress`].
    pub(crate) number: usize,
    pub(crate) stream: String,
}

/// A shard as the stream describes it.
struct Described {
    id: String,
    parent: Option<String>,
}

/// How far a shard has been read.
struct Reading {
    parent: Option<String>,
    /// Where to read next. `None` at the end of a closed shard.
    iterator: Option<String>,
}

impl Feed {
    /// Leaves out what is there now in the shards that have no checkpoint: they get one behind it. A
    /// shard that goes on with a counted one is left as it is: it has only what was written after that.
    ///
    /// # Errors
    ///
    /// If the stream cannot be read, or a checkpoint cannot be written.
    pub(crate) async fn start_from_now(&self) -> anyhow::Result<()> {
        let shards = self.shards().await?;
        let mut counted = BTreeSet::new();
        for id in shards.iter().flat_map(|it| it.parent.iter().chain([&it.id])) {
            if self.writer.checkpoint(&self.shard(id)).await?.is_some() {
                counted.insert(id.as_str());
            }
        }
        let parents = shards.iter().map(|it| (it.id.as_str(), it.parent.as_deref())).collect();
        let continuing = continuing(&parents, &counted);
        for Described { id, .. } in &shards {
            if !counted.contains(id.as_str()) && !continuing.contains(id.as_str()) {
                self.skip_to_the_end(id).await?;
            }
        }
        Ok(())
    }

    async fn skip_to_the_end(&self, id: &str) -> anyhow::Result<()> {
        let request = self.client.get_shard_iterator().stream_arn(&self.stream).shard_id(id);
        let first = request.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await;
        let mut iterator = first.context("cannot start to read a shard")?.shard_iterator;
        let mut last = None;
        while let Some(next) = iterator {
            let request = self.client.get_records().shard_iterator(next).limit(BATCH);
            let answer = request.send().await.context("cannot get its records")?;
            let records = answer.records.unwrap_or_default();
            let Some(record) = records.last().and_then(sequence_number) else { break };
            last = Some(record.to_owned());
            iterator = answer.next_shard_iterator;
        }
        let last = last.as_deref().and_then(SequenceNumber::parse);
        let Some(sequence) = last else { return Ok(()) };
        self.writer.skip_to(&self.shard(id), sequence, Clock::System.now()).await?;
        Ok(())
    }

    /// Reads for ever. After an error it logs it, waits, and starts again from the checkpoints.
    pub(crate) async fn run(self) {
        let mut pause = PAUSE.0;
        loop {
            match self.follow().await {
                Ok(never) => match never {},
                Err(error) => {
                    warn!(
                        stream = self.stream,
                        error = format!("{error:#}"),
                        "cannot read the stream"
                    );
                    self.progress.pause(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(5));
                }
            }
        }
    }

    /// Reads all shards, one page of each in turn, from their checkpoints on. A shard is read after its
    /// parent has ended.
    async fn follow(&self) -> anyhow::Result<std::convert::Infallible> {
        let mut shards: BTreeMap<String, Reading> = BTreeMap::new();
        let mut looked: Option<Instant> = None;
        let mut pause = PAUSE.0;
        loop {
            let began = Instant::now();
            if looked.is_none_or(|at| at.elapsed() > NEW_SHARDS) {
                self.find_shards(&mut shards).await?;
                looked = Some(began);
            }
            let ids: Vec<_> = shards.keys().cloned().collect();
            let (mut records, mut at_end) = (0, true);
            for id in ids {
                let parent = shards[&id].parent.as_ref().and_then(|it| shards.get(it));
                if parent.is_some_and(|parent| parent.iterator.is_some()) {
                    continue;
                }
                let Some(iterator) = shards[&id].iterator.clone() else { continue };
                let page = self.read(&id, &iterator).await?;
                records += page.records;
                at_end &= page.at_end;
                if page.next.is_none() {
                    looked = None; // find its children
                    at_end = false;
                }
                if let Some(shard) = shards.get_mut(&id) {
                    shard.iterator = page.next;
                }
            }
            if at_end {
                self.progress.set_settled(self.number, began);
                pause = if records > 0 { PAUSE.0 } else { (pause * 2).min(PAUSE.1) };
                self.progress.pause(pause).await;
            }
        }
    }

    async fn find_shards(&self, shards: &mut BTreeMap<String, Reading>) -> anyhow::Result<()> {
        for Described { id, parent } in self.shards().await? {
            if let Entry::Vacant(entry) = shards.entry(id) {
                let iterator = Some(self.first_iterator(entry.key()).await?);
                entry.insert(Reading { parent, iterator });
            }
        }
        Ok(())
    }

    /// The shards of the stream.
    async fn shards(&self) -> anyhow::Result<Vec<Described>> {
        let mut shards = Vec::new();
        let mut last: Option<String> = None;
        loop {
            let answer = self
                .client
                .describe_stream()
                .stream_arn(&self.stream)
                .set_exclusive_start_shard_id(last)
                .send()
                .await
                .context("cannot describe it")?;
            let described = answer.stream_description.context("it is not described")?;
            shards.extend(described.shards().iter().filter_map(|shard| {
                let parent = shard.parent_shard_id().map(ToOwned::to_owned);
                Some(Described { id: shard.shard_id()?.to_owned(), parent })
            }));
            last = described.last_evaluated_shard_id;
            if last.is_none() {
                return Ok(shards);
            }
        }
    }

    fn shard(&self, id: &str) -> Shard {
        Shard { stream: self.stream.clone(), id: id.to_owned() }
    }

    /// The iterator that a shard is first read with: at its checkpoint, or at its beginning.
    async fn first_iterator(&self, id: &str) -> anyhow::Result<String> {
        let request = self.client.get_shard_iterator().stream_arn(&self.stream).shard_id(id);
        // The record at the checkpoint is read again, since it may be applied only in part.
        let answer = match self.writer.checkpoint(&self.shard(id)).await? {
            Some(Checkpoint { position, .. }) => {
                let kind = ShardIteratorType::AtSequenceNumber;
                let at = request.clone().shard_iterator_type(kind);
                let at = at.sequence_number(position.sequence.as_str()).send().await;
                match at {
                    Err(error) if error.code() == Some(TRIMMED) => {
                        warn!(
                            shard = id,
                            "records after the checkpoint may be lost: the stream keeps records for 24 hours only"
                        );
                        request.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await
                    }
                    other => other,
                }
            }
            None => request.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await,
        };
        let iterator = answer.context("cannot start to read a shard")?.shard_iterator;
        iterator.context("a shard has no iterator")
    }

    async fn read(&self, shard: &str, iterator: &str) -> anyhow::Result<Page> {
        let request = self.client.get_records().shard_iterator(iterator).limit(BATCH);
        let answer = request.send().await.context("cannot get its records")?;
        let records = answer.records.unwrap_or_default();
        let size: i64 =
            records.iter().filter_map(|it| it.dynamodb().and_then(StreamRecord::size_bytes)).sum();
        let page = Page {
            records: records.len(),
            at_end: records.is_empty() || (records.len() < BATCH as usize && size < SMALL),
            next: answer.next_shard_iterator,
        };
        self.count(shard, &records).await?;
        Ok(page)
    }

    /// Calls the aggregator with these records, and again with those that it has left.
    async fn count(&self, shard: &str, mut records: &[Record]) -> anyhow::Result<()> {
        while !records.is_empty() {
            let event = event::of(&self.stream, shard, records);
            let deadline = Instant::now() + TIME_FOR_A_BATCH;
            let counted = match self.aggregator.count(&event, deadline).await {
                Ok(counted) => counted,
                Err(refused) => bail!("the aggregator refused a batch: {refused}"),
            };
            self.progress.add(counted.records + counted.repeated, counted.rejected);
            if counted.rejected > 0 {
                info!(count = counted.rejected, "records were rejected: see /local/rejected");
            }
            let Some(left) = counted.first_left else { return Ok(()) };
            let first = records.iter().position(|it| sequence_number(it) == Some(left.as_str()));
            records = &records
                [first.context("the aggregator left a record that is not in the batch")?..];
            if counted.chunks == 0 {
                error!(shard, "the aggregator counted nothing: trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Ok(())
    }
}

fn sequence_number(record: &Record) -> Option<&str> {
    record.dynamodb().and_then(StreamRecord::sequence_number)
}

/// The result of one read of a shard.
struct Page {
    records: usize,
    /// Whether the shard had no more records when it was read.
    at_end: bool,
    next: Option<String>,
}
