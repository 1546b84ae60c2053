//! The tables and their keys. The local system creates its tables from this list, and a test
//! compares the templates with it.

use domain::record::Source;

use crate::directory;
use crate::keys::{PK, SK};

/// The names of the tables in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// The five streamed tables.
    pub sources: [(Source, String); 5],
    /// Names of inboxes, agents, teams and flows.
    pub directory: String,
    /// Counters, contacts, settings and checkpoints.
    pub counters: String,
    /// Rejected records.
    pub rejected: String,
    /// Removed records; `None` where they are not kept.
    pub removed: Option<String>,
    /// What is known of the conversations that connectors feed; `None` where there are no connectors.
    pub conversations: Option<String>,
}

/// The attribute that names a conversation's connector.
pub(crate) const CONNECTOR: &str = "connector";
/// The attribute that says when a conversation's session ends if its customer stays silent.
pub(crate) const CLOSES_AT: &str = "closes_at";
/// The index of the conversations that have it.
pub(crate) const CLOSING: &str = "closing";

/// How a table has to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Its name.
    pub name: String,
    /// The hash key, a string.
    pub hash: &'static str,
    /// The range key, a string.
    pub range: &'static str,
    /// Whether it has a stream of new and old images.
    pub streamed: bool,
    /// An index of its items that have both of these attributes, with no more than their keys.
    pub index: Option<Index>,
}

impl Schema {
    /// A table of ours, which has no stream.
    pub(crate) fn own(name: &str) -> Self {
        Self { name: name.to_owned(), hash: PK, range: SK, streamed: false, index: None }
    }
}

/// A second way to find items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// The hash key, a string.
    pub hash: &'static str,
    /// The range key, a string.
    pub range: &'static str,
}

impl Tables {
    /// The tables under their usual names with a prefix, which may be empty.
    pub fn prefixed(prefix: &str) -> Self {
        Self {
            sources: Source::ALL.map(|source| (source, format!("{prefix}{}", source.table()))),
            directory: format!("{prefix}directory"),
            counters: format!("{prefix}counters"),
            rejected: format!("{prefix}rejected"),
            removed: Some(format!("{prefix}removed")),
            conversations: Some(format!("{prefix}conversations")),
        }
    }

    /// The source whose table has this name.
    pub fn source(&self, table: &str) -> Option<Source> {
        self.sources.iter().find(|(_, name)| name == table).map(|(source, _)| *source)
    }

    /// How each of the tables has to be created.
    pub fn schemas(&self) -> Vec<Schema> {
        let source = |(source, name): &(Source, String)| {
            let (hash, range) = source.key();
            Schema { name: name.clone(), hash, range, streamed: true, index: None }
        };
        let mut schemas: Vec<_> = self.sources.iter().map(source).collect();
        let directory = Schema::own(&self.directory);
        schemas.push(Schema { hash: directory::HASH, range: directory::RANGE, ..directory });
        schemas.push(Schema::own(&self.counters));
        schemas.push(Schema::own(&self.rejected));
        schemas.extend(self.removed.iter().map(|removed| Schema::own(removed)));
        let index = Some(Index { name: CLOSING, hash: CONNECTOR, range: CLOSES_AT });
        let conversations = self.conversations.iter();
        schemas.extend(conversations.map(|it| Schema { index, ..Schema::own(it) }));
        schemas
    }
}
