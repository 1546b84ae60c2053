//! Work items of a scan: records as a run reads them from the source tables. Pure.

use std::collections::BTreeMap;

use domain::change::{Change, Effect};
use domain::record::Record;
use domain::stream_position::Part;
use store::{
    LedgerEntry, LedgerKey, Mode, Reached, RecordKey, RejectedRecord, ScanPlace, SettingsByAccount,
};

use crate::work_item::WorkItem;

/// A record as a scan read it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScannedRecord {
    /// The keys of its item: hash key and range key.
    pub keys: (String, String),
    /// The ledger's key for it; `None` where the ledger has none for it: for a removed record, and
    /// for one whose keys are no ids.
    pub ledger_key: Option<RecordKey>,
    /// The record as it counts, with its customer's pseudonym; `None` where it counts nothing into
    /// the run's generation.
    pub record: Option<Record>,
    /// The rejected record, if it is one.
    pub rejected: Option<RejectedRecord>,
}

/// The items of a page of a segment, which was read after this place and after the rest of a divided
/// record. `last` tells that nothing comes after it. `ledger` is what the run's ledger has of them.
pub fn items(
    place: &ScanPlace,
    page: &[ScannedRecord],
    last: bool,
    settings: &SettingsByAccount,
    ledger: &BTreeMap<RecordKey, LedgerEntry>,
) -> Vec<WorkItem<Reached>> {
    let run = place.segment.run;
    let mut items = Vec::new();
    let mut reached = place.reached.clone();
    for (n, scanned) in page.iter().enumerate() {
        reached.records += 1;
        reached.done = last && n + 1 == page.len();
        let known = scanned.ledger_key.as_ref().is_some_and(|key| ledger.contains_key(key));
        let counted = scanned.record.as_ref().filter(|_| !known);
        let entry = scanned.ledger_key.clone().zip(counted).map(|(record, counted)| {
            let entry = LedgerEntry { version: 0, record: Some(counted.clone()) };
            (LedgerKey { run, record }, entry)
        });
        let effects = counted.map(|record| effects(record, run, settings)).unwrap_or_default();
        let before = reached.after.replace(scanned.keys.clone());
        let after = |part: Part| match (part, counted) {
            (Part::Through(part), Some(record)) => Reached {
                after: before.clone(),
                divided: Some((scanned.keys.clone(), record.clone(), part)),
                records: reached.records - 1,
                done: false,
            },
            _ => reached.clone(),
        };
        items.extend(WorkItem::parts(effects, after, entry, scanned.rejected.clone(), None));
    }
    if page.is_empty() && last {
        let done = Reached { done: true, ..reached };
        items.extend(WorkItem::parts(BTreeMap::new(), |_| done.clone(), None, None, None));
    }
    items
}

/// The rest of a record that the place has counted in part; none where it has not.
pub fn rest(place: &ScanPlace, settings: &SettingsByAccount) -> Vec<WorkItem<Reached>> {
    let Some((keys, record, part)) = &place.reached.divided else { return Vec::new() };
    let after = |at: Part| match at {
        Part::Through(at) => {
            Reached { divided: Some((keys.clone(), record.clone(), at)), ..place.reached.clone() }
        }
        Part::Whole => Reached {
            after: Some(keys.clone()),
            divided: None,
            records: place.reached.records + 1,
            done: false,
        },
    };
    let effects = effects(record, place.segment.run, settings);
    let parts = WorkItem::parts(effects, after, None, None, None);
    parts.into_iter().skip(usize::try_from(*part).map_or(usize::MAX, |part| part + 1)).collect()
}

/// What a record adds to the run's generation.
fn effects(record: &Record, run: u32, settings: &SettingsByAccount) -> BTreeMap<u32, Effect> {
    let made = settings.of(record.account()).by_ledger(Mode::Both(run));
    let effect = made.map(|made| {
        let change = Change { old: None, new: Some(record.clone()) };
        (made.number, change.effect(|_| made.counting()))
    });
    effect.into_iter().filter(|(_, effect)| *effect != Effect::default()).collect()
}
