//! The keys of counter items: which records an item counts, and for which date or hour.

use chrono::NaiveDate;

use crate::calendar::Hour;
use crate::id::Id;

/// Which records an item counts: those of one inbox, or all.
///
/// Every contribution is made to both, so that every figure is read the same way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All records of the account, with an inbox or without.
    All,
    /// The records of one inbox.
    Inbox(Id),
}

impl Scope {
    /// The scope of a request: one inbox, or all.
    pub fn of(inbox: Option<&Id>) -> Self {
        inbox.map_or(Self::All, |id| Self::Inbox(id.clone()))
    }

    /// The scopes that a record with (or without) an inbox contributes to.
    pub fn of_record(inbox: Option<&Id>) -> impl Iterator<Item = Self> + use<> {
        [Some(Self::All), inbox.map(|id| Self::Inbox(id.clone()))].into_iter().flatten()
    }
}

/// An agent or a team whose performance is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Staff {
    /// A human agent.
    Agent(Id),
    /// A team, by the records that carry its id.
    Team(Id),
}

/// What a counter item counts, within its account and scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// A local date.
    Day(NaiveDate),
    /// A local date of an agent or a team.
    StaffDay(NaiveDate, Staff),
    /// A local date of a chat flow.
    FlowDay(NaiveDate, Id),
    /// The detail of a local date: by the hour, and how long replies and resolutions took. Of all
    /// inboxes only.
    Detail(NaiveDate),
    /// The same of one inbox, and its sums, so that inboxes can be listed. It belongs to the scope
    /// of all inboxes.
    InboxDetail(NaiveDate, Id),
    /// A local date's usage by country.
    CountryDay(NaiveDate),
    /// Running numbers, which have no date.
    Now,
    /// Running numbers of an agent or a team.
    StaffNow(Staff),
    /// Resolutions in a UTC hour, by minute.
    Resolved(Hour),
    /// Resolutions in a UTC hour of sessions that are assigned to an agent or a team, by minute.
    StaffResolved(Hour, Staff),
    /// Running numbers of an inbox, so that inboxes can be listed. They belong to the scope of all
    /// inboxes.
    InboxNow(Id),
    /// Resolutions in a UTC hour of an inbox's sessions, by minute; in the scope of all inboxes.
    InboxResolved(Hour, Id),
}

impl Row {
    /// The version of the contributions that it came with.
    pub fn since(&self) -> u32 {
        match self {
            Self::Day(_)
            | Self::StaffDay(..)
            | Self::FlowDay(..)
            | Self::Now
            | Self::StaffNow(_)
            | Self::Resolved(_)
            | Self::StaffResolved(..) => 1,
            Self::Detail(_)
            | Self::InboxDetail(..)
            | Self::CountryDay(_)
            | Self::InboxNow(_)
            | Self::InboxResolved(..) => 2,
        }
    }
}

/// The key of one counter item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CounterKey {
    /// The account that it belongs to.
    pub account: Id,
    /// Which of the account's records it counts.
    pub scope: Scope,
    /// What it counts of them.
    pub row: Row,
}
