//! Generations: sets of an account's counters. One is in force; a rebuild makes the next beside it.

use crate::calendar::Calendar;
use crate::counter::VERSION;
use crate::customer::CustomerKey;
use crate::history::History;

/// A set of an account's counters and contacts, and how it is counted. None of this changes while
/// the generation is kept, so what was added can be taken away exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation {
    /// Its number, part of the key of every counter and contact.
    pub number: u32,
    /// The calendar whose dates records are counted under.
    pub calendar: Calendar,
    /// The version of the contributions: it counts the measures up to this one.
    pub version: u32,
    /// The key of its customers' pseudonyms. Generations that were begun before there were
    /// pseudonyms have none.
    pub customers: Option<CustomerKey>,
    /// How much of the account's history it has.
    pub history: History,
}

impl Generation {
    /// How it counts records.
    pub fn counting(&self) -> Counting {
        Counting { calendar: self.calendar, version: self.version }
    }
}

/// How records are counted: what their contributions depend on beside the records themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counting {
    /// The calendar whose dates records are counted under.
    pub calendar: Calendar,
    /// The version of the contributions.
    pub version: u32,
}

impl Counting {
    /// Everything that this release counts, by the days of a calendar.
    pub fn latest(calendar: Calendar) -> Self {
        Self { calendar, version: VERSION }
    }
}
