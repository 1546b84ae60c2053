//! Work items of stream records.

use domain::calendar::Calendar;
use domain::change::Change;
use domain::counter::VERSION;
use domain::generation::Counting;
use domain::generation::Generation;
use domain::history::History;
use domain::image::Image;
use domain::record::{Record, Source};
use domain::stream_position::{SequenceNumber, StreamPosition};
use serde_json::json;
use store::CountingSettings;

use super::*;

/// A stream record that inserts a session with so many assignments.
fn record(sequence: &str, assignments: usize) -> StreamRecord {
    let agent = |n| {
        json!({ "M": {
            "agent_id": { "S": format!("agent{n:03}") },
            "assigned_at": { "S": "2026-11-22T10:00:00Z" },
        } })
    };
    let image = json!({
        "account_id": { "S": "acme" }, "session_id": { "S": "s1" }, "inbox_id": { "S": "web" },
        "customer_id": { "S": "c1" }, "opened_at": { "S": "2026-11-22T09:00:00Z" },
        "assignments": { "L": (0..assignments).map(agent).collect::<Vec<_>>() },
    });
    let session = Record::decode(Source::Sessions, Image(image.as_object().unwrap())).unwrap();
    StreamRecord {
        sequence: SequenceNumber::parse(sequence).unwrap(),
        key: None,
        change: Change::written(None, Some(session)),
        is_removal: false,
        written: None,
        rejected: None,
    }
}

/// The items of these records while nothing is counted yet and no run is in progress.
fn items_of(records: &[StreamRecord]) -> Vec<WorkItem<Checkpoint>> {
    let generation = Generation {
        number: 1,
        calendar: Calendar::UTC,
        version: VERSION,
        customers: None,
        history: History::Complete,
    };
    let mut settings = SettingsByAccount::default();
    settings.add_committed(Id::new("acme").unwrap(), CountingSettings::only(generation));
    let (epoch, ledger) = (Epoch::first(), BTreeMap::new());
    let situation = Situation { checkpoint: None, epoch: &epoch, settings: &settings, ledger };
    WorkItem::of(records, situation)
}

fn rejected(mut record: StreamRecord) -> StreamRecord {
    record.rejected = Some(RejectedRecord {
        sequence: record.sequence.to_string(),
        table: "sessions".to_owned(),
        key: "{}".to_owned(),
        reason: "`opened_at` is missing".to_owned(),
        old_image: None,
        new_image: None,
        at: chrono::DateTime::UNIX_EPOCH,
    });
    record
}

/// Each item as its sequence number, its part, and whether it ends its record and rejects it.
fn items(records: &[StreamRecord]) -> Vec<(String, Part, bool, bool)> {
    let items = items_of(records);
    let described = items.iter().map(|item| {
        let StreamPosition { sequence, part } = &item.after.position;
        (sequence.to_string(), *part, item.ends_record, item.rejected.is_some())
    });
    described.collect()
}

fn item(sequence: &str, part: Part, ends: bool, rejects: bool) -> (String, Part, bool, bool) {
    (sequence.to_owned(), part, ends, rejects)
}

#[test]
fn a_record_is_one_item_unless_it_is_too_large_for_a_transaction() {
    assert_eq!(items(&[]), []);
    assert_eq!(
        // Two counters, and two for each agent, each of them in two scopes: 4, and 164 in 2 parts.
        items(&[record("8", 0), record("9", 40), record("10", 1)]),
        [
            item("8", Part::Whole, true, false),
            item("9", Part::Through(0), false, false),
            item("9", Part::Through(1), false, false),
            item("9", Part::Whole, true, false),
            item("10", Part::Whole, true, false),
        ]
    );
}

#[test]
fn the_items_of_a_record_are_its_effect() {
    let large = record("9", 40);
    let effect = large.change.effect(|_| Counting::latest(Calendar::UTC));
    let items = items_of(&[large]);
    let counters = items.iter().flat_map(|item| item.effects[&1].deltas.iter());
    assert!(counters.eq(effect.deltas.iter()));
    assert_eq!(items[0].effects[&1].contact_sessions, effect.contact_sessions);
}

#[test]
fn a_rejected_record_is_in_the_last_item_of_its_record() {
    assert_eq!(
        items(&[rejected(record("8", 0)), rejected(record("9", 20))]),
        [
            item("8", Part::Whole, true, true),
            item("9", Part::Through(0), false, false),
            item("9", Part::Whole, true, true),
        ]
    );
}

#[test]
fn an_item_names_the_accounts_of_its_counters_and_of_its_contacts() {
    let acme = Id::new("acme").unwrap();
    let items = items_of(&[record("9", 40)]);
    for (n, item) in items.iter().enumerate() {
        let expected = if n == 0 { 1 } else { item.effects[&1].deltas.len() };
        assert_eq!(item.accounts().filter(|it| **it == acme).count(), expected, "item {n}");
    }
    let nothing = StreamRecord { change: Change::written(None, None), ..record("9", 0) };
    let [nothing] = &items_of(&[nothing])[..] else { panic!("one item") };
    assert_eq!(nothing.accounts().count(), 0);
    assert!(nothing.ends_record, "a record that changes nothing is counted, too");
}
