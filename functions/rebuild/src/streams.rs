//! Whether the streams have passed a time: everything that was written until then is counted.

use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_dynamodbstreams::types::ShardIteratorType;
use chrono::{DateTime, TimeDelta, Utc};
use domain::record::Source;
use domain::stream_position::{Part, StreamPosition};
use store::{Epoch, Phase, Run};

use crate::{Problem, Rebuild};

/// How much the clocks of the streams and of this machine may differ; streams tell whole seconds.
const SKEW: TimeDelta = TimeDelta::seconds(2);

/// How many pages without a record are followed.
const EMPTY_PAGES: u32 = 5;

impl Rebuild {
    /// Whether the scan has ended and the streams have passed its end.
    pub async fn passed(&self, run: u32) -> Result<bool, Problem> {
        let (epoch, run) = self.latest(run).await?;
        if run.phase != Phase::Scanning {
            return Ok(run.phase > Phase::Scanning);
        }
        let Some(scanned) = run.scanned else {
            let segments = self.segments(&run);
            let places = self.runs.places(&segments).await?;
            let done = places.iter().filter(|place| place.reached.done).count();
            if done == segments.len() {
                let run = Run { scanned: Some(config::Clock::System.now()), ..run };
                let after = Epoch { run: Some(run), ..epoch.clone() };
                self.runs.replace_epoch(&epoch, &after).await?;
            }
            return Ok(false);
        };
        self.streams_passed(scanned + SKEW).await
    }

    /// Whether a record waits for longer than this in the streams without being counted, or is counted
    /// in part. Streams tell whole seconds.
    pub async fn counting_is_behind(&self, by: TimeDelta) -> Result<bool, Problem> {
        Ok(!self.streams_passed(config::Clock::System.now() - by).await?)
    }

    /// Whether everything that was written until then is counted.
    async fn streams_passed(&self, time: DateTime<Utc>) -> Result<bool, Problem> {
        for source in Source::ALL {
            if !self.stream_passed(source, time).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn stream_passed(&self, source: Source, time: DateTime<Utc>) -> Result<bool, Problem> {
        let arn = self.runs.stream(source).await?;
        let stream = Stream { client: &self.streams, arn: &arn };
        let checkpoints = self.runs.checkpoints(&arn).await?;
        for shard in stream.shards().await? {
            let checkpoint = checkpoints.iter().find(|(it, _)| it.id == shard);
            let position = checkpoint.map(|(_, checkpoint)| &checkpoint.position);
            if position.is_some_and(|it| it.part != Part::Whole) {
                return Ok(false);
            }
            let next = stream.next_written(&shard, position).await?;
            if next.is_some_and(|next| next <= time) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

struct Stream<'a> {
    client: &'a Client,
    arn: &'a str,
}

impl Stream<'_> {
    fn problem<E>(&self, error: E) -> Problem
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let cause = match (error.code(), error.message()) {
            (Some(code), Some(message)) => format!("{code}: {message}"),
            _ => DisplayErrorContext(&error).to_string(),
        };
        Problem::Stream { stream: self.arn.to_owned(), cause }
    }

    async fn shards(&self) -> Result<Vec<String>, Problem> {
        let mut shards = Vec::new();
        let mut last: Option<String> = None;
        loop {
            let request = self.client.describe_stream().stream_arn(self.arn);
            let answer = request.set_exclusive_start_shard_id(last).send().await;
            let described = answer.map_err(|error| self.problem(error))?.stream_description;
            let Some(described) = described else { return Ok(shards) };
            shards.extend(described.shards().iter().filter_map(|it| it.shard_id.clone()));
            last = described.last_evaluated_shard_id;
            if last.is_none() {
                return Ok(shards);
            }
        }
    }

    /// When the first record after this position was written; `None` where there is none.
    async fn next_written(
        &self,
        shard: &str,
        position: Option<&StreamPosition>,
    ) -> Result<Option<DateTime<Utc>>, Problem> {
        let request = self.client.get_shard_iterator().stream_arn(self.arn).shard_id(shard);
        let from_the_start = request.clone().shard_iterator_type(ShardIteratorType::TrimHorizon);
        let answer = match position {
            None => from_the_start.send().await,
            Some(position) => {
                let after = request.shard_iterator_type(ShardIteratorType::AfterSequenceNumber);
                match after.sequence_number(position.sequence.as_str()).send().await {
                    Err(error) if error.code() == Some("TrimmedDataAccessException") => {
                        from_the_start.send().await
                    }
                    other => other,
                }
            }
        };
        let mut iterator = answer.map_err(|error| self.problem(error))?.shard_iterator;
        for _ in 0..EMPTY_PAGES {
            let Some(at) = iterator else { return Ok(None) };
            let answer = self.client.get_records().shard_iterator(at).limit(1).send().await;
            let answer = answer.map_err(|error| self.problem(error))?;
            if let Some(record) = answer.records().first() {
                let written = record.dynamodb().and_then(|it| it.approximate_creation_date_time());
                let written = written.and_then(|at| DateTime::from_timestamp(at.secs(), 0));
                return Ok(Some(written.unwrap_or(DateTime::UNIX_EPOCH)));
            }
            iterator = answer.next_shard_iterator;
        }
        Ok(None)
    }
}
