//! The tables and their keys. The local system creates its tables from this list, and a test
//! compares the templates with it.

use domain::record::Source;

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
}

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
            Schema { name: name.clone(), hash, range, streamed: true }
        };
        let own = |name: &String, hash, range| Schema {
            name: name.clone(),
            hash,
            range,
            streamed: false,
        };
        let mut schemas: Vec<_> = self.sources.iter().map(source).collect();
        schemas.push(own(&self.directory, "account_id", "entity"));
        schemas.push(own(&self.counters, "pk", "sk"));
        schemas.push(own(&self.rejected, "pk", "sk"));
        schemas.extend(self.removed.iter().map(|removed| own(removed, "pk", "sk")));
        schemas
    }
}
