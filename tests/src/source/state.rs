//! The records as they stand after any number of writes, and the history that removals leave behind.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Attr, Entity, Item, Key, Table, Write};

/// A record's last image, and when it was removed.
#[derive(Clone, Debug)]
pub struct Removed {
    /// The table it was in.
    pub table: Table,
    /// The image it had.
    pub image: Item,
    /// When it was removed, by the real clock.
    pub at: DateTime<Utc>,
}

/// How much of history the counters have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// They were kept from the first record on or by a rebuild.
    #[default]
    Complete,
    /// The tables may have held records before.
    SinceConnection,
}

/// Which version of the figures the counters count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// The present one.
    #[default]
    Latest,
    /// That of the release 0.1.
    First,
}

/// The source tables as they stand: all that figures may depend on.
#[derive(Clone, Debug, Default)]
pub struct SourceState {
    /// The records that are there.
    pub live: BTreeMap<Key, Item>,
    /// The images of removed records. The same key may stand here several times and be live as well.
    pub removed: Vec<Removed>,
    /// The directory's entities, by account and entity.
    pub directory: BTreeMap<(String, String), Item>,
    /// The directory as it was when counting began: the time zones in force.
    pub first_directory: BTreeMap<(String, String), Item>,
    /// How much of history the counters have.
    pub history: History,
    /// Which version of the figures they count.
    pub version: Version,
}

impl SourceState {
    /// No records, and these entities in the directory.
    pub fn new(entities: &[Entity]) -> Self {
        let directory: BTreeMap<_, _> = entities
            .iter()
            .map(|e| ((e.account.clone(), e.entity.clone()), e.attributes.clone()))
            .collect();
        Self { first_directory: directory.clone(), directory, ..Self::default() }
    }

    /// Takes in one write; `at` is when it happened, which only removals keep.
    pub fn apply(&mut self, write: &Write, at: DateTime<Utc>) {
        match &write.image {
            Some(image) => {
                self.live.insert(write.key.clone(), image.clone());
            }
            None => {
                if let Some(image) = self.live.remove(&write.key) {
                    let table = write.key.table;
                    self.removed.push(Removed { table, image, at });
                }
            }
        }
    }

    /// Leaves out what was removed of an account: after its erasing, a rebuild counts what the tables hold.
    pub fn forget_removed(&mut self, account: &str) {
        let of_account =
            |image: &Item| image.get("account_id").and_then(Attr::as_text) == Some(account);
        self.removed.retain(|removed| !of_account(&removed.image));
    }

    /// Changes the directory after counting began; the zones in force stay.
    pub fn list(&mut self, entity: Entity) {
        self.directory.insert((entity.account, entity.entity), entity.attributes);
    }
}
