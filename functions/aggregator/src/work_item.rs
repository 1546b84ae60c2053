//! Work items: what a transaction applies undivided, and how far the reader is afterwards.

use std::collections::BTreeMap;

use domain::change::{Change, Effect};
use domain::id::Id;
use domain::record::Record;
use domain::stream_position::Part;
use store::{
    Checkpoint, ContactKey, Divided, Epoch, LedgerEntry, LedgerKey, Listing, Mode, RecordKey,
    RejectedRecord, RemovedRecord, SettingsByAccount,
};

use crate::batch::StreamRecord;

/// A record's effect, or a part of one that is too large for a transaction. `P` says how far the
/// reader is: a stream's shard or a scan's segment.
#[derive(Debug, Clone)]
pub struct WorkItem<P> {
    /// How far the reader is once it is applied.
    pub after: P,
    /// Whether its record is completely counted once it is applied.
    pub ends_record: bool,
    /// What it changes, by the number of the generation.
    pub effects: BTreeMap<u32, Effect>,
    /// The rejected record, if it is one, in the last part of its effect.
    pub rejected: Option<RejectedRecord>,
    /// The removed record, if it is one, in the last part of its effect.
    pub removed: Option<RemovedRecord>,
    /// What the run's ledger has of the record from now on, in the first part of its effect.
    pub ledger: Option<(LedgerKey, LedgerEntry)>,
}

/// What the effects of a batch's records depend on beside their images.
#[derive(Debug)]
pub struct Situation<'a> {
    /// How far the shard is counted.
    pub checkpoint: Option<&'a Checkpoint>,
    /// The epoch.
    pub epoch: &'a Epoch,
    /// The settings of all accounts of the records and of their ledger entries.
    pub settings: &'a SettingsByAccount,
    /// What the run's ledger has of the records, for those that it has.
    pub ledger: BTreeMap<RecordKey, LedgerEntry>,
}

/// The most counter items that the effects of a record on two generations may touch to be applied
/// undivided: with the contacts of two customers in both (4 items, at most 40 counter items), it all
/// still fits into one transaction.
const MAX_UNDIVIDED_IN_TWO: usize = 40;

impl WorkItem<Checkpoint> {
    /// The items of those of these records that are not counted yet, in their order.
    pub fn of(records: &[StreamRecord], mut situation: Situation<'_>) -> Vec<Self> {
        let checkpoint = situation.checkpoint.map(|it| it.position.clone());
        let first = records
            .partition_point(|record| Some(&record.position(Part::Whole)) <= checkpoint.as_ref());
        records[first..]
            .iter()
            .flat_map(|record| Self::of_record(record, &mut situation))
            .skip_while(|item| Some(&item.after.position) <= checkpoint.as_ref())
            .collect()
    }

    fn of_record(record: &StreamRecord, situation: &mut Situation<'_>) -> Vec<Self> {
        // The rest of a record is counted as its first part was, in the epoch of that time.
        let begun = situation.checkpoint.filter(|checkpoint| {
            checkpoint.position.sequence == record.sequence
                && checkpoint.position.part != Part::Whole
        });
        let (epoch, mode) = match begun {
            Some(Checkpoint { epoch, divided: Some(divided), .. }) => (*epoch, divided.mode),
            Some(checkpoint) => (checkpoint.epoch, Mode::Images),
            None => (situation.epoch.number, situation.epoch.mode),
        };
        let settings = situation.settings;
        let by_ledger = |record: &Record| settings.of(record.account()).by_ledger(mode);

        let key = record.key.as_ref().zip(mode.run());
        let entry = record.key.as_ref().and_then(|key| situation.ledger.get(key)).cloned();
        let before = match begun {
            Some(begun) => begun.divided.as_ref().and_then(|divided| divided.before.clone()),
            None => entry.as_ref().and_then(|entry| entry.record.clone()),
        };
        let of_run =
            |image: &Option<Record>| image.as_ref().is_some_and(|it| by_ledger(it).is_some());
        let change = &record.change;
        let touches_run = entry.is_some() || of_run(&change.old) || of_run(&change.new);

        let effects = effects(change, before.as_ref(), touches_run, settings, mode);
        let ledger = key.filter(|_| touches_run && begun.is_none()).and_then(|(key, run)| {
            let counted = change.new.clone().filter(|_| !record.is_removal);
            let counted = counted.and_then(|record| {
                let generation = by_ledger(&record)?;
                Some(record.pseudonymous(generation.customers.as_ref()))
            });
            let version = entry.as_ref().map_or(0, |entry| entry.version);
            if entry.as_ref().is_some_and(|entry| entry.record == counted) {
                return None;
            }
            let now = LedgerEntry { version: version + 1, record: counted.clone() };
            situation.ledger.insert(key.clone(), now);
            let key = LedgerKey { run, record: key.clone() };
            Some((key, LedgerEntry { version, record: counted }))
        });
        let removed = change.old.as_ref().filter(|_| record.is_removal).and(change.new.clone());
        let removed = removed.map(|removed| {
            let customers = settings.of(removed.account()).in_force.customers;
            RemovedRecord {
                sequence: record.sequence.clone(),
                epoch,
                clear: customers.is_none(),
                record: removed.pseudonymous(customers.as_ref()),
            }
        });
        let divided = mode.run().map(|_| Divided { mode, before });
        let after = |part: Part| Checkpoint {
            position: record.position(part),
            epoch,
            divided: divided.clone().filter(|_| part != Part::Whole),
            written: record.written,
            listing: Listing::default(), // whoever writes it knows
        };
        Self::parts(effects, after, ledger, record.rejected.clone(), removed)
    }
}

impl<P> WorkItem<P> {
    /// The items of a record's effects. They depend on the effects alone, so an invocation that goes
    /// on after the n-th part cuts them in the same way.
    pub fn parts(
        effects: BTreeMap<u32, Effect>,
        after: impl Fn(Part) -> P,
        ledger: Option<(LedgerKey, LedgerEntry)>,
        rejected: Option<RejectedRecord>,
        removed: Option<RemovedRecord>,
    ) -> Vec<Self> {
        let touched: usize = effects.values().map(|effect| effect.deltas.len()).sum();
        let fit = touched <= MAX_UNDIVIDED_IN_TWO && effects.values().all(Effect::is_undivided);
        let mut parts: Vec<BTreeMap<u32, Effect>> =
            if effects.len() > 1 && fit || effects.is_empty() {
                vec![effects]
            } else {
                let parts = effects.into_iter().flat_map(|(generation, effect)| {
                    let parts = effect.into_parts().into_iter();
                    parts.map(move |effect| BTreeMap::from([(generation, effect)]))
                });
                parts.collect()
            };
        let last = parts.pop().unwrap_or_default();
        let earlier = (0..).zip(parts).map(|(n, effects)| (Part::Through(n), effects));
        let all = earlier.chain([(Part::Whole, last)]);
        let mut items: Vec<_> = all
            .map(|(part, effects)| Self {
                after: after(part),
                ends_record: part == Part::Whole,
                effects,
                rejected: None,
                removed: None,
                ledger: None,
            })
            .collect();
        if let Some(first) = items.first_mut() {
            first.ledger = ledger;
        }
        if let Some(last) = items.last_mut() {
            last.rejected = rejected;
            last.removed = removed;
        }
        items
    }

    /// The contacts that it changes.
    pub fn contacts(&self) -> impl Iterator<Item = ContactKey> {
        self.effects.iter().flat_map(|(generation, effect)| {
            let generation = *generation;
            let customers = effect.contact_sessions.keys().cloned();
            customers.map(move |customer| ContactKey { generation, customer })
        })
    }

    /// The accounts whose counters or contacts it changes.
    pub fn accounts(&self) -> impl Iterator<Item = &Id> {
        self.effects.values().flat_map(|effect| {
            let counters = effect.deltas.iter().map(|(counter, _)| &counter.account);
            counters.chain(effect.contact_sessions.keys().map(|(account, _)| account))
        })
    }
}

/// What a change does to each generation, by its number. `before` is what the run's ledger had of
/// the record.
fn effects(
    change: &Change,
    before: Option<&Record>,
    touches_run: bool,
    settings: &SettingsByAccount,
    mode: Mode,
) -> BTreeMap<u32, Effect> {
    let nothing = || Change { old: None, new: None };
    let mut changes: BTreeMap<u32, Change> = BTreeMap::new();
    for (image, is_new) in [(&change.old, false), (&change.new, true)] {
        let Some(record) = image else { continue };
        let of_account = settings.of(record.account());
        if let Some(generation) = of_account.by_images(mode) {
            let change = changes.entry(generation.number).or_insert_with(nothing);
            let record = record.clone().pseudonymous(generation.customers.as_ref());
            *(if is_new { &mut change.new } else { &mut change.old }) = Some(record);
        }
        if let Some(generation) = of_account.by_ledger(mode).filter(|_| is_new) {
            let change = changes.entry(generation.number).or_insert_with(nothing);
            change.new = Some(record.clone().pseudonymous(generation.customers.as_ref()));
        }
    }
    if let Some(before) = before.filter(|_| touches_run)
        && let Some(generation) = settings.of(before.account()).by_ledger(mode)
    {
        changes.entry(generation.number).or_insert_with(nothing).old = Some(before.clone());
    }
    let effects = changes.into_iter().map(|(number, change)| {
        let counting = |account: &Id| {
            let generation = settings.of(account).numbered(number);
            generation
                .unwrap_or_else(|| unreachable!("a change is of a generation that is kept"))
                .counting()
        };
        (number, change.effect(counting))
    });
    effects.filter(|(_, effect)| *effect != Effect::default()).collect()
}

#[cfg(test)]
mod tests;
