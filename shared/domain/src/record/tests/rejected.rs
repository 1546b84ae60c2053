//! Why an image is rejected: every attribute of every source, by its kind.

use serde_json::{Value, json};

use crate::record::Source;
use crate::testing::decode;

/// What an attribute must be.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// An id that must be there.
    Id,
    /// An id that may be absent.
    OptionalId,
    /// The id of an agent or a team, which may be absent.
    StaffId,
    /// A timestamp that must be there.
    Time,
    /// A timestamp that may be absent.
    OptionalTime,
    /// One of these words, which must be there.
    Word(&'static str),
    /// One of these words, which may be absent.
    OptionalWord(&'static str),
    /// A number that must be there.
    Money,
    /// A text that may be absent.
    OptionalText,
    /// A boolean that may be absent.
    OptionalBool,
    /// A list of maps that may be absent.
    OptionalMaps,
}

/// Values that an attribute of this kind cannot have, each with its reason.
fn bad_values(kind: Kind) -> Vec<(Value, String)> {
    let absent = (Value::Null, "is missing".to_owned());
    let wrong_type = |value: Value, must: &str| (value, format!("must be {must}"));
    let no_string = wrong_type(json!(7), "a string");
    let bad_ids = || {
        let why = |value: Value, why: &str| (value, why.to_owned());
        [
            no_string.clone(),
            why(json!(""), "is empty; an id has 1 to 128 bytes"),
            why(json!("é".repeat(65)), "is too long; an id has at most 128 bytes of UTF-8"),
            why(json!("a#b"), "has a control character or `#`, which an id must not have"),
            why(json!("a\nb"), "has a control character or `#`, which an id must not have"),
        ]
    };
    let bad_times = || {
        let why = "must be an RFC 3339 timestamp with an offset, in the years 2000 to 2099";
        let times = ["yesterday", "2026-11-22", "2026-11-22T10:15:30", "1999-12-31T23:59:59Z"];
        let times = times.into_iter().chain(["2100-01-01T00:00:00Z"]);
        let bad = times.map(|time| (json!(time), why.to_owned()));
        bad.chain([no_string.clone()]).collect::<Vec<_>>()
    };
    let bad_words =
        |words| [no_string.clone(), wrong_type(json!("fax"), &format!("one of {words}"))];
    match kind {
        Kind::Id => [absent].into_iter().chain(bad_ids()).collect(),
        Kind::OptionalId => bad_ids().into(),
        Kind::StaffId => {
            let why = "has `/`, `?` or `%`, which the id of an agent or a team must not have";
            let in_paths = ["a/b", "a?b", "a%b"].map(|text| (json!(text), why.to_owned()));
            bad_ids().into_iter().chain(in_paths).collect()
        }
        Kind::Time => [absent].into_iter().chain(bad_times()).collect(),
        Kind::OptionalTime => bad_times(),
        Kind::Word(words) => [absent].into_iter().chain(bad_words(words)).collect(),
        Kind::OptionalWord(words) => bad_words(words).into(),
        Kind::Money => {
            let must = "must have at most 12 digits before and 12 after the decimal point";
            let digits = [json!(1e12), json!(1e-13)].map(|number| (number, must.to_owned()));
            [absent, wrong_type(json!("12"), "a number")].into_iter().chain(digits).collect()
        }
        Kind::OptionalText => vec![no_string],
        Kind::OptionalBool => vec![wrong_type(json!("true"), "a boolean")],
        Kind::OptionalMaps => [json!("ann"), json!({ "agent_id": "ann" })]
            .map(|it| wrong_type(it, "a list of maps"))
            .into(),
    }
}

/// The attributes of a good image, one by one with a bad value, and the whole image.
fn every_bad_value_is_a_reason(source: Source, good: &Value, attributes: &[(&'static str, Kind)]) {
    assert!(decode(source, good).is_ok(), "{good}");
    for (name, kind) in attributes {
        for (value, why) in bad_values(*kind) {
            let mut image = good.clone();
            image[*name] = value.clone();
            let reason = decode(source, &image).unwrap_err().to_string();
            assert_eq!(reason, format!("`{name}` {why}"), "{name}: {value}");
        }
        let mut without = good.clone();
        without[*name] = Value::Null;
        let required = matches!(kind, Kind::Id | Kind::Time | Kind::Word(_) | Kind::Money);
        assert_eq!(decode(source, &without).is_err(), required, "without {name}");
    }
    for name in good.as_object().unwrap().keys() {
        assert!(attributes.iter().any(|(listed, _)| listed == name), "{name} is not in the table");
    }
}

#[test]
fn messages() {
    let good = json!({
        "session_id": "s1", "message_id": "m1", "account_id": "acme", "inbox_id": "web",
        "customer_id": "c1", "sender": "bot", "agent_id": "ann", "team_id": "sales",
        "sent_at": "2026-11-22T10:15:30Z",
    });
    let attributes = [
        ("session_id", Kind::Id),
        ("message_id", Kind::Id),
        ("account_id", Kind::Id),
        ("inbox_id", Kind::Id),
        ("customer_id", Kind::Id),
        ("sender", Kind::Word("`customer`, `agent`, `bot`, `broadcast`")),
        ("agent_id", Kind::StaffId),
        ("team_id", Kind::StaffId),
        ("sent_at", Kind::Time),
    ];
    every_bad_value_is_a_reason(Source::Messages, &good, &attributes);

    let mut nobodys = good;
    nobodys["sender"] = json!("agent");
    nobodys["agent_id"] = Value::Null;
    let reason = decode(Source::Messages, &nobodys).unwrap_err();
    assert_eq!(reason.to_string(), "`agent_id` is missing");
}

#[test]
fn sessions() {
    let good = json!({
        "account_id": "acme", "session_id": "s1", "inbox_id": "web", "customer_id": "c1",
        "opened_at": "2026-11-01T10:00:00Z", "resolved_at": "2026-11-05T10:15:59Z",
        "assignments": [],
    });
    let attributes = [
        ("account_id", Kind::Id),
        ("session_id", Kind::Id),
        ("inbox_id", Kind::Id),
        ("customer_id", Kind::Id),
        ("opened_at", Kind::Time),
        ("resolved_at", Kind::OptionalTime),
        ("assignments", Kind::OptionalMaps),
    ];
    every_bad_value_is_a_reason(Source::Sessions, &good, &attributes);
}

#[test]
fn assignments_of_sessions() {
    let session = |assignment: Value| {
        json!({
            "account_id": "acme", "session_id": "s1", "inbox_id": "web", "customer_id": "c1",
            "opened_at": "2026-11-01T10:00:00Z", "assignments": [assignment],
        })
    };
    let good = json!({
        "agent_id": "ann", "team_id": "sales", "assigned_at": "2026-11-02T10:00:00Z",
        "ended_at": "2026-11-03T10:00:00Z", "first_reply_at": "2026-11-02T10:01:00Z",
    });
    assert!(decode(Source::Sessions, &session(good.clone())).is_ok());
    for (name, kind) in [
        ("agent_id", Kind::StaffId),
        ("team_id", Kind::StaffId),
        ("assigned_at", Kind::Time),
        ("ended_at", Kind::OptionalTime),
        ("first_reply_at", Kind::OptionalTime),
    ] {
        for (value, why) in bad_values(kind) {
            let mut assignment = good.clone();
            assignment[name] = value.clone();
            let reason = decode(Source::Sessions, &session(assignment)).unwrap_err().to_string();
            assert_eq!(reason, format!("`{name}` {why}"), "{name}: {value}");
        }
    }
    let nobodys = "each of `assignments` must have an `agent_id`, a `team_id` or both";
    for (agent, team, reason) in [
        (json!("ann"), json!("sales"), None),
        (json!("ann"), Value::Null, None),
        (Value::Null, json!("sales"), None),
        (Value::Null, Value::Null, Some(nobodys)),
    ] {
        let mut assignment = good.clone();
        (assignment["agent_id"], assignment["team_id"]) = (agent, team);
        let why = decode(Source::Sessions, &session(assignment)).err().map(|it| it.to_string());
        assert_eq!(why.as_deref(), reason);
    }
    for list in [json!(["ann"]), json!([good, 7])] {
        let mut image = session(Value::Null);
        image["assignments"] = list;
        let reason = decode(Source::Sessions, &image).unwrap_err();
        assert_eq!(reason.to_string(), "`assignments` must be a list of maps");
    }
}

#[test]
fn billing() {
    let good = json!({
        "account_id": "acme", "entry_id": "e1", "kind": "top_up", "category": "marketing",
        "amount_usd": 1.5, "inbox_id": "web", "occurred_at": "2026-11-22T10:15:30Z",
    });
    let attributes = [
        ("account_id", Kind::Id),
        ("entry_id", Kind::Id),
        ("kind", Kind::Word("`usage`, `top_up`, `adjustment`")),
        (
            "category",
            Kind::OptionalWord(
                "`marketing`, `utility`, `authentication`, `authentication_international`, \
                 `service`, `other`",
            ),
        ),
        ("amount_usd", Kind::Money),
        ("inbox_id", Kind::OptionalId),
        ("occurred_at", Kind::Time),
    ];
    every_bad_value_is_a_reason(Source::Billing, &good, &attributes);

    let uncategorised = "`category` is missing";
    let negative = "`amount_usd` must not be negative where `kind` is `usage` or `top_up`";
    for (kind, category, amount, reason) in [
        ("usage", "marketing", 0.0, None),
        ("usage", "marketing", -0.01, Some(negative)),
        ("usage", "", 0.01, Some(uncategorised)),
        ("top_up", "", 0.0, None),
        ("top_up", "", -0.01, Some(negative)),
        ("adjustment", "", 0.0, None),
        ("adjustment", "", -0.01, None),
    ] {
        let mut entry = good.clone();
        entry["kind"] = json!(kind);
        entry["category"] = if category.is_empty() { Value::Null } else { json!(category) };
        entry["amount_usd"] = json!(amount);
        let why = decode(Source::Billing, &entry).err().map(|reason| reason.to_string());
        assert_eq!(why.as_deref(), reason, "{kind} {category} {amount}");
    }

    // A bad country is a flaw: the record counts for a version that did not look at countries.
    let flaw = "`country` must be two letters A to Z, as in ISO 3166-1";
    for (country, flaw) in [
        (json!("TW"), None),
        (Value::Null, None),
        (json!("tw"), Some(flaw)),
        (json!("TWN"), Some(flaw)),
        (json!(""), Some(flaw)),
        (json!(7), Some(flaw)),
    ] {
        let mut entry = good.clone();
        entry["country"] = country;
        let found = decode(Source::Billing, &entry).unwrap().flaw();
        assert_eq!(found.map(|it| it.to_string()).as_deref(), flaw, "{}", entry["country"]);
    }
}

#[test]
fn flow_runs() {
    let good = json!({
        "account_id": "acme", "run_id": "r1", "flow_id": "hello", "inbox_id": "web",
        "triggered_at": "2026-11-22T10:15:30Z",
    });
    let attributes = [
        ("account_id", Kind::Id),
        ("run_id", Kind::Id),
        ("flow_id", Kind::Id),
        ("inbox_id", Kind::Id),
        ("triggered_at", Kind::Time),
    ];
    every_bad_value_is_a_reason(Source::FlowRuns, &good, &attributes);
}

#[test]
fn ai_usage() {
    let good = json!({
        "account_id": "acme", "usage_id": "u1", "tool": "ai_writer", "inbox_id": "web",
        "agent_id": "ann", "used_at": "2026-11-22T10:15:30Z", "suggestion": "kitten",
        "sent": "sitting", "translated": false,
    });
    let attributes = [
        ("account_id", Kind::Id),
        ("usage_id", Kind::Id),
        ("tool", Kind::Word("`ai_writer`, `doc_reply`")),
        ("inbox_id", Kind::Id),
        ("agent_id", Kind::StaffId),
        ("used_at", Kind::Time),
        ("suggestion", Kind::OptionalText),
        ("sent", Kind::OptionalText),
        ("translated", Kind::OptionalBool),
    ];
    every_bad_value_is_a_reason(Source::AiUsage, &good, &attributes);
}
