//! The aggregator: turns the writes of the source tables into counters, exactly once.
//!
//! A tumbling-window event of a DynamoDB stream is decoded record by record ([`batch`]) into
//! [work items](work_item); these are cut into [chunks](chunk), each a transaction that
//! moves the shard's checkpoint together with the counters ([`run`]).
//!
//! **Invariant:** what is at or below the checkpoint is never applied again, and the checkpoint
//! never moves without what lies below it. A retry, a batch cut otherwise, a killed process, an
//! invocation that runs beside its successor: all read the checkpoint and go on after it.

pub mod batch;
pub mod chunk;
pub mod metrics;
mod run;
mod settings;
pub mod work_item;

use chrono::TimeDelta;
use domain::record::Source;
use serde::Serialize;
use serde_json::Value;
use store::Writer;
use tokio::time::Instant;

use crate::batch::{Batch, Refused};
use crate::settings::SettingsCache;

pub use config::Clock;

/// Counts the records of streams.
#[derive(Debug)]
pub struct Aggregator {
    writer: Writer,
    clock: Clock,
    settings: SettingsCache,
}

/// The result of counting a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Records that are in the counters now and were not before, rejected records included.
    pub records: usize,
    /// Rejected records among them.
    pub rejected: usize,
    /// Records that were already in the counters.
    pub repeated: usize,
    /// Transactions written.
    pub chunks: usize,
    /// Transactions that were not written because of another transaction.
    pub conflicts: usize,
    /// Transactions that were tried again for another reason.
    pub retries: usize,
    /// The sequence number of the first record that is not in the counters, if any is left.
    pub first_left: Option<String>,
    /// The table that the records were written to; `None` where there are no records.
    pub source: Option<Source>,
    /// The time since the batch's first record was written; the stream gives that time in whole
    /// seconds.
    pub delay: Option<TimeDelta>,
}

/// The function's answer to Lambda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The window's state, which is not used but must be there.
    pub state: serde_json::Map<String, Value>,
    /// Where to begin again: at the first record that is not in the counters.
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// A record to begin again at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItemFailure {
    /// Its sequence number.
    pub item_identifier: String,
}

impl Aggregator {
    /// An aggregator that writes with `writer`; `clock` is the clock of the figures.
    pub fn new(writer: Writer, clock: Clock) -> Self {
        Self { writer, clock, settings: SettingsCache::default() }
    }

    /// Counts the records of an event, as many as it can before the deadline. The result names the
    /// first record that is left, so Lambda delivers the rest again and nothing is lost.
    ///
    /// # Errors
    ///
    /// An event that does not come from a stream of a source table, with a tumbling window and both
    /// images. Nothing of it is counted, because the counters would be wrong.
    pub async fn count(&self, event: &Value, deadline: Instant) -> Result<Counted, Refused> {
        let batch = Batch::decode(event, self.writer.tables(), Clock::System.now())?;
        let counted = run::run(self, &batch, deadline).await;
        let delay = batch.since.map(|since| Clock::System.now() - since);
        Ok(Counted { source: batch.source, delay, ..counted })
    }
}

impl Counted {
    /// The function's answer to Lambda.
    pub fn response(&self) -> Response {
        let failure = |sequence: &String| BatchItemFailure { item_identifier: sequence.clone() };
        Response {
            state: serde_json::Map::new(),
            batch_item_failures: self.first_left.iter().map(failure).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
