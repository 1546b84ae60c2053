//! One event source mapping: reads a table's stream and calls the aggregator with its records.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use aggregator::Aggregator;
use anyhow::{Context, bail};
use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::error::ProvideErrorMetadata;
use aws_sdk_dynamodbstreams::types::{Record, ShardIteratorType, StreamRecord};
use store::{Shard, Writer};
use tokio::time::Instant;
use tracing::{error, info, warn};

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

/// How far a shard has been read.
struct Reading {
    parent: Option<String>,
    /// Where to read next. `None` at the end of a closed shard.
    iterator: Option<String>,
}

impl Feed {
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
            for shard in described.shards() {
                let Some(id) = shard.shard_id() else { continue };
                if !shards.contains_key(id) {
                    let parent = shard.parent_shard_id().map(ToOwned::to_owned);
                    let iterator = Some(self.first_iterator(id).await?);
                    shards.insert(id.to_owned(), Reading { parent, iterator });
                }
            }
            last = described.last_evaluated_shard_id;
            if last.is_none() {
                return Ok(());
            }
        }
    }

    /// The iterator that a shard is first read with: at its checkpoint, or at its beginning.
    async fn first_iterator(&self, shard: &str) -> anyhow::Result<String> {
        let of = Shard { stream: self.stream.clone(), id: shard.to_owned() };
        let request = self.client.get_shard_iterator().stream_arn(&self.stream).shard_id(shard);
        let checkpoint = self.writer.checkpoint(&of).await?;
        // The record at the checkpoint is read again, since it may be applied only in part.
        let answer = match checkpoint {
            Some(position) => {
                let kind = ShardIteratorType::AtSequenceNumber;
                let at = request.clone().shard_iterator_type(kind);
                let at = at.sequence_number(position.sequence.as_str()).send().await;
                match at {
                    Err(error) if error.code() == Some("TrimmedDataAccessException") => {
                        warn!(
                            shard,
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
            let sequence = |it: &Record| {
                it.dynamodb().and_then(|data| data.sequence_number()) == Some(left.as_str())
            };
            let first = records.iter().position(sequence);
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

/// The result of one read of a shard.
struct Page {
    records: usize,
    /// Whether the shard had no more records when it was read.
    at_end: bool,
    next: Option<String>,
}
