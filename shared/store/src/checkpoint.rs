//! A shard's checkpoint: how far the shard is counted. It moves in one transaction with the
//! counters.

use aws_sdk_dynamodb::types::Put;
use chrono::{DateTime, Utc};
use domain::record::Record;
use domain::stream_position::{Part, SequenceNumber, StreamPosition};
use serde::{Deserialize, Serialize};

use crate::attribute::{Item, number, number_of, text, text_of};
use crate::epoch::{self, Mode};
use crate::error::Error;
use crate::keys::{Key, PK};
use crate::request::built;

const SEQUENCE: &str = "seq";
pub(crate) const PART: &str = "part";
const DIVIDED: &str = "divided";
const WRITTEN: &str = "written";
const TTL: &str = "ttl";

/// A shard of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shard {
    /// The stream's ARN.
    pub stream: String,
    /// The shard's id.
    pub id: String,
}

impl Shard {
    pub(crate) fn key(&self) -> Key {
        Key::checkpoint(&self.stream, &self.id)
    }
}

/// How far a shard is counted, and in which epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Everything up to this position is counted, and nothing after it.
    pub position: StreamPosition,
    /// The epoch in which its last chunk was written.
    pub epoch: u32,
    /// What the rest of a record that is counted in part has to be counted by.
    pub divided: Option<Divided>,
    /// When the last record was written, in whole seconds.
    pub written: Option<DateTime<Utc>>,
}

/// What the parts of a record depend on beside its images, kept until all of them are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Divided {
    /// The mode of the epoch in which its first part was written.
    pub mode: Mode,
    /// What the ledger had of it before.
    pub before: Option<Record>,
}

impl Checkpoint {
    pub(crate) fn read(item: &Item) -> Result<Self, Error> {
        let unreadable = |what| Error::unreadable("reading a checkpoint", what);
        let sequence = text_of(item, SEQUENCE).and_then(SequenceNumber::parse);
        let sequence = sequence.ok_or_else(|| unreadable("its sequence number is missing"))?;
        let part = number_of(item, PART).map_or(Part::Whole, Part::Through);
        let divided = text_of(item, DIVIDED).map(serde_json::from_str).transpose();
        Ok(Self {
            position: StreamPosition { sequence, part },
            epoch: number_of(item, epoch::NUMBER).unwrap_or(1),
            divided: divided.map_err(|_| unreadable("its divided record is not as written"))?,
            written: number_of(item, WRITTEN).and_then(|at| DateTime::from_timestamp(at, 0)),
        })
    }

    /// A put of this checkpoint, on condition that it is still the one that was read.
    pub(crate) fn put(
        &self,
        table: &str,
        shard: &Shard,
        before: Option<&Self>,
        expires: Option<i64>,
    ) -> Put {
        let mut item = shard.key().item();
        item.insert(SEQUENCE.to_owned(), text(self.position.sequence.as_str()));
        if let Part::Through(part) = self.position.part {
            item.insert(PART.to_owned(), number(part));
        }
        if let Some(divided) = &self.divided {
            // Serializing plain data with texts as keys cannot fail.
            let divided = serde_json::to_string(divided).unwrap_or_default();
            item.insert(DIVIDED.to_owned(), text(divided));
        }
        if let Some(written) = self.written {
            item.insert(WRITTEN.to_owned(), number(written.timestamp()));
        }
        item.insert(epoch::NUMBER.to_owned(), number(self.epoch));
        if let Some(expires) = expires {
            item.insert(TTL.to_owned(), number(expires));
        }
        let put = Put::builder().table_name(table).set_item(Some(item));
        let Some(before) = before else {
            let free = put.condition_expression("attribute_not_exists(#pk)");
            return built(free.expression_attribute_names("#pk", PK).build());
        };
        let put = put
            .expression_attribute_names("#seq", SEQUENCE)
            .expression_attribute_names("#part", PART)
            .expression_attribute_names("#epoch", epoch::NUMBER)
            .expression_attribute_values(":epoch", number(before.epoch))
            .expression_attribute_values(":seq", text(before.position.sequence.as_str()));
        let same_epoch = epoch::condition(before.epoch);
        built(match before.position.part {
            Part::Whole => put
                .condition_expression(format!(
                    "{same_epoch} AND #seq = :seq AND attribute_not_exists(#part)"
                ))
                .build(),
            Part::Through(part) => put
                .condition_expression(format!("{same_epoch} AND #seq = :seq AND #part = :part"))
                .expression_attribute_values(":part", number(part))
                .build(),
        })
    }
}
