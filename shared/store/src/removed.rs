//! Removed records: what stays of a source record after its removal, for later rebuilds. No texts,
//! and pseudonyms in the place of customers' ids.

use aws_sdk_dynamodb::types::Put;
use domain::record::Record;
use domain::stream_position::SequenceNumber;

use crate::attribute::{Item, number, number_of, text, text_of};
use crate::checkpoint::Shard;
use crate::epoch;
use crate::error::Error;
use crate::keys::Key;
use crate::request::built;

const ACCOUNT: &str = "account_id";
const RECORD: &str = "record";
const CLEAR: &str = "clear";

/// What stays of a removed record.
#[derive(Debug, Clone, PartialEq)]
pub struct RemovedRecord {
    /// The sequence number of its removal.
    pub sequence: SequenceNumber,
    /// The epoch in which its removal was counted.
    pub epoch: u32,
    /// The record after its removal.
    pub record: Record,
    /// Whether it has its customer's id, because the account's generation was begun before there
    /// were pseudonyms.
    pub clear: bool,
}

impl RemovedRecord {
    pub(crate) fn put(&self, table: &str, shard: &Shard) -> Put {
        let pk = format!("{}#{}", shard.stream, shard.id);
        let mut item = Key { pk, sk: self.sequence.to_string() }.item();
        item.insert(ACCOUNT.to_owned(), text(self.record.account().as_str()));
        item.insert(epoch::NUMBER.to_owned(), number(self.epoch));
        // Serializing plain data with texts as keys cannot fail.
        let record = serde_json::to_string(&self.record).unwrap_or_default();
        item.insert(RECORD.to_owned(), text(record));
        if self.clear {
            item.insert(CLEAR.to_owned(), number(1));
        }
        built(Put::builder().table_name(table).set_item(Some(item)).build())
    }

    pub(crate) fn read(item: &Item) -> Result<Self, Error> {
        let record = text_of(item, RECORD).and_then(|record| serde_json::from_str(record).ok());
        let sequence = text_of(item, crate::keys::SK).and_then(SequenceNumber::parse);
        let epoch = number_of(item, epoch::NUMBER);
        let read = record.zip(sequence).zip(epoch).map(|((record, sequence), epoch)| {
            let clear = item.contains_key(CLEAR);
            Self { sequence, epoch, record, clear }
        });
        read.ok_or_else(|| Error::unreadable("reading removed records", "one is not as written"))
    }
}
