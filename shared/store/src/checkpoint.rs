//! A shard's checkpoint: how far the shard is counted. It moves in one transaction with the
//! counters.
//!
//! Every checkpoint has a partition of its own, so the shards of a busy stream do not share one's
//! throughput. To raise all of them a run needs a list: the transaction that writes a shard's first
//! checkpoint also writes the shard's entry in the list of the stream's shards. The entry outlives
//! the checkpoint.
//!
//! Version 0.1 kept the checkpoint itself where the entry is now. A checkpoint that is found there is
//! moved by the next chunk, which leaves an entry in its place, on condition that it is still what
//! was read. A function of version 0.1 that still runs finds an entry without a position, and can
//! neither read nor write it: so no record is counted by both.

use aws_sdk_dynamodb::types::Put;
use aws_sdk_dynamodb::types::builders::PutBuilder;
use chrono::{DateTime, Utc};
use domain::record::Record;
use domain::stream_position::{Part, SequenceNumber, StreamPosition};
use serde::{Deserialize, Serialize};

use crate::attribute::{Item, number, number_of, text, text_of};
use crate::epoch::{self, Mode};
use crate::error::Error;
use crate::keys::{Key, PK};
use crate::request::built;

pub(crate) const SEQUENCE: &str = "seq";
pub(crate) const PART: &str = "part";
const LISTED: &str = "listed";
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

    pub(crate) fn entry(&self) -> Key {
        Key::listed_shard(&self.stream, &self.id)
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
    /// How the shard is listed.
    pub listing: Listing,
}

/// How a shard is in the list of its stream's shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listing {
    /// By the checkpoint itself, which is where version 0.1 kept it.
    ByItself,
    /// By an entry that expires at this time, in seconds since 1970: not before the checkpoint.
    Until(i64),
    /// By an entry that does not expire.
    #[default]
    ForEver,
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
            listing: number_of(item, LISTED).map_or(Listing::ForEver, Listing::Until),
        })
    }

    /// The checkpoint that a shard's entry in the list is, if version 0.1 wrote it there.
    pub(crate) fn read_entry(item: &Item) -> Result<Option<Self>, Error> {
        if !item.contains_key(SEQUENCE) {
            return Ok(None);
        }
        Self::read(item).map(|checkpoint| Some(Self { listing: Listing::ByItself, ..checkpoint }))
    }

    /// The key of the item that it was read from.
    pub(crate) fn key(&self, shard: &Shard) -> Key {
        if self.listing == Listing::ByItself { shard.entry() } else { shard.key() }
    }

    /// The puts of this checkpoint, and of the shard's entry in the list where it has none yet, on
    /// condition that the checkpoint is still the one that was read.
    pub(crate) fn puts(
        &self,
        table: &str,
        shard: &Shard,
        before: Option<&Self>,
        expires: Option<i64>,
    ) -> Vec<Put> {
        let put = Put::builder().table_name(table).set_item(Some(self.item(shard, expires)));
        if let Some(before) = before.filter(|before| before.listing != Listing::ByItself) {
            return vec![before.still_there(put)];
        }
        let first = put.condition_expression("attribute_not_exists(#pk)");
        let first = built(first.expression_attribute_names("#pk", PK).build());
        let entry = Put::builder().table_name(table).set_item(Some(self.listing.entry(shard)));
        let entry = match before {
            Some(before) => before.still_there(entry),
            None => built(
                entry
                    .condition_expression("attribute_not_exists(#seq)")
                    .expression_attribute_names("#seq", SEQUENCE)
                    .build(),
            ),
        };
        vec![first, entry]
    }

    fn item(&self, shard: &Shard, expires: Option<i64>) -> Item {
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
        if let Listing::Until(until) = self.listing {
            item.insert(LISTED.to_owned(), number(until));
        }
        item
    }

    /// The put, on condition that this checkpoint is still in its place.
    fn still_there(&self, put: PutBuilder) -> Put {
        let put = put
            .expression_attribute_names("#seq", SEQUENCE)
            .expression_attribute_names("#part", PART)
            .expression_attribute_names("#epoch", epoch::NUMBER)
            .expression_attribute_values(":epoch", number(self.epoch))
            .expression_attribute_values(":seq", text(self.position.sequence.as_str()));
        let same_epoch = epoch::condition(self.epoch);
        built(match self.position.part {
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

impl Listing {
    /// A shard's entry in the list.
    pub(crate) fn entry(self, shard: &Shard) -> Item {
        let mut item = shard.entry().item();
        if let Self::Until(until) = self {
            item.insert(TTL.to_owned(), number(until));
        }
        item
    }
}
