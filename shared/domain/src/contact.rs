//! Contacts: distinct customers, counted as a sum.
//!
//! A contact keeps counts of its sessions in each inbox. It keeps no session ids, because their
//! number would grow without bound. It contributes to the counters like a record: a change takes
//! away what its old state contributed, and adds what its new state contributes.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::calendar::Minute;
use crate::counter::{CounterKey, Deltas, Measure, Row, Scope};
use crate::id::Id;

/// The status of a session, as its customer's contact counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionStatus {
    /// Not resolved.
    Open,
    /// Resolved in this minute.
    Resolved(Minute),
    /// Its record was removed.
    Removed,
}

/// What a customer's contact counts of a session.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContactSession {
    /// The inbox that it takes place in.
    pub inbox: Id,
    /// The local date on which it was opened.
    pub opened: NaiveDate,
    /// Whether it is open, resolved or removed.
    pub status: SessionStatus,
}

/// What is known of one customer of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Contact {
    inboxes: BTreeMap<String, InboxSessions>,
}

/// A customer's sessions in one inbox. Counts of zero are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct InboxSessions {
    /// Sessions by opening date (days since the year 1), removed ones included.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    opened: BTreeMap<i32, i64>,
    /// The last day that `opened` has; `later` has those of all later days together. Without it
    /// `opened` has every day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    through: Option<i32>,
    /// Sessions that were opened later.
    #[serde(default, skip_serializing_if = "is_zero")]
    later: i64,
    /// Sessions neither resolved nor removed.
    #[serde(default, skip_serializing_if = "is_zero")]
    open: i64,
    /// Sessions by the minute of their resolution (since 1970).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    resolved: BTreeMap<i64, i64>,
}

/// How many different minutes of resolution a contact keeps for an inbox before it drops old ones.
/// So the item of a customer with very many sessions stays small.
const KEPT_MINUTES: usize = 256;

/// The age, in minutes, from which a resolution no longer matters if there is a later one.
const MINUTES_THAT_MATTER: i64 = 48 * 60;

/// The most bytes of a contact before it is summed up. DynamoDB's limit of an item is 400 KB.
const MOST_BYTES: usize = 100_000;

/// How many days and minutes of each inbox a contact keeps that has too many bytes: the first of these
/// numbers with which it has not.
const EVER_FEWER: [usize; 6] = [1_024, 256, 64, 16, 4, 1];

impl Contact {
    /// Adds sessions of the customer (`sign` 1) or takes them away (−1).
    pub fn add(&mut self, session: &ContactSession, sign: i64) {
        let sessions = self.inboxes.entry(session.inbox.to_string()).or_default();
        sessions.open_on(session.opened.num_days_from_ce(), sign);
        match session.status {
            SessionStatus::Open => sessions.open += sign,
            SessionStatus::Resolved(minute) => sessions.resolve(minute, sign),
            SessionStatus::Removed => {}
        }
        if sessions.is_empty() {
            self.inboxes.remove(session.inbox.as_str());
        }
    }

    /// Drops old minutes of resolution where there are many. The latest is never dropped, so that
    /// contributions stay the same.
    pub fn prune(&mut self, now: Minute) {
        for sessions in self.inboxes.values_mut() {
            while sessions.resolved.len() > KEPT_MINUTES {
                match sessions.resolved.first_key_value() {
                    Some((minute, _)) if *minute < now.0 - MINUTES_THAT_MATTER => {
                        sessions.resolved.pop_first()
                    }
                    _ => break,
                };
            }
        }
        self.sum_up();
    }

    /// Keeps a contact of very many days within [`MOST_BYTES`]: "anonymous" may be one customer, with
    /// sessions on every day in every inbox.
    ///
    /// What a contact contributes depends on its first day, on whether a session is open, and on its
    /// latest resolution. The days after the first matter only if all sessions before them are
    /// corrected to another day, inbox or customer; and the earlier resolutions only if the later ones
    /// are taken back. So the first days and the latest resolutions are kept, as many as there is room
    /// for, and the sessions of later days are kept as their sum. A contact stays exact unless every
    /// one of its kept days, or of its kept resolutions, is corrected away.
    fn sum_up(&mut self) {
        for kept in EVER_FEWER {
            if self.size() <= MOST_BYTES {
                return;
            }
            self.inboxes.values_mut().for_each(|sessions| sessions.keep(kept));
        }
    }

    /// Whether days are kept as a sum. Two such contacts of the same sessions may differ in which.
    pub fn is_summed_up(&self) -> bool {
        self.inboxes.values().any(|sessions| sessions.through.is_some())
    }

    /// About how many bytes it has as JSON.
    pub fn size(&self) -> usize {
        let sessions = |sessions: &InboxSessions| {
            let sum = if sessions.through.is_some() { 40 } else { 0 };
            sum + 16 * (sessions.opened.len() + sessions.resolved.len())
        };
        self.inboxes.iter().map(|(inbox, it)| inbox.len() + 40 + sessions(it)).sum()
    }

    /// What it contributes: in the account and in each of its inboxes one contact, one new contact
    /// on its first date, and one open customer, or else one at its latest minute of resolution.
    pub fn contributions(&self, account: &Id) -> Deltas {
        let mut deltas = Deltas::new();
        let mut whole = Summary::default();
        for (inbox, sessions) in &self.inboxes {
            let summary = sessions.summary();
            if let Ok(inbox) = Id::new(inbox) {
                summary.contribute(account, &Scope::Inbox(inbox), &mut deltas);
            }
            whole = whole.and(summary);
        }
        whole.contribute(account, &Scope::All, &mut deltas);
        deltas
    }
}

impl InboxSessions {
    fn is_empty(&self) -> bool {
        let Self { opened, later, open, resolved, through: _ } = self;
        opened.is_empty() && *later == 0 && *open == 0 && resolved.is_empty()
    }

    /// Counts a session that was opened on this day.
    fn open_on(&mut self, day: i32, sign: i64) {
        if self.through.is_some_and(|through| day > through) {
            self.later += sign;
        } else {
            bump(&mut self.opened, day, sign);
        }
    }

    /// Keeps the first so many days and the latest so many resolutions.
    fn keep(&mut self, kept: usize) {
        while self.opened.len() > kept {
            self.later += self.opened.pop_last().map_or(0, |(_, sessions)| sessions);
            self.through = self.opened.last_key_value().map(|(day, _)| *day);
        }
        while self.resolved.len() > kept {
            self.resolved.pop_first();
        }
    }

    /// Counts a resolution in this minute. It ignores one that is taken away from a dropped minute.
    fn resolve(&mut self, minute: Minute, sign: i64) {
        if sign > 0 || self.resolved.contains_key(&minute.0) {
            bump(&mut self.resolved, minute.0, sign);
        }
    }

    /// The first day with a session; where only later days are left, the first of those that it can
    /// be.
    fn first(&self) -> Option<i32> {
        let kept = self.opened.iter().find(|(_, count)| **count > 0).map(|(day, _)| *day);
        kept.or_else(|| self.through.filter(|_| self.later > 0).map(|through| through + 1))
    }

    fn summary(&self) -> Summary {
        Summary {
            first: self.first(),
            open: self.open > 0,
            latest: self.resolved.last_key_value().map(|(minute, _)| Minute(*minute)),
        }
    }
}

/// What a contact contributes, in one inbox or in all.
#[derive(Debug, Clone, Copy, Default)]
struct Summary {
    first: Option<i32>,
    open: bool,
    latest: Option<Minute>,
}

impl Summary {
    fn and(self, other: Self) -> Self {
        Self {
            first: [self.first, other.first].into_iter().flatten().min(),
            open: self.open || other.open,
            latest: self.latest.max(other.latest),
        }
    }

    fn contribute(self, account: &Id, scope: &Scope, deltas: &mut Deltas) {
        let Some(first) = self.first.and_then(NaiveDate::from_num_days_from_ce_opt) else { return };
        let mut count = |row, measure| {
            let counter = CounterKey { account: account.clone(), scope: scope.clone(), row };
            deltas.add(counter, measure, 1);
        };
        count(Row::Now, Measure::Contacts);
        count(Row::Day(first), Measure::NewContacts);
        if self.open {
            count(Row::Now, Measure::OpenCustomers);
        } else if let Some(minute) = self.latest {
            count(Row::Resolved(minute.hour()), Measure::CustomersAt(minute.within_hour()));
        }
    }
}

fn bump<K: Ord>(counts: &mut BTreeMap<K, i64>, key: K, by: i64) {
    use std::collections::btree_map::Entry;
    match counts.entry(key) {
        Entry::Occupied(mut count) => {
            *count.get_mut() += by;
            if *count.get() == 0 {
                count.remove();
            }
        }
        Entry::Vacant(free) => {
            free.insert(by);
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
fn is_zero(count: &i64) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests;
