//! An account's counting settings: the generation of counters in force, and the one beside it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::Put;
use domain::calendar::Calendar;
use domain::customer::CustomerKey;
use domain::generation::Generation;
use domain::history::History;
use domain::id::Id;
use serde_json::Value;

use crate::attribute::{Item, number, number_of, text, text_of};
use crate::epoch::{Mode, generation_of};
use crate::error::Error;
use crate::keys::{Key, PK};
use crate::lanes::{self, Lanes};
use crate::request::built;

const ZONE: &str = "timezone";
pub(crate) const GENERATION: &str = "generation";
const VERSION: &str = "version";
const CUSTOMER_KEY: &str = "customer_key";
const HISTORY: &str = "history";

/// The beginning of the names of the attributes of the generation beside the one in force.
const BESIDE: &str = "beside_";

/// The attributes that who answers reads: not the key of the customers' pseudonyms, which the roles of the
/// functions that answer cannot read.
pub(crate) const ANSWERED: [&str; 5] = [GENERATION, ZONE, VERSION, HISTORY, lanes::COUNT];

/// How an account is counted. The account's first transaction writes them, so that a later change
/// of the directory cannot mix two calendars; afterwards only runs change them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountingSettings {
    /// The generation that is answered.
    pub in_force: Generation,
    /// The generation that a run makes beside it; and after the run has put that one into force, the
    /// one that was in force before.
    pub beside: Option<Generation>,
    /// Into how many lanes the counters of both are spread.
    pub lanes: Lanes,
}

impl CountingSettings {
    /// The settings of an account of which only this generation is counted.
    pub fn only(in_force: Generation) -> Self {
        Self { in_force, beside: None, lanes: Lanes::ONE }
    }

    /// The generation with this number.
    pub fn numbered(&self, number: u32) -> Option<Generation> {
        [Some(self.in_force), self.beside].into_iter().flatten().find(|it| it.number == number)
    }

    /// The generation into which a record is counted by the difference of its images.
    pub fn by_images(&self, mode: Mode) -> Option<Generation> {
        let of_the_run = mode.run().map(generation_of);
        if Some(self.in_force.number) != of_the_run {
            return Some(self.in_force);
        }
        // The run's generation is in force already. Until the run has ended, the one before is kept
        // up to date, too.
        self.beside.filter(|_| matches!(mode, Mode::Both(_)))
    }

    /// The generation into which a record is counted by the difference to what the ledger has.
    pub fn by_ledger(&self, mode: Mode) -> Option<Generation> {
        match mode {
            Mode::Images => None,
            Mode::Both(run) => self.numbered(generation_of(run)),
            Mode::Ledger(run) => Some(self.in_force).filter(|it| it.number == generation_of(run)),
        }
    }

    pub(crate) fn read(item: &Item) -> Result<Self, Error> {
        let read = read_generation(item, "")
            .map(|in_force| (in_force, read_generation(item, BESIDE)))
            .map(|(in_force, beside)| Self { in_force, beside, lanes: Lanes::read(item) });
        read.ok_or_else(|| {
            Error::unreadable("reading an account's counting settings", "its zone is unknown")
        })
    }

    pub(crate) fn item(&self, account: &Id) -> Item {
        let mut item = Key::settings(account).item();
        insert_generation(&mut item, "", &self.in_force);
        if let Some(beside) = &self.beside {
            insert_generation(&mut item, BESIDE, beside);
        }
        self.lanes.insert(&mut item);
        item
    }

    /// A put on condition that the account has no settings yet, or where it has some, that this
    /// generation is still in force, there is no newer one beside it, and the lanes are the same.
    pub(crate) fn put(self, table: &str, account: &Id, in_table: Option<u32>) -> Put {
        let put = Put::builder().table_name(table).set_item(Some(self.item(account)));
        let Some(in_force) = in_table else {
            let free = put.condition_expression("attribute_not_exists(#pk)");
            return built(free.expression_attribute_names("#pk", PK).build());
        };
        let beside = self.beside.map_or(0, |it| it.number);
        built(
            self.lanes
                .with_names(put)
                .condition_expression(format!(
                    "#gen = :gen AND (attribute_not_exists(#beside) OR #beside < :beside) AND {}",
                    self.lanes.condition()
                ))
                .expression_attribute_names("#gen", GENERATION)
                .expression_attribute_names("#beside", format!("{BESIDE}{GENERATION}"))
                .expression_attribute_values(":gen", number(in_force))
                .expression_attribute_values(":beside", number(beside))
                .build(),
        )
    }
}

impl CountingSettings {
    /// A put on condition that the account still has the settings `before`.
    pub(crate) fn put_over(self, table: &str, account: &Id, before: &Self) -> Put {
        let beside = before.beside.map_or(0, |it| it.number);
        let put = Put::builder().table_name(table).set_item(Some(self.item(account)));
        built(
            before
                .lanes
                .with_names(put)
                .condition_expression(format!(
                    "#gen = :gen AND #beside = :beside AND {}",
                    before.lanes.condition()
                ))
                .expression_attribute_names("#gen", GENERATION)
                .expression_attribute_names("#beside", format!("{BESIDE}{GENERATION}"))
                .expression_attribute_values(":gen", number(before.in_force.number))
                .expression_attribute_values(":beside", number(beside))
                .build(),
        )
    }
}

fn read_generation(item: &Item, prefix: &str) -> Option<Generation> {
    let name = |name: &str| format!("{prefix}{name}");
    let history = text_of(item, &name(HISTORY));
    let history = history.and_then(|it| serde_json::from_value(Value::from(it)).ok());
    Some(Generation {
        number: number_of(item, &name(GENERATION))?,
        calendar: text_of(item, &name(ZONE)).and_then(Calendar::named)?,
        version: number_of(item, &name(VERSION)).unwrap_or(1),
        customers: text_of(item, &name(CUSTOMER_KEY)).and_then(CustomerKey::parse),
        history: history.unwrap_or(History::SinceConnection),
    })
}

fn insert_generation(item: &mut Item, prefix: &str, generation: &Generation) {
    let mut insert = |name: &str, value| item.insert(format!("{prefix}{name}"), value);
    insert(GENERATION, number(generation.number));
    insert(ZONE, text(generation.calendar.zone()));
    insert(VERSION, number(generation.version));
    if let Some(key) = &generation.customers {
        insert(CUSTOMER_KEY, text(key.to_text()));
    }
    let history = serde_json::to_value(generation.history).unwrap_or_default();
    insert(HISTORY, text(history.as_str().unwrap_or_default()));
}

/// The counting settings of a fixed set of accounts: each of them has an entry.
///
/// **Invariant:** an account is only ever added together with its settings, so counting a record of
/// one of these accounts always finds them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsByAccount {
    settings: BTreeMap<Id, CountingSettings>,
    uncommitted: BTreeSet<Id>,
    /// Of the uncommitted ones, the number of the generation that the table has in force, if any.
    in_table: BTreeMap<Id, u32>,
}

impl SettingsByAccount {
    /// Adds an account whose settings are in the table.
    pub fn add_committed(&mut self, account: Id, settings: CountingSettings) {
        self.commit(&account);
        self.settings.insert(account, settings);
    }

    /// Adds an account whose settings are not in the table yet: the transaction that counts the
    /// account's first record, or its first one in a run, must write them. `in_table` is the number
    /// of the generation that the table has in force, if any.
    pub fn add_uncommitted(
        &mut self,
        account: Id,
        settings: CountingSettings,
        in_table: Option<u32>,
    ) {
        self.uncommitted.insert(account.clone());
        self.in_table.extend(in_table.map(|number| (account.clone(), number)));
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

    /// Of an account whose settings are not in the table yet, the number of the generation that the
    /// table has in force, if any.
    pub fn in_table(&self, account: &Id) -> Option<u32> {
        self.in_table.get(account).copied()
    }

    /// Notes that an account's settings are in the table now.
    pub fn commit(&mut self, account: &Id) {
        self.uncommitted.remove(account);
        self.in_table.remove(account);
    }
}
