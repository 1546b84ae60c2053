//! Changes: what a write to a source record changes in the counters.
//!
//! The changes of one record form a telescoping sum, and sums commute. So the counters equal the
//! sum over all records as they are now, in whatever order the events of different records arrive.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::contact::ContactSession;
use crate::counter::Deltas;
use crate::generation::Counting;
use crate::id::Id;
use crate::record::Record;

/// A write to a source record. An image that is absent or rejected is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The record before the write.
    pub old: Option<Record>,
    /// The record after the write.
    pub new: Option<Record>,
}

/// What a change does to counters and to customers' contacts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effect {
    /// Changes of counters, without those that follow from contacts.
    pub deltas: Deltas,
    /// Sessions added to customers (1) or taken away from them (−1), by account and customer.
    pub contact_sessions: BTreeMap<(Id, Id), Vec<(ContactSession, i64)>>,
}

/// The most counter items that an undivided effect may touch. Together with the contacts of an old
/// and a new customer (2 items, at most 20 counter items), the settings of two accounts, a rejected
/// record and the checkpoint, it still fits into one transaction of 100 items.
pub const MAX_UNDIVIDED: usize = 64;

/// The most counter items that one part of a larger effect touches.
pub const MAX_PART: usize = 90;

/// The most measures of a counter item that one transaction changes: the expression that adds them
/// has at most 4 KB and 300 operands.
pub const MAX_MEASURES: usize = 200;

impl Change {
    /// A record was written: inserted, changed, or put again.
    pub fn written(old: Option<Record>, new: Option<Record>) -> Self {
        Self { old, new }
    }

    /// A record was removed, by hand or by its TTL. History stays: a removed session counts as one
    /// that ended at its removal, and every other record counts as before.
    pub fn removed(old: Option<Record>, at: DateTime<Utc>) -> Self {
        let new = old.clone().map(|record| record.removed(at));
        Self { old, new }
    }

    /// The accounts whose counting [`effect`](Self::effect) needs.
    pub fn accounts(&self) -> impl Iterator<Item = &Id> {
        [&self.old, &self.new].into_iter().flatten().map(Record::account)
    }

    /// What the change does. `counting` tells how each of its accounts is counted.
    pub fn effect(&self, counting: impl Fn(&Id) -> Counting) -> Effect {
        let mut effect = Effect::default();
        if self.old == self.new {
            return effect;
        }
        for (record, sign) in [(&self.old, -1), (&self.new, 1)] {
            let Some(record) = record else { continue };
            let counting = counting(record.account());
            let contributions = record.contributions(counting);
            if sign > 0 {
                effect.deltas.merge(&contributions);
            } else {
                effect.deltas.subtract(&contributions);
            }
            if let Record::Session(session) = record {
                let customer = (session.account.clone(), session.customer.clone());
                let contact_sessions = effect.contact_sessions.entry(customer).or_default();
                contact_sessions.push((session.contact_session(counting.calendar), sign));
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
    /// Whether it is applied as a whole.
    pub fn is_undivided(&self) -> bool {
        self.deltas.len() <= MAX_UNDIVIDED
            && self.deltas.widest_with(&Deltas::new()) <= MAX_MEASURES
    }

    /// The parts that are applied one after another: the whole effect if it fits into a
    /// transaction, else several parts, contacts first. They depend on the change alone, so an
    /// invocation that goes on after the n-th part cuts the effect in the same way.
    pub fn into_parts(self) -> Vec<Self> {
        if self.is_undivided() {
            return vec![self];
        }
        let contacts = Self { deltas: Deltas::new(), contact_sessions: self.contact_sessions };
        let rest = self.deltas.into_parts(MAX_PART, MAX_MEASURES).into_iter();
        let rest = rest.map(|deltas| Self { deltas, contact_sessions: BTreeMap::new() });
        std::iter::once(contacts).chain(rest).collect()
    }
}

#[cfg(test)]
mod tests;
