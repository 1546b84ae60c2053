//! Cutting work items into chunks, each of which fits into one transaction. Pure.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::Minute;
use domain::change::MAX_MEASURES;
use domain::counter::Deltas;
use domain::id::Id;
use domain::record::Record;
use store::{Chunk, ContactKey, LedgerEntry, MAX_ITEMS, VersionedContact};

use crate::work_item::WorkItem;

/// The most bytes of contacts and rejected images in a transaction, whose limit is 4 MB; counters
/// are small.
const MOST_BYTES: usize = 3_000_000;

/// What was read before the chunk is cut, so that cutting needs no I/O.
#[derive(Debug, Clone, Copy)]
pub struct Prefetched<'a> {
    /// Contacts; an unknown customer has an empty one.
    pub contacts: &'a BTreeMap<ContactKey, VersionedContact>,
    /// Accounts whose counting settings are not in the table yet.
    pub without_settings: &'a BTreeSet<Id>,
    /// How many items the transaction has before anything is counted: the checkpoint or the scan's
    /// place, and what a shard's first checkpoint needs.
    pub first_items: usize,
    /// The minute of the figures' clock, to drop resolutions that no longer matter.
    pub now: Minute,
}

/// The result of [`next_chunk`].
#[derive(Debug)]
pub enum NextChunk<'a, P> {
    /// Nothing is left.
    Nothing,
    /// The first item needs these contacts, which were not read.
    NeedsContacts(Vec<ContactKey>),
    /// A chunk to be written in one transaction.
    Ready {
        /// What the transaction writes.
        chunk: Chunk,
        /// The items in it, at least one.
        items: &'a [WorkItem<P>],
        /// How far the reader is with it: as after the last item.
        after: &'a P,
    },
}

/// Cuts the largest chunk from the beginning of `items` that fits into one transaction and has at
/// most `most` items, but at least one. The first item always fits. An item whose contacts were not
/// read ends the chunk.
pub fn next_chunk<'a, P>(
    items: &'a [WorkItem<P>],
    most: usize,
    prefetched: Prefetched<'_>,
) -> NextChunk<'a, P> {
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
        let many = step.items_in(&chunk, prefetched) > MAX_ITEMS || step.is_too_wide(&chunk);
        if n > 0 && (many || bytes > MOST_BYTES) {
            break;
        }
        step.add_to(&mut chunk);
        last = Some((n, &item.after));
    }
    match last {
        Some((n, after)) => NextChunk::Ready { chunk, items: &items[..=n], after },
        None => NextChunk::Nothing,
    }
}

/// What a work item adds to a chunk.
struct Step<'a, P> {
    item: &'a WorkItem<P>,
    deltas: BTreeMap<u32, Deltas>,
    contacts: Vec<(ContactKey, VersionedContact)>,
    new_settings: Vec<Id>,
    bytes: usize,
}

impl<'a, P> Step<'a, P> {
    /// The item's step, or the contacts that were not read.
    fn of(
        item: &'a WorkItem<P>,
        chunk: &Chunk,
        prefetched: Prefetched<'_>,
    ) -> Result<Self, Vec<ContactKey>> {
        let mut all_deltas = BTreeMap::new();
        let mut contacts = Vec::new();
        let mut missing = Vec::new();
        for (generation, effect) in &item.effects {
            let mut deltas = effect.deltas.clone();
            for (customer, sessions) in &effect.contact_sessions {
                let key = ContactKey { generation: *generation, customer: customer.clone() };
                let before = chunk.contacts.get(&key).or_else(|| prefetched.contacts.get(&key));
                let Some(before) = before else {
                    missing.push(key);
                    continue;
                };
                let mut after = before.clone();
                for (session, sign) in sessions {
                    after.contact.add(session, *sign);
                }
                after.contact.prune(prefetched.now);
                deltas.merge(&after.contact.contributions(&customer.0));
                deltas.subtract(&before.contact.contributions(&customer.0));
                contacts.push((key, after));
            }
            all_deltas.insert(*generation, deltas.without_zeros());
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
        let kept = item.ledger.as_ref().and_then(|(_, entry)| entry.record.as_ref());
        let kept = kept.into_iter().chain(item.removed.as_ref().map(|removed| &removed.record));
        let kept_bytes = kept.map(Record::size).sum::<usize>();
        let rejected_bytes = item.rejected.as_ref().map_or(0, images).min(16_384);
        Ok(Self {
            item,
            deltas: all_deltas,
            new_settings: new_settings.cloned().collect(),
            bytes: contact_bytes + kept_bytes + rejected_bytes,
            contacts,
        })
    }

    /// How many items the transaction has with this step, the checkpoint included.
    fn items_in(&self, chunk: &Chunk, prefetched: Prefetched<'_>) -> usize {
        let counters = self.deltas.iter().flat_map(|(generation, deltas)| {
            let before = chunk.deltas.get(generation);
            let new = move |counter| before.is_none_or(|before| !before.touches(counter));
            deltas.iter().filter(move |(counter, _)| new(*counter))
        });
        let contacts = self.contacts.iter().filter(|(it, _)| !chunk.contacts.contains_key(it));
        let of_item = usize::from(self.item.rejected.is_some())
            + usize::from(self.item.removed.is_some())
            + usize::from(self.item.ledger.is_some());
        let settings = chunk.new_settings.len() + self.new_settings.len();
        prefetched.first_items
            + chunk.deltas.values().map(Deltas::len).sum::<usize>()
            + chunk.contacts.len()
            + chunk.rejected.len()
            + chunk.removed.len()
            + chunk.ledger.len()
            + counters.count()
            + contacts.count()
            + of_item
            + settings
    }

    /// Whether an item would have more measures with this step than one update can add.
    fn is_too_wide(&self, chunk: &Chunk) -> bool {
        let wide = |(generation, deltas): (&u32, &Deltas)| {
            let before = chunk.deltas.get(generation);
            before.is_some_and(|before| deltas.widest_with(before) > MAX_MEASURES)
        };
        self.deltas.iter().any(wide)
    }

    fn add_to(self, chunk: &mut Chunk) {
        for (generation, deltas) in &self.deltas {
            chunk.deltas.entry(*generation).or_default().merge(deltas);
        }
        chunk.contacts.extend(self.contacts);
        chunk.rejected.extend(self.item.rejected.clone());
        chunk.removed.extend(self.item.removed.clone());
        if let Some((key, entry)) = &self.item.ledger {
            // The version is that of the first entry that the chunk replaces.
            let version = chunk.ledger.get(key).map_or(entry.version, |first| first.version);
            let entry = LedgerEntry { version, record: entry.record.clone() };
            chunk.ledger.insert(key.clone(), entry);
        }
        chunk.new_settings.extend(self.new_settings);
    }
}

#[cfg(test)]
mod tests;
