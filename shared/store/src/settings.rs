//! An account's counting settings: the time zone and the generation that its counters are kept in.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::Put;
use domain::calendar::Calendar;
use domain::id::Id;

use crate::attribute::{Item, number, number_of, text, text_of};
use crate::error::Error;
use crate::keys::{Key, PK};
use crate::request::built;

const ZONE: &str = "timezone";
const GENERATION: &str = "generation";

/// How an account is counted. The account's first transaction writes them, so that a later change
/// of the directory cannot mix two calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountingSettings {
    /// The calendar whose dates its records are counted under.
    pub calendar: Calendar,
    /// Which set of counters is in force; part of every counter's key.
    pub generation: u32,
}

impl CountingSettings {
    /// The settings of an account that is counted in this calendar from its first record on.
    pub fn first(calendar: Calendar) -> Self {
        Self { calendar, generation: 1 }
    }

    pub(crate) fn read(item: &Item) -> Result<Self, Error> {
        let zone = text_of(item, ZONE).and_then(Calendar::named);
        let generation = number_of(item, GENERATION);
        let read = zone.zip(generation).map(|(calendar, generation)| Self { calendar, generation });
        read.ok_or_else(|| {
            Error::unreadable("reading an account's counting settings", "its zone is unknown")
        })
    }

    /// A put on condition that the account has no settings yet, or the same.
    pub(crate) fn put(self, table: &str, account: &Id) -> Put {
        let mut item = Key::settings(account).item();
        let zone = text(self.calendar.zone());
        let generation = number(self.generation);
        item.insert(ZONE.to_owned(), zone.clone());
        item.insert(GENERATION.to_owned(), generation.clone());
        built(
            Put::builder()
                .table_name(table)
                .set_item(Some(item))
                .condition_expression(
                    "attribute_not_exists(#pk) OR (#zone = :zone AND #gen = :gen)",
                )
                .expression_attribute_names("#pk", PK)
                .expression_attribute_names("#zone", ZONE)
                .expression_attribute_names("#gen", GENERATION)
                .expression_attribute_values(":zone", zone)
                .expression_attribute_values(":gen", generation)
                .build(),
        )
    }
}

/// The counting settings of a fixed set of accounts: each of them has an entry.
///
/// **Invariant:** an account is only ever added together with its settings, so counting a record of
/// one of these accounts always finds them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsByAccount {
    settings: BTreeMap<Id, CountingSettings>,
    uncommitted: BTreeSet<Id>,
}

impl SettingsByAccount {
    /// Adds an account whose settings are in the table.
    pub fn add_committed(&mut self, account: Id, settings: CountingSettings) {
        self.uncommitted.remove(&account);
        self.settings.insert(account, settings);
    }

    /// Adds an account whose settings are not in the table yet: the transaction that counts the
    /// account's first record must write them.
    pub fn add_uncommitted(&mut self, account: Id, settings: CountingSettings) {
        self.uncommitted.insert(account.clone());
        self.settings.insert(account, settings);
    }

    /// The settings of one of these accounts.
    ///
    /// # Panics
    ///
    /// For an account that was never added, which is a mistake of the caller.
    pub fn of(&self, account: &Id) -> CountingSettings {
        let settings = self.settings.get(account);
        *settings.unwrap_or_else(|| unreachable!("the settings of {account} were not read"))
    }

    /// The accounts whose settings are not in the table yet.
    pub fn uncommitted(&self) -> &BTreeSet<Id> {
        &self.uncommitted
    }

    /// Notes that an account's settings are in the table now.
    pub fn commit(&mut self, account: &Id) {
        self.uncommitted.remove(account);
    }
}
