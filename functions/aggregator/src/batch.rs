//! An event of a stream, decoded record by record: a bad record never affects the others.

use chrono::{DateTime, Utc};
use domain::change::Change;
use domain::id::Id;
use domain::image::{Image, RejectReason};
use domain::record::{Record, Source};
use domain::stream_position::{Part, SequenceNumber, StreamPosition};
use serde_json::{Map, Value};
use store::{RecordKey, RejectedRecord, Shard, Tables};

/// Records of one shard, in its order, each once.
#[derive(Debug, Default)]
pub struct Batch {
    /// The shard; `None` where there are no records.
    pub shard: Option<Shard>,
    /// The records.
    pub records: Vec<StreamRecord>,
    /// The table that they were written to; `None` where there are no records.
    pub source: Option<Source>,
    /// When the first of them was written, in whole seconds.
    pub since: Option<DateTime<Utc>>,
}

/// A record of a stream: a write to a source record.
#[derive(Debug)]
pub struct StreamRecord {
    /// Its sequence number.
    pub sequence: SequenceNumber,
    /// The key of what was written; `None` where it is no pair of ids, so that the record is bad
    /// whatever else it says.
    pub key: Option<RecordKey>,
    /// What was written.
    pub change: Change,
    /// Whether the record was removed.
    pub is_removal: bool,
    /// When it was written, in whole seconds.
    pub written: Option<DateTime<Utc>>,
    /// The rejected record, where the new image is bad.
    pub rejected: Option<RejectedRecord>,
}

impl StreamRecord {
    /// How far its shard is counted once so much of it is.
    pub fn position(&self, part: Part) -> StreamPosition {
        StreamPosition { sequence: self.sequence.clone(), part }
    }
}

/// Why a whole event is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no list of records.
    #[error("the event has no `Records`: the aggregator takes events of DynamoDB streams only")]
    NotAStream,
    /// There is no shard id.
    #[error(
        "the event has no `shardId`: set `TumblingWindowInSeconds` on the event source mapping"
    )]
    NoShard,
    /// A record has no sequence number, or none that is a number.
    #[error("record {0} has no `SequenceNumber` of up to 40 digits")]
    NoSequence(usize),
    /// The records are not all of one stream.
    #[error("the records are of more than one stream")]
    MixedStreams,
    /// The stream is of a table that is not counted.
    #[error("the stream `{0}` is not of a source table: check the names of the source tables")]
    UnknownTable(String),
    /// The stream has not both images.
    #[error("the stream `{0}` has `{1}`: it must have NEW_AND_OLD_IMAGES")]
    WrongView(String, String),
}

impl Batch {
    /// The batch of a tumbling-window event. `now` is the time of rejection of its rejected
    /// records.
    ///
    /// # Errors
    ///
    /// Where the event as a whole cannot be counted correctly.
    pub fn decode(event: &Value, tables: &Tables, now: DateTime<Utc>) -> Result<Self, Refused> {
        let records = event["Records"].as_array().ok_or(Refused::NotAStream)?;
        let Some(first) = records.first() else {
            return Ok(Self::default()); // the end of a window
        };
        let shard =
            event["shardId"].as_str().filter(|id| !id.is_empty()).ok_or(Refused::NoShard)?;
        let stream = first["eventSourceARN"].as_str().unwrap_or_default();
        let table = table_of(stream).unwrap_or_default();
        let source =
            tables.source(table).ok_or_else(|| Refused::UnknownTable(stream.to_owned()))?;
        let written = |record: &Value| created(&record["dynamodb"]["ApproximateCreationDateTime"]);
        let since = records.iter().filter_map(written).min();
        let decoder = Decoder { stream, table, source, now };
        let records = records.iter().enumerate().map(|(n, record)| decoder.decode(n, record));
        let mut records = records.collect::<Result<Vec<_>, _>>()?;
        // Records that are delivered again may come out of order, and more than once.
        records.sort_by(|a, b| a.sequence.cmp(&b.sequence));
        records.dedup_by(|a, b| a.sequence.cmp(&b.sequence).is_eq());
        let shard = Shard { stream: stream.to_owned(), id: shard.to_owned() };
        Ok(Self { shard: Some(shard), records, source: Some(source), since })
    }
}

/// A record of the event that is rejected for another reason than what it says.
pub(crate) fn rejected_of(
    event: &Value,
    sequence: &SequenceNumber,
    reason: String,
    now: DateTime<Utc>,
) -> Option<RejectedRecord> {
    let records = event["Records"].as_array()?;
    let is_it = |record: &&Value| {
        record["dynamodb"]["SequenceNumber"].as_str().and_then(SequenceNumber::parse).as_ref()
            == Some(sequence)
    };
    let record = records.iter().find(is_it)?;
    let table = table_of(record["eventSourceARN"].as_str()?)?;
    Some(rejected(&record["dynamodb"], table, reason, now))
}

/// A rejected record, with what the stream says of it.
fn rejected(data: &Value, table: &str, reason: String, at: DateTime<Utc>) -> RejectedRecord {
    let image = |name: &str| data[name].as_object().map(|_| data[name].to_string());
    RejectedRecord {
        sequence: data["SequenceNumber"].as_str().unwrap_or_default().to_owned(),
        table: table.to_owned(),
        key: data["Keys"].to_string(),
        reason,
        old_image: image("OldImage"),
        new_image: image("NewImage"),
        at,
    }
}

/// The table's name in a stream's ARN, `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL`.
fn table_of(stream: &str) -> Option<&str> {
    stream.split_once(":table/")?.1.split_once('/').map(|(table, _)| table)
}

struct Decoder<'a> {
    stream: &'a str,
    table: &'a str,
    source: Source,
    now: DateTime<Utc>,
}

impl Decoder<'_> {
    fn decode(&self, n: usize, record: &Value) -> Result<StreamRecord, Refused> {
        let data = &record["dynamodb"];
        let sequence = data["SequenceNumber"].as_str().and_then(SequenceNumber::parse);
        let sequence = sequence.ok_or(Refused::NoSequence(n))?;
        if record["eventSourceARN"].as_str() != Some(self.stream) {
            return Err(Refused::MixedStreams);
        }
        let view = data["StreamViewType"].as_str().unwrap_or("NEW_AND_OLD_IMAGES");
        if view != "NEW_AND_OLD_IMAGES" {
            return Err(Refused::WrongView(self.stream.to_owned(), view.to_owned()));
        }
        let (change, reason) = self.change(record);
        let rejected = reason.map(|reason| rejected(data, self.table, reason, self.now));
        Ok(StreamRecord {
            sequence,
            key: self.key(&data["Keys"]),
            change,
            is_removal: record["eventName"] == "REMOVE",
            written: created(&data["ApproximateCreationDateTime"]),
            rejected,
        })
    }

    fn key(&self, keys: &Value) -> Option<RecordKey> {
        let (hash, range) = self.source.key();
        let id = |name: &str| Id::new(keys[name]["S"].as_str()?).ok();
        Some(RecordKey { source: self.source, hash: id(hash)?, range: id(range)? })
    }

    /// The change, and the reason why the new image is rejected, if it is.
    fn change(&self, record: &Value) -> (Change, Option<String>) {
        let data = &record["dynamodb"];
        let decode = |image: &Map<String, Value>| Record::decode(self.source, Image(image));
        let old = data["OldImage"].as_object().and_then(|image| decode(image).ok());
        if record["eventName"] == "REMOVE" {
            return match created(&data["ApproximateCreationDateTime"]) {
                Some(at) => (Change::removed(old, at), None),
                None => (
                    Change::written(old.clone(), old),
                    Some("the stream's record of its removal has no time".to_owned()),
                ),
            };
        }
        let new = data["NewImage"].as_object().map(decode);
        let new = new.unwrap_or(Err(RejectReason::Missing("NewImage")));
        let reason = match &new {
            Ok(record) => record.flaw(),
            Err(reason) => Some(reason.clone()),
        };
        let reason = reason.map(|reason| reason.to_string());
        (Change::written(old, new.ok()), reason)
    }
}

/// A stream record's creation time: seconds since 1970, as Lambda and the streams' API give it.
fn created(seconds: &Value) -> Option<DateTime<Utc>> {
    #[allow(clippy::cast_possible_truncation)] // whole seconds are all there is
    let whole = |seconds: f64| seconds as i64;
    let seconds = seconds.as_i64().or_else(|| seconds.as_f64().map(whole))?;
    DateTime::from_timestamp(seconds, 0)
}

#[cfg(test)]
mod tests;
