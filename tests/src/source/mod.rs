//! Source records as plain data: what the platform writes into its tables.

mod state;
mod tables;
mod writers;

use std::collections::BTreeMap;

pub use state::{History, Removed, SourceState, Version};
pub use tables::create_tables;
pub use writers::{Writers, client, put_directory};

/// One DynamoDB attribute, of any type that a test writes.
#[derive(Clone, Debug, PartialEq)]
pub enum Attr {
    /// A string.
    S(String),
    /// A number, as it is written.
    N(String),
    /// A boolean.
    Bool(bool),
    /// NULL, which is a type of its own and not an absent attribute.
    Null,
    /// A list.
    L(Vec<Attr>),
    /// A map.
    M(Item),
    /// A set of strings.
    Ss(Vec<String>),
    /// Bytes.
    B(Vec<u8>),
}

impl Attr {
    /// The string, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::S(text) => Some(text),
            _ => None,
        }
    }

    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::S(text.into())
    }

    /// A number.
    pub fn number(text: impl Into<String>) -> Self {
        Self::N(text.into())
    }
}

/// A record's image: its attributes by name.
pub type Item = BTreeMap<String, Attr>;

/// The streamed source tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// One item per message.
    Messages,
    /// One item per session.
    Sessions,
    /// Credits used, bought and adjusted.
    Billing,
    /// Runs of chat flows.
    FlowRuns,
    /// Uses of AI tools.
    AiUsage,
}

impl Table {
    /// All five.
    pub const ALL: [Self; 5] =
        [Self::Messages, Self::Sessions, Self::Billing, Self::FlowRuns, Self::AiUsage];

    /// The table's name, without a prefix.
    pub fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Sessions => "sessions",
            Self::Billing => "billing",
            Self::FlowRuns => "flow_runs",
            Self::AiUsage => "ai_usage",
        }
    }

    /// The names of its hash and range key.
    pub fn key_names(self) -> (&'static str, &'static str) {
        match self {
            Self::Messages => ("session_id", "message_id"),
            Self::Sessions => ("account_id", "session_id"),
            Self::Billing => ("account_id", "entry_id"),
            Self::FlowRuns => ("account_id", "run_id"),
            Self::AiUsage => ("account_id", "usage_id"),
        }
    }
}

/// What names one record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The table it is in.
    pub table: Table,
    /// Its hash key.
    pub hash: String,
    /// Its range key.
    pub range: String,
}

impl Key {
    /// The key's attributes.
    pub fn item(&self) -> Item {
        let (hash, range) = self.table.key_names();
        Item::from([
            (hash.to_owned(), Attr::text(&self.hash)),
            (range.to_owned(), Attr::text(&self.range)),
        ])
    }
}

/// One write to a source table: a put of a whole image, or a removal.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The record written.
    pub key: Key,
    /// Its new image, key included; none removes it.
    pub image: Option<Item>,
}

/// One entity of the `directory` table.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// The account it belongs to.
    pub account: String,
    /// `account`, or kind and id: `inbox#ID`.
    pub entity: String,
    /// Its attributes, without the key.
    pub attributes: Item,
}
