//! Facts in any order, any number of times, with losses that a later sweep mends.

use std::collections::BTreeMap;

use domain::record::Category;
use proptest::prelude::*;

use super::told::{START, chatwoot, update};
use crate::conversation::merge::merge_bounded;
use crate::conversation::{Activity, Author, Change, Delivery, Facts, Message, Snapshot, State};
use crate::record::{Put, SourceRecord, Table};
use crate::{Connector, merge};

/// The source tables.
#[derive(Default, PartialEq, Debug)]
struct Tables(BTreeMap<(Table, String, String), SourceRecord>);

impl Tables {
    fn write(&mut self, record: SourceRecord) {
        let (hash, range) = record.key();
        let key = (record.table, hash.to_owned(), range.to_owned());
        if record.put == Put::IfAbsent && self.0.contains_key(&key) {
            return;
        }
        self.0.insert(key, record);
    }

    /// What counts: everything but what is withdrawn.
    fn counted(self) -> BTreeMap<(Table, String, String), SourceRecord> {
        self.0.into_iter().filter(|(_, record)| !record.withdrawn).collect()
    }
}

fn whatsapp() -> Connector {
    serde_json::from_str(
        r#"{"name": "line", "account_id": "acme",
            "whatsapp": {"app_secret": "4f1b0c6a9d2e8735a0b1c2d3e4f56789",
                         "verify_token": "q7Vw2LmZx0RtYbN4sKd9eA"},
            "rate_card": {"currency": "USD", "periods": [
                {"from": "2026-01-01", "rates": {"marketing": {"*": "0.07"}}}]}}"#,
    )
    .unwrap()
}

/// Times that often meet, within four days.
fn second() -> impl Strategy<Value = i64> {
    prop_oneof![0..4 * 86_400_i64, (0..16_i64).prop_map(|n| n * 21_600)].prop_map(|n| START + n)
}

fn own(most: u8) -> impl Strategy<Value = Option<String>> {
    proptest::option::of((1..=most).prop_map(|n| n.to_string()))
}

fn message() -> impl Strategy<Value = Facts> {
    let author = prop_oneof![
        3 => Just(Author::Customer),
        2 => (1..4_u8).prop_map(|n| Author::Agent(n.to_string())),
        1 => prop_oneof![
            Just(Author::Bot), Just(Author::Broadcast), Just(Author::Phone), Just(Author::Unknown)
        ],
    ];
    // The same message always has the same time and author, as far as it is known who wrote it.
    (second(), author, any::<bool>()).prop_map(|(at, author, is_known)| {
        let id = format!("{at}{author:?}");
        let author = if is_known || author == Author::Customer { author } else { Author::Unknown };
        let message = Message { at, inbox: "5".to_owned(), author, delivery: None };
        Facts { messages: [(id, message)].into(), ..Facts::default() }
    })
}

fn snapshot() -> impl Strategy<Value = Facts> {
    let state = (any::<bool>(), own(3), own(2), 1..3_u8, 1..3_u8);
    (second(), 0..1000_i64, state).prop_map(
        |(second, part, (is_resolved, agent, team, inbox, customer))| {
            let (inbox, customer) = (inbox.to_string(), customer.to_string());
            let at = second * 1000 + part;
            let snapshot = Snapshot { at, is_resolved, agent, team, inbox, customer };
            Facts { snapshots: [snapshot].into(), ..Facts::default() }
        },
    )
}

fn activity() -> impl Strategy<Value = Facts> {
    let change = prop_oneof![
        Just(Change::Resolved),
        Just(Change::Reopened),
        own(3).prop_map(Change::Agent),
        own(2).prop_map(Change::Team),
    ];
    (second(), change).prop_map(|(at, change)| {
        let activity = Activity { at: at * 1000, change };
        Facts { activities: [activity].into(), ..Facts::default() }
    })
}

/// Facts of a Chatwoot's conversation, the first of them a snapshot: each event has one.
fn of_chatwoot() -> impl Strategy<Value = Vec<Facts>> {
    let fact = prop_oneof![5 => message(), 3 => snapshot(), 1 => activity()];
    (snapshot(), proptest::collection::vec(fact, 0..24)).prop_map(|(first, mut facts)| {
        facts.push(first);
        facts
    })
}

/// Facts of a customer's conversation on WhatsApp.
fn of_whatsapp() -> impl Strategy<Value = Vec<Facts>> {
    let received = second().prop_map(|at| (at, Author::Customer, None, format!("in {at}")));
    let status =
        (0..6_u8, second(), 0..4_u8, any::<bool>()).prop_map(|(id, at, status, billed)| {
            let delivery = Delivery {
                sent: (status > 0).then_some(at),
                delivered: (status > 1).then_some(at),
                billed: billed.then_some(Category::Marketing),
            };
            (at, Author::Unknown, Some(delivery), format!("out {id}"))
        });
    let message = prop_oneof![received, status].prop_map(|(at, author, delivery, id)| {
        let message = Message { at, inbox: "7".to_owned(), author, delivery };
        let (inbox, customer) = ("7".to_owned(), "886912000111".to_owned());
        let about =
            Snapshot { at: 0, is_resolved: false, agent: None, team: None, inbox, customer };
        let messages = [(id, message)].into();
        Facts { messages, snapshots: [about].into(), ..Facts::default() }
    });
    let passed = second().prop_map(|at| Facts { passed: Some(at), ..Facts::default() });
    let fact = prop_oneof![6 => message, 1 => passed];
    proptest::collection::vec(fact, 1..24)
}

/// What the tables hold after these facts, one after the other.
fn written(
    connector: &Connector,
    facts: impl IntoIterator<Item = Facts>,
) -> (Tables, Option<State>) {
    let (mut tables, mut state) = (Tables::default(), None);
    for fact in facts {
        let merged = merge(connector, &update(fact), state);
        merged.records.into_iter().for_each(|record| tables.write(record));
        // A state is stored as JSON in between.
        state = serde_json::from_str(&serde_json::to_string(&merged.state).unwrap()).unwrap();
    }
    (tables, state)
}

/// Facts with an order, and how often each one comes.
fn told(facts: Vec<Facts>) -> impl Strategy<Value = (Vec<Facts>, Vec<Facts>)> {
    let again = proptest::collection::vec(any::<proptest::sample::Index>(), 0..12);
    (Just(facts), again).prop_flat_map(|(facts, again)| {
        let mut all = facts.clone();
        all.extend(again.iter().map(|index| index.get(&facts).clone()));
        (Just(facts), Just(all).prop_shuffle())
    })
}

/// The same, with some facts lost at first, and all of them told again by a sweep in the end.
fn lost(facts: Vec<Facts>) -> impl Strategy<Value = (Vec<Facts>, Vec<Facts>)> {
    let arrives = proptest::collection::vec(any::<bool>(), facts.len());
    (Just(facts), arrives).prop_flat_map(|(facts, arrives)| {
        let webhooks: Vec<_> = facts
            .iter()
            .zip(arrives)
            .filter(|(_, arrives)| *arrives)
            .map(|it| it.0.clone())
            .collect();
        let mut sweep = Facts::default();
        for fact in &facts {
            sweep.add(fact.clone());
        }
        (Just(facts), Just(webhooks).prop_shuffle(), Just(sweep)).prop_map(
            |(facts, mut webhooks, sweep)| {
                webhooks.push(sweep);
                (facts, webhooks)
            },
        )
    })
}

fn same(connector: &Connector, once: Vec<Facts>, other: Vec<Facts>) -> Result<(), TestCaseError> {
    let (expected, _) = written(connector, once);
    let (tables, _) = written(connector, other);
    prop_assert_eq!(tables.counted(), expected.counted());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn chatwoots_facts_come_to_the_same_in_any_order((once, other) in of_chatwoot().prop_flat_map(told)) {
        same(&chatwoot(), once, other)?;
    }

    #[test]
    fn whatsapps_facts_come_to_the_same_in_any_order((once, other) in of_whatsapp().prop_flat_map(told)) {
        same(&whatsapp(), once, other)?;
    }

    #[test]
    fn a_sweep_mends_what_was_lost((once, other) in of_chatwoot().prop_flat_map(lost)) {
        same(&chatwoot(), once, other)?;
    }

    #[test]
    fn a_sweep_mends_what_whatsapp_lost((once, other) in of_whatsapp().prop_flat_map(lost)) {
        same(&whatsapp(), once, other)?;
    }

    /// What is written is what follows from the state, and the same facts change nothing.
    #[test]
    fn what_is_known_is_not_written_again(facts in of_chatwoot()) {
        let (tables, state) = written(&chatwoot(), facts.clone());
        for fact in facts {
            let merged = merge(&chatwoot(), &update(fact), state.clone());
            prop_assert!(!merged.changed);
            prop_assert_eq!(merged.records, vec![]);
        }
        // A state that is stored before its records gives all of them again.
        let unwritten = state.unwrap().unwritten();
        let merged = merge(&chatwoot(), &update(Facts::default()), Some(unwritten));
        prop_assert!(merged.changed);
        let mut again = Tables::default();
        merged.records.into_iter().for_each(|record| again.write(record));
        prop_assert_eq!(again.counted(), tables.counted());
    }

    /// Folding changes no record as long as no fact comes later than what is folded. But for the
    /// customer: who that is by the latest snapshot no longer reaches sessions that are folded.
    #[test]
    fn folded_facts_leave_their_records(facts in of_chatwoot()) {
        let mut by_second = BTreeMap::<i64, Facts>::new();
        for mut fact in facts {
            let second = time(&fact);
            fact.snapshots = fact.snapshots.into_iter().map(|it| {
                Snapshot { customer: "1".to_owned(), ..it }
            }).collect();
            by_second.entry(second).or_default().add(fact);
        }
        let (expected, _) = written(&chatwoot(), by_second.values().cloned());
        // When snapshots begin is known from the start, as in an import.
        let mut snapshots = by_second.values().filter_map(|facts| facts.snapshots.first());
        let first = Facts { snapshots: snapshots.next().into_iter().cloned().collect(), ..Facts::default() };
        let mut state = Some(merge(&chatwoot(), &update(first.clone()), None).state);
        let mut tables = Tables::default();
        for mut fact in by_second.into_values() {
            fact.snapshots.retain(|snapshot| !first.snapshots.contains(snapshot));
            let merged = merge_bounded(&chatwoot(), &update(fact), state, 6, 3);
            prop_assert_eq!(merged.late, 0);
            merged.records.into_iter().for_each(|record| tables.write(record));
            state = serde_json::from_str(&serde_json::to_string(&merged.state).unwrap()).unwrap();
        }
        prop_assert_eq!(tables.counted(), expected.counted());
    }
}

/// The second that a fact belongs to.
fn time(facts: &Facts) -> i64 {
    let messages = facts.messages.values().map(|message| message.at);
    let snapshots = facts.snapshots.iter().map(Snapshot::second);
    let activities = facts.activities.iter().map(Activity::second);
    messages.chain(snapshots).chain(activities).min().unwrap()
}
