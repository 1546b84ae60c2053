//! Changes to counters, and how records contribute to them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;

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

    /// The most measures that one item has of these changes and of others that are made with them.
    pub fn widest_with(&self, other: &Self) -> usize {
        let wide = self.0.iter().map(|(counter, measures)| {
            other.0.get(counter).map_or(measures.len(), |others| others.len_with(measures))
        });
        wide.max().unwrap_or(0)
    }

    /// Cuts the changes, in the order of their keys, into parts of at most `items` items, each with
    /// at most `measures` measures.
    pub fn into_parts(self, items: usize, measures: usize) -> Vec<Self> {
        let mut parts: Vec<Self> = Vec::new();
        for (counter, numbers) in self.0 {
            for numbers in numbers.into_parts(measures) {
                match parts.last_mut() {
                    Some(last) if last.len() < items && !last.touches(&counter) => {
                        last.0.insert(counter.clone(), numbers);
                    }
                    _ => parts.push(Self(BTreeMap::from([(counter.clone(), numbers)]))),
                }
            }
        }
        parts
    }
}

/// Where a record's contributions go: the counters of its account, in the scopes of its inbox.
pub struct Contributions<'a> {
    deltas: &'a mut Deltas,
    account: &'a Id,
    inbox: Option<&'a Id>,
    version: u32,
}

impl<'a> Contributions<'a> {
    /// Contributions of a record of this account and inbox up to this version, added to `deltas`.
    pub fn new(
        deltas: &'a mut Deltas,
        account: &'a Id,
        inbox: Option<&'a Id>,
        version: u32,
    ) -> Self {
        Self { deltas, account, inbox, version }
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

    /// Adds an amount to a day's detail, and to that of the inbox.
    pub fn add_detail(&mut self, date: NaiveDate, measure: Measure, amount: impl Into<Amount>) {
        let amount = amount.into();
        self.add_in(Scope::All, Row::Detail(date), measure, amount);
        self.add_inbox_detail(date, measure, amount);
    }

    /// Adds an amount to a day's detail of the inbox only: what the day of all inboxes has already.
    pub fn add_inbox_detail(
        &mut self,
        date: NaiveDate,
        measure: Measure,
        amount: impl Into<Amount>,
    ) {
        if let Some(inbox) = self.inbox {
            let row = Row::InboxDetail(date, inbox.clone());
            self.add_in(Scope::All, row, measure, amount.into());
        }
    }

    fn add_in(&mut self, scope: Scope, row: Row, measure: Measure, amount: Amount) {
        if row.since().max(measure.since()) > self.version {
            return;
        }
        self.deltas.add(CounterKey { account: self.account.clone(), scope, row }, measure, amount);
    }
}
