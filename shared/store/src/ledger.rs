//! The ledger of a run: what of each record is counted into the run's generation. It is a table of
//! its own, which is made for the run and deleted after it.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::Put;
use domain::id::Id;
use domain::record::{Record, Source};

use crate::attribute::{Item, number_of, text, text_of};
use crate::batch_get::batch_get;
use crate::error::Error;
use crate::keys::{Key, PK, SK};
use crate::versioned;

const RECORD: &str = "record";

/// The name of a run's ledger.
pub fn ledger_table(counters: &str, run: u32) -> String {
    format!("{counters}-ledger-{run}")
}

/// A source record in the ledger of a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerKey {
    /// The run.
    pub run: u32,
    /// Which record.
    pub record: RecordKey,
}

/// The key of a source record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordKey {
    /// Its table.
    pub source: Source,
    /// Its hash key.
    pub hash: Id,
    /// Its range key.
    pub range: Id,
}

impl RecordKey {
    fn key(&self) -> Key {
        let pk = format!("{}#{}", self.source.table(), self.hash);
        Key { pk, sk: self.range.to_string() }
    }
}

/// What the ledger has of a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LedgerEntry {
    /// How often it was written: 0 where there is no entry.
    pub version: u64,
    /// What of the record is counted into the run's generation. `None` with an entry is a tombstone:
    /// nothing of it counts, and a scan that read it earlier must not count it.
    pub record: Option<Record>,
}

impl LedgerEntry {
    fn read(item: &Item) -> Result<Self, Error> {
        let unreadable = || Error::unreadable("reading the ledger", "an entry is not as written");
        let version = number_of(item, versioned::VERSION).ok_or_else(unreadable)?;
        let record = text_of(item, RECORD).map(serde_json::from_str).transpose();
        Ok(Self { version, record: record.map_err(|_| unreadable())? })
    }

    /// A put of this record as the next version, on condition that the entry still has this one.
    pub(crate) fn put(&self, counters: &str, key: &LedgerKey) -> Put {
        let mut item = key.record.key().item();
        if let Some(record) = &self.record {
            // Serializing plain data with texts as keys cannot fail.
            item.insert(RECORD.to_owned(), text(serde_json::to_string(record).unwrap_or_default()));
        }
        versioned::put(&ledger_table(counters, key.run), item, self.version)
    }
}

/// What a run's ledger has of these records, for those that it has. Strongly consistent.
pub(crate) async fn read(
    client: &Client,
    counters: &str,
    run: u32,
    records: &[RecordKey],
) -> Result<BTreeMap<RecordKey, LedgerEntry>, Error> {
    let by_key: BTreeMap<Key, &RecordKey> =
        records.iter().map(|record| (record.key(), record)).collect();
    let keys: Vec<_> = by_key.keys().cloned().collect();
    let table = ledger_table(counters, run);
    let items = batch_get(client, &table, &keys, true, "reading the ledger").await?;
    let read = items.iter().filter_map(|item| {
        let key = Key { pk: text_of(item, PK)?.to_owned(), sk: text_of(item, SK)?.to_owned() };
        let record = by_key.get(&key)?;
        Some(LedgerEntry::read(item).map(|entry| ((*record).clone(), entry)))
    });
    read.collect()
}
