//! The tables in memory: what a transaction does to them, and on which conditions.

use std::collections::{BTreeMap, BTreeSet};

use domain::contact::Contact;
use domain::counter::{Amount, CounterKey, Deltas, Measure};
use domain::id::Id;
use domain::stream_position::StreamPosition;
use store::{Chunk, Customer, MAX_ITEMS, VersionedContact};

/// The tables that the aggregator writes.
#[derive(Debug, Default)]
pub(crate) struct InMemoryTables {
    counters: Deltas,
    contacts: BTreeMap<Customer, VersionedContact>,
    settings: BTreeSet<Id>,
    checkpoints: BTreeMap<String, StreamPosition>,
    rejected: BTreeSet<String>,
}

/// What the tables contain: numbers that are not zero, and contacts with at least one session.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) counters: BTreeMap<CounterKey, BTreeMap<Measure, Amount>>,
    pub(crate) contacts: BTreeMap<Customer, Contact>,
}

/// What came of a transaction.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum WriteOutcome {
    /// All of it is written.
    Written,
    /// Nothing is: somebody else counted on.
    CheckpointMoved,
    /// Nothing is: a contact was written meanwhile.
    ContactChanged,
}

impl InMemoryTables {
    /// How far a shard is counted.
    pub(crate) fn checkpoint(&self, shard: &str) -> Option<&StreamPosition> {
        self.checkpoints.get(shard)
    }

    /// A contact as it stands.
    pub(crate) fn contact(&self, customer: &Customer) -> VersionedContact {
        self.contacts.get(customer).cloned().unwrap_or_default()
    }

    /// Of these accounts, those without counting settings.
    pub(crate) fn without_settings(&self, accounts: &[Id]) -> BTreeSet<Id> {
        accounts.iter().filter(|account| !self.settings.contains(*account)).cloned().collect()
    }

    /// How many records are rejected.
    pub(crate) fn rejected(&self) -> usize {
        self.rejected.len()
    }

    /// Writes a chunk, which must fit into a transaction, on the conditions that a transaction has.
    pub(crate) fn write(
        &mut self,
        shard: &str,
        (before, after): (Option<&StreamPosition>, &StreamPosition),
        chunk: Chunk,
    ) -> WriteOutcome {
        let not_zero = chunk.deltas.iter().filter(|(_, figures)| figures.iter().next().is_some());
        let others = chunk.contacts.len() + chunk.rejected.len() + chunk.new_settings.len();
        let items = 1 + not_zero.count() + others;
        assert!(items <= MAX_ITEMS, "{items} items in a transaction");
        if self.checkpoints.get(shard) != before {
            return WriteOutcome::CheckpointMoved;
        }
        let version = |customer| self.contacts.get(customer).map_or(0, |it| it.version);
        if chunk.contacts.iter().any(|(customer, it)| it.version != version(customer)) {
            return WriteOutcome::ContactChanged;
        }
        assert!(before < Some(after), "the checkpoint moves on");
        self.checkpoints.insert(shard.to_owned(), after.clone());
        self.counters.merge(&chunk.deltas);
        for (customer, VersionedContact { contact, version }) in chunk.contacts {
            self.contacts.insert(customer, VersionedContact { contact, version: version + 1 });
        }
        self.settings.extend(chunk.new_settings);
        for record in chunk.rejected {
            let new = self.rejected.insert(format!("{shard} {}", record.sequence));
            assert!(new, "a record is rejected once");
        }
        WriteOutcome::Written
    }

    /// What the tables contain.
    pub(crate) fn contents(&self) -> Contents {
        let contacts = self.contacts.iter().map(|(customer, it)| (customer, &it.contact));
        Contents::of(&self.counters, contacts)
    }
}

impl Contents {
    /// These counters and contacts.
    pub(crate) fn of<'a>(
        counters: &Deltas,
        contacts: impl Iterator<Item = (&'a Customer, &'a Contact)>,
    ) -> Self {
        let figures = counters.iter().map(|(counter, figures)| {
            let figures = figures.iter().map(|(measure, it)| (measure, it.normalize()));
            (counter.clone(), figures.collect::<BTreeMap<_, _>>())
        });
        let known = contacts.filter(|(_, contact)| **contact != Contact::default());
        Self {
            counters: figures.filter(|(_, figures)| !figures.is_empty()).collect(),
            contacts: known.map(|(customer, it)| (customer.clone(), it.clone())).collect(),
        }
    }
}
