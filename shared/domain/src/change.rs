//! Changes: what a write to a source record changes in the counters.
//!
//! For one record the changes telescope, and sums commute: whatever the order in which the events
//! of different records arrive, the counters equal the sum over all records as they stand.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::calendar::Calendar;
use crate::contact::ContactSession;
use crate::counter::Deltas;
use crate::id::Id;
use crate::record::Record;

/// A write to a source record. An image that is absent or bad is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The record before it.
    pub old: Option<Record>,
    /// The record after it.
    pub new: Option<Record>,
}

/// What a change does: deltas of counters, and of customers' contacts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effect {
    /// Changes of counters, but for those that follow from contacts.
    pub deltas: Deltas,
    /// Sessions added to customers (1) or taken away from them (−1), by account and customer.
    pub contact_sessions: BTreeMap<(Id, Id), Vec<(ContactSession, i64)>>,
}

/// The most counter items that an effect may touch in one piece. With the contacts of an old and a
/// new customer (2 items, at most 20 counter items), two settings, a set-aside image and the checkpoint
/// it still fits into one transaction of 100.
pub const WHOLE: usize = 64;

/// How many counter items each part of a larger effect touches.
pub const PART: usize = 90;

impl Change {
    /// A record written: inserted, changed, or put again.
    pub fn written(old: Option<Record>, new: Option<Record>) -> Self {
        Self { old, new }
    }

    /// A record removed, by hand or by its TTL. History stays: a session is from then on one that
    /// ended at its removal, and the other records stay what they are.
    pub fn removed(old: Option<Record>, at: DateTime<Utc>) -> Self {
        let new = match &old {
            Some(Record::Session(session)) => Some(Record::Session(session.clone().removed(at))),
            other => other.clone(),
        };
        Self { old, new }
    }

    /// The accounts whose calendars are needed to work out its effect.
    pub fn accounts(&self) -> impl Iterator<Item = &Id> {
        [&self.old, &self.new].into_iter().flatten().map(Record::account)
    }

    /// What it does, in the calendars of its accounts.
    pub fn effect(&self, calendar: impl Fn(&Id) -> Calendar) -> Effect {
        let mut effect = Effect::default();
        if self.old == self.new {
            return effect;
        }
        for (record, sign) in [(&self.old, -1), (&self.new, 1)] {
            let Some(record) = record else { continue };
            let calendar = calendar(record.account());
            let contributions = record.contributions(calendar);
            if sign > 0 {
                effect.deltas.merge(&contributions);
            } else {
                effect.deltas.subtract(&contributions);
            }
            if let Record::Session(session) = record {
                let customer = (session.account.clone(), session.customer.clone());
                let contact_sessions = effect.contact_sessions.entry(customer).or_default();
                contact_sessions.push((session.contact_session(calendar), sign));
            }
        }
        effect.deltas = effect.deltas.without_zeros();
        effect.contact_sessions.retain(
            |_, contact_sessions| !matches!(&contact_sessions[..], [(a, _), (b, _)] if a == b),
        );
        effect
    }
}

impl Effect {
    /// The effect in the order in which it is applied: in one piece if it fits into a transaction,
    /// else cut into parts, contacts first. A pure function of the change, so that whoever goes on
    /// after the n-th part cuts alike.
    pub fn into_parts(self) -> Vec<Self> {
        if self.deltas.len() <= WHOLE {
            return vec![self];
        }
        let contacts = Self { deltas: Deltas::new(), contact_sessions: self.contact_sessions };
        let rest = self.deltas.into_parts(PART).into_iter();
        let rest = rest.map(|deltas| Self { deltas, contact_sessions: BTreeMap::new() });
        std::iter::once(contacts).chain(rest).collect()
    }
}

#[cfg(test)]
mod tests;
