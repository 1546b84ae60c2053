//! The pure core counts exactly once: whatever the order in which the events of different records
//! arrive, however they are cut into batches and chunks, repeated, or begun again in the middle,
//! counters and contacts are those of a plain recount.

mod history;
mod images;
mod invocation;
mod runs;
#[path = "../source/mod.rs"]
mod source;
mod tables;

use std::collections::BTreeMap;

use domain::change::{Change, Effect};
use domain::counter::Deltas;
use domain::record::{Record, Source};
use fastrand::Rng;
use proptest::prelude::*;
use proptest::sample::select;

use history::{decoded, histories};
use images::images;
use invocation::{Invocation, Process, counted, counting, deliver_badly};
use source::{Image, SourceShard, image};
use tables::{Contents, InMemoryTables};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn any_cut_any_redelivery_and_any_order_give_the_same_counters(
        history in histories(24),
        seed in any::<u64>(),
    ) {
        let recount = history.recount();

        let (shards, _) = history.shards(&history.order);
        let mut tables = InMemoryTables::default();
        deliver_badly(&mut tables, &shards, &mut Rng::with_seed(seed));
        prop_assert_eq!(&tables.contents(), &recount);

        let (shards, records) = history.shards(&history.other_order);
        let mut one_by_one = InMemoryTables::default();
        let process = &mut Process::begin(&one_by_one);
        for shard in records {
            let next = counted(&one_by_one, shard);
            let mut invocation = Invocation::begin(&one_by_one, process, &shards, shard, &[next]);
            while invocation.step(&mut one_by_one, process, usize::MAX) {}
        }
        prop_assert_eq!(&one_by_one.contents(), &recount);
        prop_assert_eq!(one_by_one.rejected(), tables.rejected());
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn a_record_larger_than_a_transaction_may_be_stopped_after_any_part(
        before in images::sessions(30..70_usize),
        after in images::sessions(0..70_usize),
    ) {
        let mut shard = SourceShard::new(Source::Sessions, "shardId-1");
        for session in [&before, &after] {
            let mut session = session.clone();
            session.extend(image([("account_id", "acme"), ("session_id", "s")]));
            shard.put(session);
        }
        let shards = [shard];
        let mut whole = InMemoryTables::default();
        let process = &mut Process::begin(&whole);
        let mut invocation = Invocation::begin(&whole, process, &shards, 0, &[0, 1]);
        let mut parts = 0;
        while invocation.step(&mut whole, process, 1) {
            parts += 1;
        }

        for stopped_after in 0..=parts {
            let mut tables = InMemoryTables::default();
            let process = &mut Process::begin(&tables);
            let mut invocation = Invocation::begin(&tables, process, &shards, 0, &[0, 1]);
            for _ in 0..stopped_after {
                prop_assert!(invocation.step(&mut tables, process, 1));
            }
            let left: Vec<_> = (counted(&tables, 0)..2).collect();
            let mut successor = Invocation::begin(&tables, process, &shards, 0, &left);
            while successor.step(&mut tables, process, usize::MAX) {}
            prop_assert_eq!(tables.contents(), whole.contents(), "stopped after part {}", stopped_after);
        }
    }
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn the_same_image_again_changes_nothing(record in records()) {
        let again = Change::written(Some(record.clone()), Some(record));
        prop_assert_eq!(again.effect(counting), Effect::default());
    }

    #[test]
    fn a_change_and_its_reversal_add_up_to_zero((one, other) in pairs()) {
        let forth = Change::written(one.clone(), other.clone()).effect(counting);
        let back = Change::written(other, one).effect(counting);
        prop_assert_eq!(sum([forth, back]), EffectSum::default());
    }

    #[test]
    fn a_change_by_way_of_a_third_image_equals_the_direct_one((one, other) in pairs(), between in records()) {
        let straight = Change::written(one.clone(), other.clone()).effect(counting);
        let out = Change::written(one, Some(between.clone())).effect(counting);
        let back = Change::written(Some(between), other).effect(counting);
        prop_assert_eq!(sum([out, back]), sum([straight]));
    }

    #[test]
    fn the_parts_of_an_effect_add_up_to_it((one, other) in pairs()) {
        let effect = Change::written(one, other).effect(counting);
        let parts = effect.clone().into_parts();
        prop_assert!(parts.iter().skip(1).all(|part| part.contact_sessions.is_empty()), "contacts first");
        prop_assert_eq!(sum(parts), sum([effect]));
    }
}

fn records() -> impl Strategy<Value = Record> {
    pairs().prop_filter_map("one of them is good", |(one, other)| one.or(other))
}

/// Two records, or their absence.
fn pairs() -> impl Strategy<Value = (Option<Record>, Option<Record>)> {
    let key = |source| match source {
        Source::Messages => image([("session_id", "s"), ("message_id", "m")]),
        Source::Sessions => image([("account_id", "acme"), ("session_id", "s")]),
        Source::Billing => image([("account_id", "acme"), ("entry_id", "e")]),
        Source::FlowRuns => image([("account_id", "acme"), ("run_id", "r")]),
        Source::AiUsage => image([("account_id", "acme"), ("usage_id", "u")]),
    };
    select(Source::ALL.to_vec()).prop_flat_map(move |source| {
        let record = images(source).prop_map(move |body| {
            let image: Image = body.into_iter().chain(key(source)).collect();
            decoded(source, &image)
        });
        (prop::option::of(record.clone()), prop::option::of(record))
            .prop_map(|(one, other)| (one.flatten(), other.flatten()))
    })
}

/// The sum of effects: numbers that are not zero, and contact sessions.
type EffectSum = (Contents, BTreeMap<String, i64>);

fn sum(effects: impl IntoIterator<Item = Effect>) -> EffectSum {
    let mut deltas = Deltas::new();
    let mut contact_sessions = BTreeMap::new();
    for effect in effects {
        deltas.merge(&effect.deltas);
        for (customer, of_customer) in effect.contact_sessions {
            for (contact_session, sign) in of_customer {
                *contact_sessions
                    .entry(format!("{customer:?} {contact_session:?}"))
                    .or_default() += sign;
            }
        }
    }
    contact_sessions.retain(|_, count| *count != 0);
    (Contents::of(&deltas, std::iter::empty()), contact_sessions)
}
