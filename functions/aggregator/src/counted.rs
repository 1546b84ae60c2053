//! The result of counting a batch, and what Lambda is answered.

use chrono::TimeDelta;
use domain::record::Source;
use serde::Serialize;
use serde_json::{Map, Value};

/// The result of counting a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Records that are in the counters now and were not before, rejected records included.
    pub records: usize,
    /// Rejected records among them.
    pub rejected: usize,
    /// Records among them that DynamoDB does not let be counted.
    pub refused: usize,
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
    pub state: Map<String, Value>,
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

impl Counted {
    /// The function's answer to Lambda.
    pub fn response(&self) -> Response {
        let failure = |sequence: &String| BatchItemFailure { item_identifier: sequence.clone() };
        Response {
            state: Map::new(),
            batch_item_failures: self.first_left.iter().map(failure).collect(),
        }
    }
}
