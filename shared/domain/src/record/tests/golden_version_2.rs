//! Golden records of version 2: what it adds to version 1. See [`super::golden`].

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::generation::Counting;
use crate::record::Source;
use crate::testing::{decode, taipei};

/// Checks what version 2 adds to the contributions of version 1, with days of Taipei (UTC+8).
fn added(source: Source, plain: &Value, expected: Expect) {
    let record = decode(source, plain).unwrap();
    let counting = |version| Counting { calendar: taipei(), version };
    let [before, after] = [1, 2].map(|it| record.contributions(counting(it)).to_string());
    let is_new = |line: &&str| !before.lines().any(|it| it == *line);
    let new: Vec<_> = after.lines().filter(is_new).map(|line| format!("{line}\n")).collect();
    assert_eq!(new.len() + before.lines().count(), after.lines().count(), "nothing is taken away");
    expected.assert_eq(&new.concat());
}

fn message(sender: &str) -> Value {
    json!({
        "session_id": "s1", "message_id": "m1", "account_id": "acme", "inbox_id": "web",
        "customer_id": "c1", "sent_at": "2026-11-22T15:59:59.999Z", "sender": sender,
        "agent_id": "ann",
    })
}

#[test]
fn a_message_counts_in_its_local_hour() {
    added(
        Source::Messages,
        &message("customer"),
        expect![[r#"
        acme, all inboxes, 2026-11-22 in detail: r23 +1
        acme, all inboxes, 2026-11-22 in detail of inbox web: received +1
        acme, all inboxes, 2026-11-22 in detail of inbox web: r23 +1
    "#]],
    );
    added(
        Source::Messages,
        &message("agent"),
        expect![[r#"
        acme, all inboxes, 2026-11-22 in detail: a23 +1
        acme, all inboxes, 2026-11-22 in detail of inbox web: agent_sent +1
        acme, all inboxes, 2026-11-22 in detail of inbox web: a23 +1
    "#]],
    );
    added(
        Source::Messages,
        &message("bot"),
        expect![[r#"
        acme, all inboxes, 2026-11-22 in detail: b23 +1
        acme, all inboxes, 2026-11-22 in detail of inbox web: bot_sent +1
        acme, all inboxes, 2026-11-22 in detail of inbox web: b23 +1
    "#]],
    );
    added(
        Source::Messages,
        &message("broadcast"),
        expect![[r#"
        acme, all inboxes, 2026-11-22 in detail of inbox web: broadcast_sent +1
    "#]],
    );
}

fn session(differences: Value) -> Value {
    let mut session = json!({
        "account_id": "acme", "session_id": "s1", "inbox_id": "web", "customer_id": "c1",
        "opened_at": "2026-11-01T10:00:00Z",
    });
    session.as_object_mut().unwrap().extend(differences.as_object().unwrap().clone());
    session
}

#[test]
fn a_session_counts_in_its_hour_and_how_long_its_replies_and_its_resolution_took() {
    added(
        Source::Sessions,
        &session(json!({})),
        expect![[r#"
        acme, all inboxes, 2026-11-01 in detail: n18 +1
        acme, all inboxes, 2026-11-01 in detail of inbox web: sessions_started +1
        acme, all inboxes, 2026-11-01 in detail of inbox web: n18 +1
        acme, all inboxes, now inbox web: unassigned +1
    "#]],
    );
    added(
        Source::Sessions,
        &session(json!({
            "resolved_at": "2026-11-02T11:00:00Z",
            "assignments": [
                { "team_id": "sales", "assigned_at": "2026-11-01T10:00:00Z",
                  "first_reply_at": "2026-11-01T10:00:30Z" },
                { "agent_id": "ann", "assigned_at": "2026-11-01T10:01:00Z",
                  "first_reply_at": "2026-11-01T10:03:30.5Z" },
            ],
        })),
        expect![[r#"
            acme, all inboxes, 2026-11-02: sessions_resolved +1
            acme, all inboxes, 2026-11-01 agent ann: f71 +1
            acme, all inboxes, 2026-11-01 in detail: response_ns +150500000000
            acme, all inboxes, 2026-11-01 in detail: n18 +1
            acme, all inboxes, 2026-11-01 in detail: f71 +1
            acme, all inboxes, 2026-11-02 in detail: resolution_ns +90000000000000
            acme, all inboxes, 2026-11-02 in detail: z239 +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: sessions_started +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: responses +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: response_ns +150500000000
            acme, all inboxes, 2026-11-01 in detail of inbox web: n18 +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: f71 +1
            acme, all inboxes, 2026-11-02 in detail of inbox web: sessions_resolved +1
            acme, all inboxes, 2026-11-02 in detail of inbox web: resolution_ns +90000000000000
            acme, all inboxes, 2026-11-02 in detail of inbox web: z239 +1
            acme, all inboxes, resolved 2026-11-02T11h inbox web: s00 +1
            acme, inbox web, 2026-11-02: sessions_resolved +1
            acme, inbox web, 2026-11-01 agent ann: f71 +1
        "#]],
    );
    added(
        Source::Sessions,
        &session(json!({
            "resolved_at": "2026-11-01T09:00:00Z",
            "assignments": [{ "team_id": "sales", "assigned_at": "2026-11-01T10:00:00Z" }],
        })),
        expect![[r#"
            acme, all inboxes, 2026-11-01: sessions_resolved +1
            acme, all inboxes, 2026-11-01: resolved_without_agent +1
            acme, all inboxes, 2026-11-01 in detail: n18 +1
            acme, all inboxes, 2026-11-01 in detail: z0 +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: sessions_started +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: sessions_resolved +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: n18 +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: z0 +1
            acme, all inboxes, resolved 2026-11-01T09h inbox web: s00 +1
            acme, inbox web, 2026-11-01: sessions_resolved +1
            acme, inbox web, 2026-11-01: resolved_without_agent +1
        "#]],
    );
}

#[test]
fn usage_counts_by_country_and_by_the_new_categories() {
    let entry = |differences: Value| {
        let mut entry = json!({
            "account_id": "acme", "entry_id": "e1", "occurred_at": "2026-11-22T16:00:00Z",
            "kind": "usage", "amount_usd": 0.5, "inbox_id": "web",
        });
        entry.as_object_mut().unwrap().extend(differences.as_object().unwrap().clone());
        entry
    };
    let marketing = |country: Value| entry(json!({ "category": "marketing", "country": country }));
    added(
        Source::Billing,
        &marketing(json!("TW")),
        expect![[r#"
        acme, all inboxes, 2026-11-23 by country: used_in_TW +0.5
        acme, inbox web, 2026-11-23 by country: used_in_TW +0.5
    "#]],
    );
    added(
        Source::Billing,
        &marketing(Value::Null),
        expect![[r#"
        acme, all inboxes, 2026-11-23 by country: used_in_ +0.5
        acme, inbox web, 2026-11-23 by country: used_in_ +0.5
    "#]],
    );
    added(
        Source::Billing,
        &entry(json!({ "category": "service" })),
        expect![[r#"
        acme, all inboxes, 2026-11-23: service +0.5
        acme, all inboxes, 2026-11-23 by country: used_in_ +0.5
        acme, all inboxes, now: balance -0.5
        acme, inbox web, 2026-11-23: service +0.5
        acme, inbox web, 2026-11-23 by country: used_in_ +0.5
    "#]],
    );
    added(
        Source::Billing,
        &entry(json!({ "category": "authentication_international" })),
        expect![[r#"
            acme, all inboxes, 2026-11-23: authentication_international +0.5
            acme, all inboxes, 2026-11-23 by country: used_in_ +0.5
            acme, all inboxes, now: balance -0.5
            acme, inbox web, 2026-11-23: authentication_international +0.5
            acme, inbox web, 2026-11-23 by country: used_in_ +0.5
        "#]],
    );
    added(Source::Billing, &entry(json!({ "kind": "top_up", "country": "TW" })), expect![[r#""#]]);
    // Version 1 rejects a category that it does not know, wherever it stands.
    added(
        Source::Billing,
        &entry(json!({ "kind": "top_up", "category": "service" })),
        expect![[r#"
            acme, all inboxes, now: balance +0.5
        "#]],
    );
    // Version 1 did not look at the country, so it goes on to count the entry.
    let flawed = decode(Source::Billing, &marketing(json!("Taiwan"))).unwrap();
    let lines = |version| {
        let counting = Counting { calendar: taipei(), version };
        flawed.contributions(counting).to_string().lines().count()
    };
    assert_eq!((lines(1), lines(2)), (3, 0));
}

#[test]
fn a_use_counts_whether_it_was_sent_and_whether_unchanged() {
    let used = |suggestion: Value, sent: Value| {
        json!({
            "account_id": "acme", "usage_id": "u1", "inbox_id": "web", "tool": "ai_writer",
            "used_at": "2026-11-22T10:00:00Z", "suggestion": suggestion, "sent": sent,
        })
    };
    added(
        Source::AiUsage,
        &used(json!("same"), json!("same")),
        expect![[r#"
        acme, all inboxes, 2026-11-22: ai_writer_sent +1
        acme, all inboxes, 2026-11-22: ai_writer_unchanged +1
        acme, inbox web, 2026-11-22: ai_writer_sent +1
        acme, inbox web, 2026-11-22: ai_writer_unchanged +1
    "#]],
    );
    added(
        Source::AiUsage,
        &used(json!("same"), json!("")),
        expect![[r#"
        acme, all inboxes, 2026-11-22: ai_writer_sent +1
        acme, inbox web, 2026-11-22: ai_writer_sent +1
    "#]],
    );
    added(
        Source::AiUsage,
        &used(json!(""), json!("")),
        expect![[r#"
        acme, all inboxes, 2026-11-22: ai_writer_sent +1
        acme, inbox web, 2026-11-22: ai_writer_sent +1
    "#]],
    );
    added(Source::AiUsage, &used(json!("same"), Value::Null), expect![[r#""#]]);
    let mut doc = used(json!("same"), json!("same"));
    doc["tool"] = json!("doc_reply");
    added(
        Source::AiUsage,
        &doc,
        expect![[r#"
        acme, all inboxes, 2026-11-22: doc_reply_sent +1
        acme, all inboxes, 2026-11-22: doc_reply_unchanged +1
        acme, inbox web, 2026-11-22: doc_reply_sent +1
        acme, inbox web, 2026-11-22: doc_reply_unchanged +1
    "#]],
    );
    doc["translated"] = json!(true);
    added(
        Source::AiUsage,
        &doc,
        expect![[r#"
        acme, all inboxes, 2026-11-22: doc_reply_sent +1
        acme, inbox web, 2026-11-22: doc_reply_sent +1
    "#]],
    );
}
