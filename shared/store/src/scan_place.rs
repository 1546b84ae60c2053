//! The place of a scan in a segment of a table: how far the segment is counted. It moves in one
//! transaction with the counters, as a shard's checkpoint does.

use std::fmt;

use aws_sdk_dynamodb::types::Put;
use domain::record::{Record, Source};
use serde::{Deserialize, Serialize};

use crate::attribute::{Item, number_of, text, text_of};
use crate::error::Error;
use crate::keys::{Key, PK, SK};
use crate::versioned;

const STATE: &str = "state";

/// A table that a run scans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScannedTable {
    /// A source table.
    Source(Source),
    /// The removed records.
    Removed,
}

impl ScannedTable {
    /// The name of the table, without a prefix.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source(source) => source.table(),
            Self::Removed => "removed",
        }
    }

    /// The names of its hash key and its range key.
    pub fn key(self) -> (&'static str, &'static str) {
        match self {
            Self::Source(source) => source.key(),
            Self::Removed => (PK, SK),
        }
    }
}

/// A segment of a table that is scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Segment {
    /// The run.
    pub run: u32,
    /// The table.
    pub table: ScannedTable,
    /// Its number, from 0.
    pub number: u32,
    /// Into how many segments the table is cut.
    pub of: u32,
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{:04}", self.table.name(), self.number)
    }
}

/// How far a segment is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanPlace {
    /// The segment.
    pub segment: Segment,
    /// How often the place was written.
    pub version: u64,
    /// How far it is.
    pub reached: Reached,
}

/// How far a segment is counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// The keys of the last record that is counted; `None` at the beginning.
    pub after: Option<(String, String)>,
    /// The record after it, where it is counted in part: its keys, the record as it was read, and its
    /// last part that is counted.
    pub divided: Option<((String, String), Record, u32)>,
    /// Records that were read.
    pub records: u64,
    /// Whether the whole segment is counted.
    pub done: bool,
}

impl ScanPlace {
    /// The partition of all places of a run.
    pub(crate) fn partition(run: u32) -> String {
        format!("#scan#{run}")
    }

    fn key(&self) -> Key {
        Key { pk: Self::partition(self.segment.run), sk: self.segment.to_string() }
    }

    pub(crate) fn read(segment: Segment, item: &Item) -> Result<Self, Error> {
        let state = text_of(item, STATE).and_then(|text| serde_json::from_str(text).ok());
        let read = number_of(item, versioned::VERSION).zip(state);
        let read = read.map(|(version, reached)| Self { segment, version, reached });
        read.ok_or_else(|| {
            Error::unreadable("reading a scan's place", "it is not as this release writes it")
        })
    }

    /// The key of a segment's place, for reading it.
    pub(crate) fn key_of(segment: Segment) -> Key {
        Self { segment, version: 0, reached: Reached::default() }.key()
    }

    /// A put of this place, on condition that the item still has the version before.
    pub(crate) fn put(&self, table: &str) -> Put {
        let mut item = self.key().item();
        // Serializing plain data with texts as keys cannot fail.
        let state = serde_json::to_string(&self.reached).unwrap_or_default();
        item.insert(STATE.to_owned(), text(state));
        versioned::put(table, item, self.version - 1)
    }
}
