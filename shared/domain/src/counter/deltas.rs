//! Changes to counters, and how records contribute to them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Amount, CounterKey, Measure, Measures, Row, Scope};
use crate::id::Id;

/// Changes to counters: a sum of contributions, each added or taken away.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Deltas(BTreeMap<CounterKey, Measures>);

impl Deltas {
    /// No changes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an amount to one number of a counter.
    pub fn add(&mut self, counter: CounterKey, measure: Measure, amount: impl Into<Amount>) {
        self.0.entry(counter).or_default().add(measure, amount.into());
    }

    /// Adds all changes of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (counter, measures) in &other.0 {
            match self.0.entry(counter.clone()) {
                Entry::Occupied(mut mine) => mine.get_mut().merge(measures),
                Entry::Vacant(free) => {
                    free.insert(measures.clone());
                }
            }
        }
    }

    /// Takes away all changes of `other`.
    pub fn subtract(&mut self, other: &Self) {
        for (counter, measures) in &other.0 {
            let mine = self.0.entry(counter.clone()).or_default();
            for (measure, amount) in measures.iter() {
                mine.add(measure, -amount);
            }
        }
    }

    /// Drops the items whose changes are all zero.
    #[must_use]
    pub fn without_zeros(mut self) -> Self {
        self.0.retain(|_, measures| measures.iter().next().is_some());
        self
    }

    /// The changes of those measures that a version of the contributions has.
    #[cfg(test)]
    pub(crate) fn up_to(&self, version: u32) -> Self {
        let of_version = |measures: &Measures| {
            measures.iter().filter(|(measure, _)| measure.since() <= version).collect()
        };
        Self(self.0.iter().map(|(key, measures)| (key.clone(), of_version(measures))).collect())
    }

    /// The items, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&CounterKey, &Measures)> {
        self.0.iter()
    }

    /// How many counter items they touch.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether they touch no counter item.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether they touch this counter item.
    pub fn touches(&self, counter: &CounterKey) -> bool {
        self.0.contains_key(counter)
    }

    /// Cuts the changes, in the order of their keys, into parts of at most `items` items.
    pub fn into_parts(self, items: usize) -> Vec<Self> {
        let mut rest = self.0.into_iter().peekable();
        let mut parts = Vec::new();
        while rest.peek().is_some() {
            parts.push(Self(rest.by_ref().take(items).collect()));
        }
        parts
    }
}

/// Where a record's contributions go: the counters of its account, in the scopes of its inbox.
pub struct Contributions<'a> {
    deltas: &'a mut Deltas,
    account: &'a Id,
    inbox: Option<&'a Id>,
}

impl<'a> Contributions<'a> {
    /// Contributions of a record of this account and inbox, added to `deltas`.
    pub fn new(deltas: &'a mut Deltas, account: &'a Id, inbox: Option<&'a Id>) -> Self {
        Self { deltas, account, inbox }
    }

    /// Adds an amount in the scopes of the inbox and of all inboxes.
    pub fn add(&mut self, row: &Row, measure: Measure, amount: impl Into<Amount>) {
        let amount = amount.into();
        for scope in Scope::of_record(self.inbox) {
            self.add_in(scope, row.clone(), measure, amount);
        }
    }

    /// Adds 1 in the scopes of the inbox and of all inboxes.
    pub fn count(&mut self, row: &Row, measure: Measure) {
        self.add(row, measure, 1);
    }

    /// Adds an amount for the whole account only.
    pub fn add_for_account(&mut self, row: Row, measure: Measure, amount: impl Into<Amount>) {
        self.add_in(Scope::All, row, measure, amount.into());
    }

    fn add_in(&mut self, scope: Scope, row: Row, measure: Measure, amount: Amount) {
        self.deltas.add(CounterKey { account: self.account.clone(), scope, row }, measure, amount);
    }
}
