//! A shard's checkpoint: how far the shard is counted. It moves in one transaction with the
//! counters.

use aws_sdk_dynamodb::types::Put;
use domain::stream_position::{Part, SequenceNumber, StreamPosition};

use crate::attribute::{Item, number, number_of, text, text_of};
use crate::error::Error;
use crate::keys::{Key, PK};
use crate::request::built;

const SEQUENCE: &str = "seq";
const PART: &str = "part";
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

pub(crate) fn read(item: &Item) -> Result<StreamPosition, Error> {
    let sequence = text_of(item, SEQUENCE).and_then(SequenceNumber::parse);
    let sequence = sequence.ok_or_else(|| {
        Error::unreadable("reading a checkpoint", "its sequence number is missing")
    })?;
    let part = number_of(item, PART).map_or(Part::Whole, Part::Through);
    Ok(StreamPosition { sequence, part })
}

/// A put of the position `after`, on condition that the checkpoint is still the one that was read.
pub(crate) fn put(
    table: &str,
    shard: &Shard,
    before: Option<&StreamPosition>,
    after: &StreamPosition,
    expires: Option<i64>,
) -> Put {
    let mut item = shard.key().item();
    item.insert(SEQUENCE.to_owned(), text(after.sequence.as_str()));
    if let Part::Through(part) = after.part {
        item.insert(PART.to_owned(), number(part));
    }
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
        .expression_attribute_values(":seq", text(before.sequence.as_str()));
    built(match before.part {
        Part::Whole => {
            put.condition_expression("#seq = :seq AND attribute_not_exists(#part)").build()
        }
        Part::Through(part) => put
            .condition_expression("#seq = :seq AND #part = :part")
            .expression_attribute_values(":part", number(part))
            .build(),
    })
}
