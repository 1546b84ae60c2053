//! Source records as they are written: items of `DynamoDB` JSON, as [`domain::record`] reads them.

use chrono::{DateTime, SecondsFormat};
use domain::record::Source;
use serde_json::{Map, Value};

/// Attributes of a record by name, as `DynamoDB` JSON: `{"sent_at": {"S": "2026-11-22T10:15:30.000Z"}}`.
pub type Item = Map<String, Value>;

/// A table that connectors write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// One of those that are streamed and counted.
    Source(Source),
    /// Names of inboxes, agents and teams.
    Directory,
}

impl Table {
    /// Its name, without a prefix.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source(source) => source.table(),
            Self::Directory => "directory",
        }
    }

    /// The names of its hash key and range key.
    pub fn key(self) -> (&'static str, &'static str) {
        match self {
            Self::Source(source) => source.key(),
            Self::Directory => ("account_id", "entity"),
        }
    }
}

/// How a record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Put {
    /// It takes the place of whatever is there.
    Replace,
    /// It is written only where its key is free.
    IfAbsent,
    /// Its attributes are set, and the others of the item are left as they are.
    Update,
}

/// A record to write.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRecord {
    /// The table.
    pub table: Table,
    /// The whole item, its key included.
    pub item: Item,
    /// How it is written.
    pub put: Put,
    /// Whether it takes a session back that a later fact has shown not to be one. Such a record has
    /// no `opened_at`, so it is rejected, and counts for nothing; a removal would go on counting.
    /// Once it is written, the item may be removed.
    pub withdrawn: bool,
}

impl SourceRecord {
    pub(crate) fn new(table: Table, item: Item) -> Self {
        Self { table, item, put: Put::Replace, withdrawn: false }
    }

    /// The values of its hash key and range key.
    pub fn key(&self) -> (&str, &str) {
        let (hash, range) = self.table.key();
        let text = |name: &str| {
            let value = self.item.get(name).and_then(|value| value.get("S"));
            value.and_then(Value::as_str).unwrap_or_default()
        };
        (text(hash), text(range))
    }
}

/// Builds an item, attribute by attribute.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attributes(Item);

impl Attributes {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn set(mut self, name: &str, kind: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), attribute(kind, value));
        self
    }

    /// A string.
    pub(crate) fn text(self, name: &str, value: &str) -> Self {
        self.set(name, "S", value)
    }

    /// A string, or nothing.
    pub(crate) fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// A list of strings.
    pub(crate) fn texts(self, name: &str, values: impl Iterator<Item = String>) -> Self {
        self.set(name, "L", values.map(|value| attribute("S", value)).collect::<Vec<_>>())
    }

    /// A time, in milliseconds since 1970.
    pub(crate) fn time(self, name: &str, milliseconds: i64) -> Self {
        self.set(name, "S", timestamp(milliseconds))
    }

    /// A time, or nothing.
    pub(crate) fn maybe_time(self, name: &str, milliseconds: Option<i64>) -> Self {
        match milliseconds {
            Some(milliseconds) => self.time(name, milliseconds),
            None => self,
        }
    }

    /// The item as an attribute value, to stand in a list.
    pub(crate) fn map(self) -> Value {
        attribute("M", self.0)
    }

    pub(crate) fn item(self) -> Item {
        self.0
    }
}

fn attribute(kind: &str, value: impl Into<Value>) -> Value {
    Value::Object(Item::from_iter([(kind.to_owned(), value.into())]))
}

fn timestamp(milliseconds: i64) -> String {
    let time = DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
