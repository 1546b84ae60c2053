//! Cutting work items into chunks, each of which fits into one transaction. Pure.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::Minute;
use domain::counter::Deltas;
use domain::id::Id;
use domain::stream_position::StreamPosition;
use store::{Chunk, Customer, MAX_ITEMS, VersionedContact};

use crate::work_item::WorkItem;

/// The most bytes of contacts and rejected images in a transaction, whose limit is 4 MB; counters
/// are small.
const MOST_BYTES: usize = 3_000_000;

/// What was read before the chunk is cut, so that cutting needs no I/O.
#[derive(Debug, Clone, Copy)]
pub struct Prefetched<'a> {
    /// Contacts by customer; an unknown customer has an empty one.
    pub contacts: &'a BTreeMap<Customer, VersionedContact>,
    /// Accounts whose counting settings are not in the table yet.
    pub without_settings: &'a BTreeSet<Id>,
    /// The minute of the figures' clock, to drop resolutions that no longer matter.
    pub now: Minute,
}

/// The result of [`next_chunk`].
#[derive(Debug)]
pub enum NextChunk<'a> {
    /// Nothing is left.
    Nothing,
    /// The first item needs these contacts, which were not read.
    NeedsContacts(Vec<Customer>),
    /// A chunk to be written in one transaction.
    Ready {
        /// What the transaction writes.
        chunk: Chunk,
        /// The items in it, at least one.
        items: &'a [WorkItem],
        /// How far the shard is counted with it: the last item's position.
        after: &'a StreamPosition,
    },
}

/// Cuts the largest chunk from the beginning of `items` that fits into one transaction and has at
/// most `most` items, but at least one. The first item always fits. An item whose contacts were not
/// read ends the chunk.
pub fn next_chunk<'a>(
    items: &'a [WorkItem],
    most: usize,
    prefetched: Prefetched<'_>,
) -> NextChunk<'a> {
    let mut chunk = Chunk::default();
    let mut bytes = 0;
    let mut last = None;
    for (n, item) in items.iter().enumerate().take(most.max(1)) {
        let step = match Step::of(item, &chunk, prefetched) {
            Ok(step) => step,
            Err(missing) if n == 0 => return NextChunk::NeedsContacts(missing),
            Err(_) => break,
        };
        bytes += step.bytes;
        if n > 0 && (step.items_in(&chunk) > MAX_ITEMS || bytes > MOST_BYTES) {
            break;
        }
        step.add_to(&mut chunk);
        last = Some((n, &item.position));
    }
    match last {
        Some((n, after)) => NextChunk::Ready { chunk, items: &items[..=n], after },
        None => NextChunk::Nothing,
    }
}

/// What a work item adds to a chunk.
struct Step<'a> {
    item: &'a WorkItem,
    deltas: Deltas,
    contacts: Vec<(Customer, VersionedContact)>,
    new_settings: Vec<Id>,
    bytes: usize,
}

impl<'a> Step<'a> {
    /// The item's step, or the customers whose contacts were not read.
    fn of(
        item: &'a WorkItem,
        chunk: &Chunk,
        prefetched: Prefetched<'_>,
    ) -> Result<Self, Vec<Customer>> {
        let mut deltas = item.effect.deltas.clone();
        let mut contacts = Vec::new();
        let mut missing = Vec::new();
        for (customer, sessions) in &item.effect.contact_sessions {
            let before = chunk.contacts.get(customer).or_else(|| prefetched.contacts.get(customer));
            let Some(before) = before else {
                missing.push(customer.clone());
                continue;
            };
            let mut after = before.clone();
            for (session, sign) in sessions {
                after.contact.add(session, *sign);
            }
            after.contact.prune(prefetched.now);
            deltas.merge(&after.contact.contributions(&customer.0));
            deltas.subtract(&before.contact.contributions(&customer.0));
            contacts.push((customer.clone(), after));
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        let without_settings: BTreeSet<_> =
            item.accounts().filter(|it| prefetched.without_settings.contains(*it)).collect();
        let new_settings =
            without_settings.into_iter().filter(|account| !chunk.new_settings.contains(account));
        let images = |it: &store::RejectedRecord| {
            [&it.old_image, &it.new_image].into_iter().flatten().map(String::len).sum::<usize>()
        };
        let contact_bytes = contacts.iter().map(|(_, after)| after.contact.size()).sum::<usize>();
        Ok(Self {
            item,
            deltas: deltas.without_zeros(),
            new_settings: new_settings.cloned().collect(),
            bytes: contact_bytes + item.rejected.as_ref().map_or(0, images).min(16_384),
            contacts,
        })
    }

    /// How many items the transaction has with this step, the checkpoint included.
    fn items_in(&self, chunk: &Chunk) -> usize {
        let counters = self.deltas.iter().filter(|(counter, _)| !chunk.deltas.touches(counter));
        let contacts = self.contacts.iter().filter(|(it, _)| !chunk.contacts.contains_key(it));
        let rejected = chunk.rejected.len() + usize::from(self.item.rejected.is_some());
        let settings = chunk.new_settings.len() + self.new_settings.len();
        let before = chunk.deltas.len() + chunk.contacts.len();
        1 + before + counters.count() + contacts.count() + rejected + settings
    }

    fn add_to(self, chunk: &mut Chunk) {
        chunk.deltas.merge(&self.deltas);
        chunk.contacts.extend(self.contacts);
        chunk.rejected.extend(self.item.rejected.clone());
        chunk.new_settings.extend(self.new_settings);
    }
}

#[cfg(test)]
mod tests;
