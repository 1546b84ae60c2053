//! What an event source mapping does on AWS: reads a table's stream to its end, again and again,
//! and hands what it finds to the aggregator.

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

use crate::progress::Progress;
use crate::stream_event;

/// The most records of a batch.
const BATCH: i32 = 1_000;

/// Below so many bytes a batch is not cut by its size.
const SMALL: i64 = 500_000;

/// How long a batch may be counted for.
const TIME_FOR_A_BATCH: Duration = Duration::from_secs(30);

/// How long a stream without news is left alone: from the shortest to the longest.
const REST: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(250));

/// How often shards are looked for.
const NEW_SHARDS: Duration = Duration::from_secs(10);

/// A stream that feeds the aggregator.
pub(crate) struct Feed {
    pub(crate) client: Client,
    pub(crate) writer: Writer,
    pub(crate) aggregator: Arc<Aggregator>,
    pub(crate) progress: Arc<Progress>,
    /// Which of the streams it is.
    pub(crate) number: usize,
    pub(crate) stream: String,
}

/// A shard as far as it was read.
struct Reading {
    parent: Option<String>,
    /// Where to go on; none at the end of a closed shard.
    iterator: Option<String>,
}

impl Feed {
    /// Reads for ever. Trouble is logged, and waited out.
    pub(crate) async fn run(self) {
        let mut rest = REST.0;
        loop {
            match self.follow().await {
                Ok(never) => match never {},
                Err(error) => {
                    warn!(
                        stream = self.stream,
                        error = format!("{error:#}"),
                        "cannot read the stream"
                    );
                    self.progress.rest(rest).await;
                    rest = (rest * 2).min(Duration::from_secs(5));
                }
            }
        }
    }

    /// Reads all shards round and round, a shard after its parent, each from its checkpoint.
    async fn follow(&self) -> anyhow::Result<std::convert::Infallible> {
        let mut shards: BTreeMap<String, Reading> = BTreeMap::new();
        let mut looked: Option<Instant> = None;
        let mut rest = REST.0;
        loop {
            let began = Instant::now();
            if looked.is_none_or(|at| at.elapsed() > NEW_SHARDS) {
                self.find_shards(&mut shards).await?;
                looked = Some(began);
            }
            let ids: Vec<_> = shards.keys().cloned().collect();
            let (mut records, mut at_end) = (0, true);
            for id in ids {
                let waits_for = shards[&id].parent.as_ref().and_then(|it| shards.get(it));
                if waits_for.is_some_and(|parent| parent.iterator.is_some()) {
                    continue;
                }
                let Some(iterator) = shards[&id].iterator.clone() else { continue };
                let page = self.read(&id, &iterator).await?;
                records += page.records;
                at_end &= page.at_end;
                if page.next.is_none() {
                    looked = None; // its children are next
                    at_end = false;
                }
                if let Some(shard) = shards.get_mut(&id) {
                    shard.iterator = page.next;
                }
            }
            if at_end {
                self.progress.settle(self.number, began);
                rest = if records > 0 { REST.0 } else { (rest * 2).min(REST.1) };
                self.progress.rest(rest).await;
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
                    let iterator = Some(self.begin(id).await?);
                    shards.insert(id.to_owned(), Reading { parent, iterator });
                }
            }
            last = described.last_evaluated_shard_id;
            if last.is_none() {
                return Ok(());
            }
        }
    }

    /// Where a shard is to be read from: after its checkpoint, or from its beginning.
    async fn begin(&self, shard: &str) -> anyhow::Result<String> {
        let of = Shard { stream: self.stream.clone(), id: shard.to_owned() };
        let request = self.client.get_shard_iterator().stream_arn(&self.stream).shard_id(shard);
        let checkpoint = self.writer.checkpoint(&of).await?;
        // The record at the checkpoint is read again: it may be applied in part.
        let answer = match checkpoint {
            Some(position) => {
                let kind = ShardIteratorType::AtSequenceNumber;
                let at = request.clone().shard_iterator_type(kind);
                let at = at.sequence_number(position.sequence.as_str()).send().await;
                match at {
                    Err(error) if error.code() == Some("TrimmedDataAccessException") => {
                        warn!(
                            shard,
                            "records after the checkpoint may be lost: they are older than the stream keeps them"
                        );
                        request.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await
                    }
                    other => other,
                }
            }
            None => request.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await,
        };
        let iterator = answer.context("cannot begin a shard")?.shard_iterator;
        iterator.context("a shard has no beginning")
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

    /// Counts records, beginning again where the aggregator says so.
    async fn count(&self, shard: &str, mut records: &[Record]) -> anyhow::Result<()> {
        while !records.is_empty() {
            let event = stream_event::of(&self.stream, shard, records);
            let deadline = Instant::now() + TIME_FOR_A_BATCH;
            let counted = match self.aggregator.count(&event, deadline).await {
                Ok(counted) => counted,
                Err(refused) => bail!("the aggregator refused a batch: {refused}"),
            };
            self.progress.note(counted.records + counted.repeated, counted.rejected);
            if counted.rejected > 0 {
                info!(count = counted.rejected, "records were set aside: see /local/rejected");
            }
            let Some(left) = counted.first_left else { return Ok(()) };
            let sequence = |it: &Record| {
                it.dynamodb().and_then(|data| data.sequence_number()) == Some(left.as_str())
            };
            let first = records.iter().position(sequence);
            records =
                &records[first.context("the aggregator left a record that it was not given")?..];
            if counted.chunks == 0 {
                error!(shard, "nothing could be counted: trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Ok(())
    }
}

/// What a read of a shard came to.
struct Page {
    records: usize,
    /// Whether nothing more was there when it was read.
    at_end: bool,
    next: Option<String>,
}
