//! Which item counts what.

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

/// Whose performance is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Staff {
    /// A human agent.
    Agent(Id),
    /// A team, by the records that carry its id.
    Team(Id),
}

/// What a counter item stands for, within its account and scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// A local date.
    Day(NaiveDate),
    /// A local date of an agent or a team.
    StaffDay(NaiveDate, Staff),
    /// A local date of a chat flow.
    FlowDay(NaiveDate, Id),
    /// Running numbers, without a date.
    Now,
    /// Running numbers of an agent or a team.
    StaffNow(Staff),
    /// Resolutions in a UTC hour, by minute.
    Resolved(Hour),
    /// Resolutions in a UTC hour of sessions that are an agent's or a team's, by minute.
    StaffResolved(Hour, Staff),
}

/// One counter item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CounterKey {
    /// The account that it belongs to.
    pub account: Id,
    /// Which of the account's records it counts.
    pub scope: Scope,
    /// What it stands for.
    pub row: Row,
}
