//! Work folded into a chunk that fits into one transaction. Pure.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::Minute;
use domain::counter::Deltas;
use domain::id::Id;
use store::{Chunk, Customer, MAX_ITEMS, Versioned};

use crate::work::Work;

/// The most bytes of contacts and set-aside images in a transaction, whose limit is 4 MB; counters
/// are small.
const MOST_BYTES: usize = 3_000_000;

/// What is known while work is folded.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Contacts as they were read.
    pub contacts: &'a BTreeMap<Customer, Versioned>,
    /// Accounts whose pins are not made yet.
    pub unpinned: &'a BTreeSet<Id>,
    /// The time of the figures, to drop what tells nothing any more.
    pub now: Minute,
}

/// Folds as much work as fits into one transaction, in order, and tells how much that was: at least
/// the first piece, which always fits by itself. Work on a contact that was not read ends the chunk.
pub fn fold(works: &[Work], known: Known<'_>) -> (Chunk, usize) {
    let mut chunk = Chunk::default();
    let mut bytes = 0;
    for (taken, work) in works.iter().enumerate() {
        let Some(step) = Step::of(work, &chunk, known) else { return (chunk, taken) };
        bytes += step.bytes;
        if taken > 0 && (step.items_in(&chunk) > MAX_ITEMS || bytes > MOST_BYTES) {
            return (chunk, taken);
        }
        step.add_to(&mut chunk);
    }
    (chunk, works.len())
}

/// What a piece of work adds to a chunk.
struct Step<'a> {
    work: &'a Work,
    deltas: Deltas,
    contacts: Vec<(Customer, Versioned)>,
    new_pins: Vec<Id>,
    bytes: usize,
}

impl<'a> Step<'a> {
    fn of(work: &'a Work, chunk: &Chunk, known: Known<'_>) -> Option<Self> {
        let mut deltas = work.effect.deltas.clone();
        let mut contacts = Vec::new();
        for (customer, visits) in &work.effect.visits {
            let before = chunk.contacts.get(customer).or_else(|| known.contacts.get(customer))?;
            let mut after = before.clone();
            for (visit, sign) in visits {
                after.contact.add(visit, *sign);
            }
            after.contact.prune(known.now);
            deltas.merge(&after.contact.contributions(&customer.0));
            deltas.subtract(&before.contact.contributions(&customer.0));
            contacts.push((customer.clone(), after));
        }
        let unpinned: BTreeSet<_> =
            work.accounts().filter(|account| known.unpinned.contains(*account)).collect();
        let new_pins = unpinned.into_iter().filter(|account| !chunk.new_pins.contains(account));
        let images = |it: &store::SetAside| {
            [&it.old_image, &it.new_image].into_iter().flatten().map(String::len).sum::<usize>()
        };
        let contact_bytes = contacts.iter().map(|(_, after)| after.contact.size()).sum::<usize>();
        Some(Self {
            work,
            deltas: deltas.without_zeros(),
            new_pins: new_pins.cloned().collect(),
            bytes: contact_bytes + work.set_aside.as_ref().map_or(0, images).min(16_384),
            contacts,
        })
    }

    /// How many items the transaction would have with it, the checkpoint included.
    fn items_in(&self, chunk: &Chunk) -> usize {
        let counters = self.deltas.iter().filter(|(counter, _)| !chunk.deltas.touches(counter));
        let contacts = self.contacts.iter().filter(|(it, _)| !chunk.contacts.contains_key(it));
        let set_aside = chunk.set_aside.len() + usize::from(self.work.set_aside.is_some());
        let pins = chunk.new_pins.len() + self.new_pins.len();
        let before = chunk.deltas.len() + chunk.contacts.len();
        1 + before + counters.count() + contacts.count() + set_aside + pins
    }

    fn add_to(self, chunk: &mut Chunk) {
        chunk.deltas.merge(&self.deltas);
        chunk.contacts.extend(self.contacts);
        chunk.set_aside.extend(self.work.set_aside.clone());
        chunk.new_pins.extend(self.new_pins);
    }
}
