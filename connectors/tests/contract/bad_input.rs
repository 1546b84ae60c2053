//! Payloads that are not as they should be: ignored or not understood, and never repeated.

use connectors::{Connector, Event, NotUnderstood};
use serde_json::{Value, json};

use crate::payload::{body, chatwoot, json, read, whatsapp};

/// A text that no error may repeat.
const PRIVATE: &str = "+886 912 000 111";

fn files(folder: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads").join(folder);
    let files = std::fs::read_dir(path).unwrap().map(|file| file.unwrap().file_name());
    let names = files.map(|name| name.into_string().unwrap());
    let names = names.filter(|name| !name.starts_with("api_"));
    names.map(|name| format!("{folder}/{}", name.trim_end_matches(".json"))).collect()
}

fn platforms() -> [(Connector, Vec<String>); 2] {
    [(chatwoot(), files("chatwoot")), (whatsapp(), files("whatsapp"))]
}

/// Where every value of a payload stands.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                places(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(list) => {
            for (n, value) in list.iter().enumerate() {
                places(value, &format!("{at}/{n}"), found);
            }
        }
        _ => {}
    }
}

/// Fails if reading a body panics, or gives an error or records that are not right.
fn check(body: &Value, connector: &Connector) {
    match read(body.to_string().as_bytes(), connector) {
        Err(error) => assert!(!error.to_string().contains(PRIVATE), "{error}"),
        Ok(Event::Ignored(_)) => {}
        Ok(Event::Taken(taken)) => crate::shown::Told::default().take(connector, taken),
    }
}

#[test]
fn any_value_may_be_null_or_gone_or_another() {
    let others = [
        json!(null),
        json!(PRIVATE),
        json!(-1),
        json!(0),
        json!(1e300),
        json!(u64::MAX),
        json!([]),
        json!({}),
        json!([null, {"id": null}]),
        json!(true),
        json!("2026-11-22T10:15:30Z"),
        json!("#/?%\n\u{0}"),
    ];
    for (connector, names) in platforms() {
        assert!(names.len() > 10);
        for name in names {
            let payload = json(&name);
            let mut found = Vec::new();
            places(&payload, "", &mut found);
            for place in found {
                for other in &others {
                    let mut changed = payload.clone();
                    changed.pointer_mut(&place).unwrap().clone_from(other);
                    check(&changed, &connector);
                }
            }
        }
    }
}

#[test]
fn a_body_that_is_no_json_is_not_understood() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for (connector, names) in platforms() {
        let whole = body(&names[0]);
        for text in [&b""[..], b"{", b"\xff\xfe", deep.as_bytes(), &whole[..whole.len() / 2]] {
            assert_eq!(read(text, &connector), Err(NotUnderstood::NotJson));
        }
        for text in ["null", "[]", "1", "\"x\"", "{}"] {
            assert!(read(text.as_bytes(), &connector).is_err(), "{text}");
        }
    }
}

#[test]
fn an_event_of_another_account_is_not_taken() {
    let mut event = json("chatwoot/message_created_incoming");
    event["account"]["id"] = 2.into();
    let read = |event: &Value| read(event.to_string().as_bytes(), &chatwoot());
    assert_eq!(read(&event), Err(NotUnderstood::OtherAccount));
    // A conversation says its account in its last message alone.
    let mut event = json("chatwoot/conversation_created");
    event["messages"][0]["account_id"] = 2.into();
    assert_eq!(read(&event), Err(NotUnderstood::OtherAccount));
}

#[test]
fn what_is_missing_is_named() {
    for (name, place, error) in [
        ("message_created_incoming", "/id", NotUnderstood::Missing("id")),
        ("message_created_incoming", "/created_at", NotUnderstood::Missing("created_at")),
        ("message_created_incoming", "/message_type", NotUnderstood::Missing("message_type")),
        ("message_created_incoming", "/conversation", NotUnderstood::Missing("inbox_id")),
        (
            "message_created_incoming",
            "/conversation/meta/sender",
            NotUnderstood::Missing("meta.sender.id"),
        ),
        ("message_created_agent", "/sender/id", NotUnderstood::Missing("sender.id")),
        ("conversation_created", "/status", NotUnderstood::Missing("status")),
        ("conversation_created", "/event", NotUnderstood::Missing("event")),
    ] {
        let mut event = json(&format!("chatwoot/{name}"));
        *event.pointer_mut(place).unwrap() = Value::Null;
        let result = read(event.to_string().as_bytes(), &chatwoot());
        assert_eq!(result, Err(error), "{name}{place}");
    }
}
