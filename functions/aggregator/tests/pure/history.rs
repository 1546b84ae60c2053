//! Random histories of records: what happens to each, and in which order the platform writes it.

use std::collections::BTreeMap;

use chrono::DateTime;
use domain::calendar::Calendar;
use domain::contact::Contact;
use domain::counter::Deltas;
use domain::generation::Counting;
use domain::id::Id;
use domain::image::Image as Decodable;
use domain::record::{Record, Source};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::images::{accounts, images, spoilt};
use crate::invocation::{calendar, generation};
use crate::source::{Image, SourceShard, image};
use crate::tables::Contents;

/// What happens to a record.
#[derive(Debug, Clone)]
enum Step {
    /// It is written with this image: inserted, changed or corrected, or spoilt.
    Put(Image),
    /// It is written again as it stands.
    Again,
    /// It is removed at this time, in seconds since 1970.
    Remove(i64),
}

#[derive(Debug, Clone)]
struct RecordHistory {
    source: Source,
    key: Image,
    steps: Vec<Step>,
}

/// What happens to some records, and two orders in which it may happen to different ones.
#[derive(Debug, Clone)]
pub(crate) struct History {
    records: Vec<RecordHistory>,
    pub(crate) order: Vec<usize>,
    pub(crate) other_order: Vec<usize>,
}

/// Histories of up to so many records.
pub(crate) fn histories(most: usize) -> impl Strategy<Value = History> {
    let sources = vec(select(Source::ALL.to_vec()), 1..=most);
    let sources = sources.prop_flat_map(|sources| {
        sources
            .into_iter()
            .enumerate()
            .map(|(n, source)| record_histories(n, source))
            .collect::<Vec<_>>()
    });
    sources.prop_flat_map(|records| {
        let steps = records.iter().enumerate().flat_map(|(n, record)| vec![n; record.steps.len()]);
        let steps: Vec<_> = steps.collect();
        (Just(records), Just(steps.clone()).prop_shuffle(), Just(steps).prop_shuffle())
            .prop_map(|(records, order, other_order)| History { records, order, other_order })
    })
}

fn record_histories(n: usize, source: Source) -> impl Strategy<Value = RecordHistory> {
    let step = prop_oneof![
        8 => images(source).prop_map(Step::Put),
        1 => (images(source), any::<Index>(), 0..4_u8)
            .prop_map(|(image, which, how)| Step::Put(spoilt(image, which, how))),
        1 => Just(Step::Again),
        1 => (1_795_000_000..1_795_500_000_i64).prop_map(Step::Remove),
    ];
    (accounts(), vec(step, 1..6)).prop_map(move |(account, steps)| {
        let id = format!("r{n}");
        let key = match source {
            Source::Messages => image([("session_id", "s"), ("message_id", &id)]),
            Source::Sessions => image([("account_id", &*account), ("session_id", &id)]),
            Source::Billing => image([("account_id", &*account), ("entry_id", &id)]),
            Source::FlowRuns => image([("account_id", &*account), ("run_id", &id)]),
            Source::AiUsage => image([("account_id", &*account), ("usage_id", &id)]),
        };
        RecordHistory { source, key, steps }
    })
}

impl History {
    /// The shards after all steps, taken in this order; and of which shard each record is, in the
    /// order in which the records came to be.
    pub(crate) fn shards(&self, order: &[usize]) -> (Vec<SourceShard>, Vec<usize>) {
        let shards = Source::ALL
            .into_iter()
            .flat_map(|source| ["shardId-1", "shardId-2"].map(|id| SourceShard::new(source, id)));
        let mut shards: Vec<_> = shards.collect();
        let mut taken = vec![0; self.records.len()];
        let mut records = Vec::new();
        for n in order {
            let RecordHistory { source, key, steps } = &self.records[*n];
            let source = Source::ALL.iter().position(|it| it == source).unwrap();
            let shard = 2 * source + n % 2;
            let before = shards[shard].len();
            match &steps[taken[*n]] {
                Step::Put(image) => shards[shard].put(with_key(key, image)),
                Step::Again => shards[shard].put_again(key),
                Step::Remove(at) => shards[shard].remove(key, *at),
            }
            taken[*n] += 1;
            records.extend((before..shards[shard].len()).map(|_| shard));
        }
        (shards, records)
    }

    /// The step that comes at this place of the order, taken on its shard; the shard's number.
    pub(crate) fn take(&self, at: usize, shards: &mut [SourceShard]) -> usize {
        let n = self.order[at];
        let RecordHistory { source, key, steps } = &self.records[n];
        let taken = self.order[..at].iter().filter(|it| **it == n).count();
        let source = Source::ALL.iter().position(|it| it == source).unwrap();
        let shard = 2 * source + n % 2;
        match &steps[taken] {
            Step::Put(image) => shards[shard].put(with_key(key, image)),
            Step::Again => shards[shard].put_again(key),
            Step::Remove(at) => shards[shard].remove(key, *at),
        }
        shard
    }

    /// A plain recount: what all records contribute as they stand at last. Of those that were
    /// removed, sessions count as ended then, and the others as they were.
    pub(crate) fn recount(&self) -> Contents {
        self.recount_in(calendar, 0)
    }

    /// The same in these calendars; what was removed by one of the first so many steps of the order
    /// counts for nothing.
    pub(crate) fn recount_in(&self, calendar: impl Fn(&Id) -> Calendar, unseen: usize) -> Contents {
        let mut counters = Deltas::new();
        let mut contacts: BTreeMap<_, Contact> = BTreeMap::new();
        let records = self.records.iter().enumerate().flat_map(|(n, record)| {
            let unseen = self.order[..unseen].iter().filter(|it| **it == n).count();
            record.final_records(unseen)
        });
        for record in records {
            let key = generation(record.account(), 0).customers;
            let record = record.pseudonymous(key.as_ref());
            let calendar = calendar(record.account());
            counters.merge(&record.contributions(Counting::latest(calendar)));
            if let Record::Session(session) = record {
                let contact = contacts.entry((session.account.clone(), session.customer.clone()));
                contact.or_default().add(&session.contact_session(calendar), 1);
            }
        }
        for ((account, _), contact) in &contacts {
            counters.merge(&contact.contributions(account));
        }
        Contents::of(&counters, contacts.iter())
    }
}

impl RecordHistory {
    /// Its valid record as it stands at last, and those that were removed before, but not by one of
    /// the first so many steps.
    fn final_records(&self, unseen: usize) -> Vec<Record> {
        let mut removed = Vec::new();
        let mut stands = None;
        for (n, step) in self.steps.iter().enumerate() {
            match step {
                Step::Put(image) => stands = decoded(self.source, &with_key(&self.key, image)),
                Step::Again => {}
                Step::Remove(_) if n < unseen => stands = None,
                Step::Remove(at) => removed.extend(stands.take().map(|record| match record {
                    Record::Session(session) => {
                        let at = DateTime::from_timestamp(*at, 0).unwrap();
                        Record::Session(session.removed(at))
                    }
                    other => other,
                })),
            }
        }
        removed.extend(stands);
        removed
    }
}

/// The record that an image is, if it is a good one.
pub(crate) fn decoded(source: Source, image: &Image) -> Option<Record> {
    Record::decode(source, Decodable(image)).ok()
}

fn with_key(key: &Image, image: &Image) -> Image {
    image.iter().chain(key).map(|(name, value)| (name.clone(), value.clone())).collect()
}
