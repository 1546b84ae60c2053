//! The epoch: how records are counted now, by all who count.
//!
//! It is an item of its own, and its number is in every checkpoint. Beginning and ending a run raise
//! first the item and then every checkpoint. A chunk moves its checkpoint on condition of the epoch,
//! so a function that has not noticed cannot write; it reads the epoch again.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::ConditionCheck;
use chrono::{DateTime, Utc};
use domain::calendar::Calendar;
use domain::history::History;
use domain::id::Id;
use serde::{Deserialize, Serialize};

use crate::attribute::{Item, number, number_of, text, text_of};
use crate::error::Error;
use crate::keys::Key;
use crate::request::built;

pub(crate) const NUMBER: &str = "epoch";
const STATE: &str = "state";
pub(crate) const REVISION: &str = "revision";

/// What a change of a record is taken to be: the difference of which two states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Of its two images, into the generation in force. So it is outside a run.
    #[default]
    Images,
    /// Of its two images into the generation beside that of the run, and of the new image and what
    /// the run's ledger has into that of the run. So it is during a run of this number.
    Both(u32),
    /// Of the new image and what the run's ledger has, in those accounts whose generation in force is
    /// the run's; of its images in all others. So it is after a run of this number, until no record
    /// from before the end of its scan can come any more.
    Ledger(u32),
}

impl Mode {
    /// The run whose ledger is kept.
    pub fn run(self) -> Option<u32> {
        match self {
            Self::Images => None,
            Self::Both(run) | Self::Ledger(run) => Some(run),
        }
    }
}

/// The number of the generation that a run makes. It differs from those of all other runs and from
/// all of [`first_generation`].
pub fn generation_of(run: u32) -> u32 {
    2 * run
}

/// The number of the first generation of an account that is first counted in this epoch.
pub fn first_generation(epoch: u32) -> u32 {
    2 * epoch - 1
}

/// How records are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch {
    /// Its number, from 1.
    pub number: u32,
    /// What changes are taken to be.
    pub mode: Mode,
    /// The latest run, ended or not.
    pub run: Option<Run>,
    /// How much of its history a new account's counters have; `None` where nobody noted it.
    pub history: Option<History>,
    /// The account that is being erased, if one is.
    pub erasing: Option<Id>,
    /// How often the item was written; 0 where there is none.
    pub revision: u64,
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To put what it counts into force.
    Rebuild,
    /// To compare what it counts with what is in force.
    Verify,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Not every checkpoint has its epoch yet.
    Opening,
    /// The tables are being scanned, and then the streams have to pass the end of the scan.
    Scanning,
    /// Accounts get their new generation.
    Flipping,
    /// Its generation is in force, and is counted by the ledger until the streams hold nothing from
    /// before the end of its scan.
    Retaining,
    /// It is over, in force or dropped, but not every checkpoint has the next epoch yet.
    Ending,
    /// Its leftovers are being removed.
    Cleaning,
    /// Nothing is left to do.
    Ended,
}

/// A run: the making of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its number: that of the epoch that it began.
    pub number: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// Whose records it counts; `None`: everybody's.
    pub accounts: Option<BTreeSet<Id>>,
    /// The calendar that it counts in; `None`: the directory's for a rebuild, that in force to
    /// verify.
    pub calendar: Option<Calendar>,
    /// The version of the contributions.
    pub version: u32,
    /// Into how many segments each table is cut.
    pub segments: u32,
    /// How far it is.
    pub phase: Phase,
    /// When it began.
    pub began: DateTime<Utc>,
    /// When its scan ended.
    pub scanned: Option<DateTime<Utc>>,
    /// When its end was noticed by all who count.
    pub ended: Option<DateTime<Utc>>,
    /// Whether its generation was put into force.
    pub in_force: bool,
}

impl Run {
    /// Whether it counts the records of this account.
    pub fn counts(&self, account: &Id) -> bool {
        self.accounts.as_ref().is_none_or(|accounts| accounts.contains(account))
    }
}

/// What the item says beside the number.
#[derive(Serialize, Deserialize)]
struct State {
    mode: Mode,
    run: Option<Run>,
    history: Option<History>,
    erasing: Option<Id>,
}

impl Epoch {
    /// The epoch before anybody wrote one.
    pub fn first() -> Self {
        Self { number: 1, mode: Mode::Images, run: None, history: None, erasing: None, revision: 0 }
    }

    pub(crate) fn read(item: Option<&Item>) -> Result<Self, Error> {
        let Some(item) = item else { return Ok(Self::first()) };
        let number = number_of(item, NUMBER);
        let state = text_of(item, STATE).and_then(|text| serde_json::from_str(text).ok());
        let read = number.zip(state).map(|(number, state)| {
            let State { mode, run, history, erasing } = state;
            let revision = number_of(item, REVISION).unwrap_or_default();
            Self { number, mode, run, history, erasing, revision }
        });
        read.ok_or_else(|| {
            let what = "it is not as this release writes it: is a newer release at work?";
            Error::unreadable("reading the epoch", what)
        })
    }

    /// The item with this epoch's content, after that of this revision.
    pub(crate) fn item_after(&self, revision: u64) -> Item {
        let Self { number: epoch, mode, run, history, erasing, .. } = self.clone();
        // Serializing plain data with texts as keys cannot fail.
        let state =
            serde_json::to_string(&State { mode, run, history, erasing }).unwrap_or_default();
        let mut item = Key::epoch().item();
        item.insert(NUMBER.to_owned(), number(epoch));
        item.insert(REVISION.to_owned(), number(revision + 1));
        item.insert(STATE.to_owned(), text(state));
        item
    }
}

/// A check that the epoch is still this one.
pub(crate) fn check(table: &str, epoch: u32) -> ConditionCheck {
    built(
        ConditionCheck::builder()
            .table_name(table)
            .set_key(Some(Key::epoch().item()))
            .condition_expression(condition(epoch))
            .expression_attribute_names("#epoch", NUMBER)
            .expression_attribute_values(":epoch", number(epoch))
            .build(),
    )
}

/// The condition that an item has the epoch `:epoch`, which is this one, in its attribute `#epoch`.
/// An item without it has the first.
pub(crate) fn condition(epoch: u32) -> &'static str {
    if epoch == 1 { "(attribute_not_exists(#epoch) OR #epoch = :epoch)" } else { "#epoch = :epoch" }
}
