//! Decoding an event into a batch.

use super::*;
use serde_json::json;

const STREAM: &str = "arn:aws:dynamodb:eu-west-1:1:table/flow_runs/stream/2026-11-22T00:00:00.000";

fn record(image: Value) -> Value {
    json!({
        "eventName": "INSERT", "eventSourceARN": STREAM,
        "dynamodb": {
            "Keys": {"account_id": {"S": "acme"}, "run_id": {"S": "r1"}},
            "SequenceNumber": "100000000000000000001", "NewImage": image,
            "StreamViewType": "NEW_AND_OLD_IMAGES", "ApproximateCreationDateTime": 1_795_000_000,
        },
    })
}

fn run() -> Value {
    json!({
        "account_id": {"S": "acme"}, "run_id": {"S": "r1"}, "flow_id": {"S": "f"},
        "inbox_id": {"S": "web"}, "triggered_at": {"S": "2026-11-22T10:15:30Z"},
    })
}

fn decode(event: &Value) -> Result<Batch, Refused> {
    Batch::decode(event, &Tables::prefixed(""), DateTime::UNIX_EPOCH)
}

#[test]
fn a_bad_record_is_rejected_and_affects_no_other() {
    let mut late = run();
    late["triggered_at"] = json!({"S": "yesterday"});
    let mut records = [record(run()), record(late), record(json!(7)), record(json!({"a": 1}))];
    for (n, record) in records.iter_mut().enumerate() {
        record["dynamodb"]["SequenceNumber"] = json!(format!("{}", 8 + n));
    }
    let batch = decode(&json!({"shardId": "s", "Records": records})).unwrap();
    let reasons: Vec<_> = batch
        .records
        .iter()
        .map(|record| record.rejected.as_ref().map(|it| it.reason.as_str()))
        .collect();
    assert_eq!(
        reasons,
        [
            None,
            Some(
                "`triggered_at` must be an RFC 3339 timestamp with an offset, in the years 2000 to 2099"
            ),
            Some("`NewImage` is missing"),
            Some("`run_id` is missing"),
        ]
    );
    assert!(batch.records[0].change.new.is_some());
    assert!(batch.records[1].change.new.is_none());
}

#[test]
fn records_that_come_again_are_put_in_order() {
    let records = ["1000", "999", "1001", "999"].map(|sequence| {
        let mut record = record(run());
        record["dynamodb"]["SequenceNumber"] = json!(sequence);
        record
    });
    let batch = decode(&json!({"shardId": "s", "Records": records})).unwrap();
    let sequences: Vec<_> = batch.records.iter().map(|it| it.sequence.as_str()).collect();
    assert_eq!(sequences, ["999", "1000", "1001"]);
}

#[test]
fn an_event_that_cannot_be_counted_correctly_is_refused_as_a_whole() {
    let mut other_stream = record(run());
    other_stream["eventSourceARN"] = json!("arn:aws:dynamodb:eu-west-1:1:table/orders/stream/x");
    let mut no_sequence = record(run());
    no_sequence["dynamodb"]["SequenceNumber"] = json!("1e5");
    let mut keys_only = record(run());
    keys_only["dynamodb"]["StreamViewType"] = json!("KEYS_ONLY");
    let event = |record| json!({"shardId": "s", "Records": [record]});
    for (event, refused) in [
        (json!({}), "NotAStream"),
        (json!({"Records": [record(run())]}), "NoShard"),
        (event(no_sequence), "NoSequence(0)"),
        (
            event(other_stream.clone()),
            "UnknownTable(\"arn:aws:dynamodb:eu-west-1:1:table/orders/stream/x\")",
        ),
        (json!({"shardId": "s", "Records": [record(run()), other_stream]}), "MixedStreams"),
        (event(keys_only), &format!("WrongView({STREAM:?}, \"KEYS_ONLY\")")),
    ] {
        assert_eq!(format!("{:?}", decode(&event).unwrap_err()), refused);
    }
    let end = decode(&json!({"Records": [], "isFinalInvokeForWindow": true})).unwrap();
    assert!(end.records.is_empty());
}

/// The only record of this event.
fn only(record: Value) -> StreamRecord {
    let batch = decode(&json!({"shardId": "s", "Records": [record]})).unwrap();
    batch.records.into_iter().next().unwrap()
}

/// A removal of this image, at this time.
fn removal(image: Value, seconds: Value) -> Value {
    let mut removal = record(json!(null));
    removal["eventName"] = json!("REMOVE");
    removal["dynamodb"]["OldImage"] = image;
    removal["dynamodb"]["ApproximateCreationDateTime"] = seconds;
    removal
}

fn session() -> Value {
    json!({
        "account_id": {"S": "acme"}, "session_id": {"S": "s1"}, "inbox_id": {"S": "web"},
        "customer_id": {"S": "c1"}, "opened_at": {"S": "2026-11-20T10:15:30Z"},
    })
}

/// The removal of a session, at this time.
fn session_removal(seconds: Value) -> StreamRecord {
    let stream = STREAM.replace("flow_runs", "sessions");
    let mut removal = removal(session(), seconds);
    removal["eventSourceARN"] = json!(stream);
    only(removal)
}

#[test]
fn a_batch_knows_its_shard_its_table_and_when_its_first_record_was_written() {
    let records: Vec<_> = [json!(1_795_000_007), json!(1_795_000_003.9), json!(null)]
        .into_iter()
        .enumerate()
        .map(|(n, seconds)| {
            let mut record = record(run());
            record["dynamodb"]["SequenceNumber"] = json!(n.to_string());
            record["dynamodb"]["ApproximateCreationDateTime"] = seconds;
            record
        })
        .collect();
    let batch = decode(&json!({"shardId": "shard-7", "Records": records})).unwrap();
    let shard = Shard { stream: STREAM.to_owned(), id: "shard-7".to_owned() };
    assert_eq!(batch.shard, Some(shard));
    assert_eq!(batch.source, Some(Source::FlowRuns));
    assert_eq!(batch.since, DateTime::from_timestamp(1_795_000_003, 0));
}

#[test]
fn the_prefix_of_the_tables_belongs_to_the_name_in_the_stream() {
    let mut prefixed = record(run());
    prefixed["eventSourceARN"] = json!(STREAM.replace("flow_runs", "live-flow_runs"));
    let event = json!({"shardId": "s", "Records": [prefixed]});
    let batch = Batch::decode(&event, &Tables::prefixed("live-"), DateTime::UNIX_EPOCH);
    assert_eq!(batch.unwrap().source, Some(Source::FlowRuns));
    assert!(matches!(decode(&event), Err(Refused::UnknownTable(_))));
}

#[test]
fn an_empty_shard_id_is_none() {
    let event = json!({"shardId": "", "Records": [record(run())]});
    assert_eq!(decode(&event).unwrap_err(), Refused::NoShard);
}

#[test]
fn a_change_has_both_images_and_a_bad_old_one_is_none() {
    let mut moved = run();
    moved["inbox_id"] = json!({"S": "ig"});
    let mut changed = record(moved);
    changed["eventName"] = json!("MODIFY");
    changed["dynamodb"]["OldImage"] = run();
    let good = only(changed.clone());
    assert!(good.change.old.is_some() && good.change.new.is_some());
    assert_ne!(good.change.old, good.change.new);
    assert_eq!(good.rejected, None);

    changed["dynamodb"]["OldImage"]["inbox_id"] = json!({"N": "7"});
    let mended = only(changed);
    assert!(mended.change.old.is_none() && mended.change.new.is_some());
    assert_eq!(mended.rejected, None, "only a new image is rejected");
}

#[test]
fn a_removed_session_ended_when_the_stream_says_that_it_was_removed() {
    for seconds in [json!(1_795_000_000), json!(1_795_000_000.0)] {
        let removed = session_removal(seconds);
        let Some(Record::Session(after)) = &removed.change.new else { panic!("a session") };
        assert_eq!(after.removed_at, DateTime::from_timestamp(1_795_000_000, 0));
        let Some(Record::Session(before)) = &removed.change.old else { panic!("a session") };
        assert_eq!(before.removed_at, None);
        assert_eq!(removed.rejected, None);
    }
}

#[test]
fn a_removal_without_a_time_is_rejected_and_changes_nothing() {
    let removed = session_removal(json!("today"));
    assert!(removed.change.old.is_some());
    assert_eq!(removed.change.old, removed.change.new);
    let reason = removed.rejected.unwrap().reason;
    assert_eq!(reason, "the stream's record of its removal has no time");
}

#[test]
fn a_removal_of_a_run_changes_nothing_and_one_of_a_bad_record_is_none() {
    let removed = only(removal(run(), json!(1_795_000_000)));
    assert!(removed.change.old.is_some());
    assert_eq!(removed.change.old, removed.change.new);
    assert_eq!(removed.rejected, None);
    let bad = only(removal(json!({"run_id": {"S": "r1"}}), json!(1_795_000_000)));
    assert_eq!(bad.change, Change::written(None, None));
    assert_eq!(bad.rejected, None);
}

#[test]
fn a_rejected_record_keeps_its_key_and_its_images() {
    let mut changed = record(json!({"run_id": {"S": "r1"}}));
    changed["dynamodb"]["OldImage"] = run();
    let rejected = only(changed).rejected.unwrap();
    assert_eq!(rejected.sequence, "100000000000000000001");
    assert_eq!(rejected.table, "flow_runs");
    assert_eq!(rejected.key, r#"{"account_id":{"S":"acme"},"run_id":{"S":"r1"}}"#);
    assert_eq!(rejected.old_image, Some(run().to_string()));
    assert_eq!(rejected.new_image.as_deref(), Some(r#"{"run_id":{"S":"r1"}}"#));
    assert_eq!(rejected.at, DateTime::UNIX_EPOCH);
    assert_eq!(only(record(json!(null))).rejected.unwrap().new_image, None);
}
