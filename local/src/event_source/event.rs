//! The tumbling-window event that Lambda makes from the records of a stream.

use std::collections::HashMap;

use aws_sdk_dynamodbstreams::types::{AttributeValue, Record};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// The event with these records of a shard.
pub(crate) fn of(stream: &str, shard: &str, records: &[Record]) -> Value {
    json!({
        "Records": records.iter().map(|it| record(stream, it)).collect::<Vec<_>>(),
        "shardId": shard,
        "eventSourceARN": stream,
        "state": {},
        "isFinalInvokeForWindow": false,
        "isWindowTerminatedEarly": false,
    })
}

fn record(stream: &str, record: &Record) -> Value {
    let mut data = Map::new();
    if let Some(it) = record.dynamodb() {
        let created = it.approximate_creation_date_time().map(|at| json!(at.secs()));
        let entries = [
            ("ApproximateCreationDateTime", created),
            ("Keys", it.keys().map(item)),
            ("NewImage", it.new_image().map(item)),
            ("OldImage", it.old_image().map(item)),
            ("SequenceNumber", it.sequence_number().map(Value::from)),
            ("SizeBytes", it.size_bytes().map(Value::from)),
            ("StreamViewType", it.stream_view_type().map(|view| json!(view.as_str()))),
        ];
        let present = entries.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?)));
        data.extend(present);
    }
    json!({
        "eventID": record.event_id(),
        "eventName": record.event_name().map(aws_sdk_dynamodbstreams::types::OperationType::as_str),
        "eventVersion": record.event_version(),
        "eventSource": record.event_source(),
        "awsRegion": record.aws_region(),
        "dynamodb": data,
        "eventSourceARN": stream,
    })
}

fn item(item: &HashMap<String, AttributeValue>) -> Value {
    item.iter().map(|(name, it)| (name.clone(), value(it))).collect::<Map<_, _>>().into()
}

fn value(value: &AttributeValue) -> Value {
    let binary = |bytes: &[u8]| STANDARD.encode(bytes);
    match value {
        AttributeValue::B(bytes) => json!({ "B": binary(bytes.as_ref()) }),
        AttributeValue::Bool(truth) => json!({ "BOOL": truth }),
        AttributeValue::Bs(all) => {
            json!({ "BS": all.iter().map(|bytes| binary(bytes.as_ref())).collect::<Vec<_>>() })
        }
        AttributeValue::L(all) => json!({ "L": all.iter().map(self::value).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": item(map) }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Ns(all) => json!({ "NS": all }),
        AttributeValue::Null(_) => json!({ "NULL": true }),
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::Ss(all) => json!({ "SS": all }),
        _ => json!({}),
    }
}
