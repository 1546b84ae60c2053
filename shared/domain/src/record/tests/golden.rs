//! Golden records: images with the contributions that they make for ever. Each list of
//! contributions names the version of the counters that it came with. A later version adds a list;
//! none ever changes.
//!
//! Contributions are written once for the two scopes that they are made to, the record's inbox and
//! all inboxes. What is made to one scope only names it.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::generation::Counting;
use crate::record::{Record, Source};
use crate::testing::{decode, taipei};

/// Checks what the record of this image contributes, with days of Taipei (UTC+8).
pub(super) fn golden(source: Source, plain: Value, version_1: Expect) {
    golden_record(&decode(source, &plain).unwrap(), version_1);
}

/// Checks what this record contributes, with days of Taipei (UTC+8).
pub(super) fn golden_record(record: &Record, version_1: Expect) {
    let counting = Counting { calendar: taipei(), version: 1 };
    let text = record.contributions(counting).to_string();
    let all: Vec<_> =
        text.lines().filter_map(|it| it.strip_prefix("acme, all inboxes, ")).collect();
    let inbox: Vec<_> =
        text.lines().filter_map(|it| it.strip_prefix("acme, inbox web, ")).collect();
    assert_eq!(all.len() + inbox.len(), text.lines().count(), "scopes of other records:\n{text}");
    let in_all: BTreeSet<_> = all.iter().collect();
    let in_inbox: BTreeSet<_> = inbox.iter().collect();
    let with_all = all.iter().map(|line| {
        let only = if in_inbox.contains(line) { "" } else { "all inboxes only, " };
        format!("{only}{line}\n")
    });
    let in_one = inbox.iter().filter(|line| !in_all.contains(line));
    let lines = with_all.chain(in_one.map(|line| format!("inbox only, {line}\n")));
    let lines: String = lines.collect();
    version_1.assert_eq(&lines);
}

fn message(differences: Value, version_1: Expect) {
    let mut message = json!({
        "session_id": "s1", "message_id": "m1", "account_id": "acme", "inbox_id": "web",
        "customer_id": "c1", "sent_at": "2026-11-22T15:59:59.999Z",
    });
    message.as_object_mut().unwrap().extend(differences.as_object().unwrap().clone());
    golden(Source::Messages, message, version_1);
}

#[test]
fn a_message_counts_by_its_sender_on_the_local_date_of_sent_at() {
    message(
        json!({ "sender": "customer" }),
        expect![[r#"
            2026-11-22: received +1
        "#]],
    );
    message(
        json!({ "sender": "bot" }),
        expect![[r#"
            2026-11-22: bot_sent +1
        "#]],
    );
    message(
        json!({ "sender": "broadcast" }),
        expect![[r#"
            2026-11-22: broadcast_sent +1
        "#]],
    );
    message(
        json!({ "sender": "customer", "sent_at": "2026-11-22T16:00:00Z" }),
        expect![[r#"
            2026-11-23: received +1
        "#]],
    );
}

#[test]
fn an_agents_message_counts_for_the_agent_and_for_the_team_that_it_names() {
    message(
        json!({ "sender": "agent", "agent_id": "ann" }),
        expect![[r#"
            2026-11-22: agent_sent +1
            2026-11-22 agent ann: agent_sent +1
        "#]],
    );
    message(
        json!({ "sender": "agent", "agent_id": "ann", "team_id": "sales" }),
        expect![[r#"
            2026-11-22: agent_sent +1
            2026-11-22 agent ann: agent_sent +1
            2026-11-22 team sales: agent_sent +1
        "#]],
    );
}

#[test]
fn a_message_that_no_agent_sent_counts_for_no_agent_and_no_team() {
    message(
        json!({ "sender": "bot", "agent_id": "ann", "team_id": "sales" }),
        expect![[r#"
            2026-11-22: bot_sent +1
        "#]],
    );
    message(
        json!({ "sender": "customer", "agent_id": "ann", "team_id": "sales" }),
        expect![[r#"
            2026-11-22: received +1
        "#]],
    );
}

fn billing(differences: Value, version_1: Expect) {
    let mut entry = json!({
        "account_id": "acme", "entry_id": "e1", "occurred_at": "2026-11-22T16:00:00Z",
    });
    entry.as_object_mut().unwrap().extend(differences.as_object().unwrap().clone());
    golden(Source::Billing, entry, version_1);
}

#[test]
fn usage_counts_by_category_and_lowers_the_balance_of_the_whole_account() {
    for (category, expected) in [
        (
            "marketing",
            expect![[r#"
                2026-11-23: marketing +12.047
                all inboxes only, now: balance -12.047
            "#]],
        ),
        (
            "utility",
            expect![[r#"
                2026-11-23: utility +12.047
                all inboxes only, now: balance -12.047
            "#]],
        ),
        (
            "authentication",
            expect![[r#"
                2026-11-23: authentication +12.047
                all inboxes only, now: balance -12.047
            "#]],
        ),
        (
            "other",
            expect![[r#"
                2026-11-23: other +12.047
                all inboxes only, now: balance -12.047
            "#]],
        ),
    ] {
        billing(
            json!({ "kind": "usage", "category": category, "amount_usd": 12.047, "inbox_id": "web" }),
            expected,
        );
    }
}

#[test]
fn usage_without_an_inbox_counts_for_all_inboxes_only() {
    billing(
        json!({ "kind": "usage", "category": "utility", "amount_usd": 0.000_000_000_001 }),
        expect![[r#"
            all inboxes only, 2026-11-23: utility +0.000000000001
            all inboxes only, now: balance -0.000000000001
        "#]],
    );
}

#[test]
fn top_ups_and_adjustments_change_the_balance_and_no_day() {
    billing(
        json!({ "kind": "top_up", "amount_usd": 500, "inbox_id": "web" }),
        expect![[r#"
            all inboxes only, now: balance +500
        "#]],
    );
    billing(
        json!({ "kind": "adjustment", "amount_usd": 7.5 }),
        expect![[r#"
            all inboxes only, now: balance +7.5
        "#]],
    );
    billing(
        json!({ "kind": "adjustment", "category": "marketing", "amount_usd": -7.5 }),
        expect![[r#"
            all inboxes only, now: balance -7.5
        "#]],
    );
}

#[test]
fn an_entry_of_nothing_counts_nothing() {
    billing(
        json!({ "kind": "usage", "category": "other", "amount_usd": 0 }),
        expect![[r#"
            all inboxes only, 2026-11-23: nothing
            all inboxes only, now: nothing
        "#]],
    );
    billing(
        json!({ "kind": "top_up", "amount_usd": 0 }),
        expect![[r#"
            all inboxes only, now: nothing
        "#]],
    );
}

#[test]
fn a_run_counts_for_its_flow_on_the_local_date_of_triggered_at() {
    golden(
        Source::FlowRuns,
        json!({
            "account_id": "acme", "run_id": "r1", "flow_id": "hello", "inbox_id": "web",
            "triggered_at": "2026-11-23T00:30:00+08:00",
        }),
        expect![[r#"
            2026-11-23 flow hello: times_triggered +1
        "#]],
    );
}

fn ai_use(differences: Value, version_1: Expect) {
    let mut used = json!({
        "account_id": "acme", "usage_id": "u1", "inbox_id": "web", "agent_id": "ann",
        "used_at": "2026-11-22T16:00:00Z",
    });
    used.as_object_mut().unwrap().extend(differences.as_object().unwrap().clone());
    golden(Source::AiUsage, used, version_1);
}

#[test]
fn a_use_of_a_tool_counts_and_has_an_accuracy_once_both_texts_are_there() {
    ai_use(
        json!({ "tool": "ai_writer" }),
        expect![[r#"
            2026-11-23: ai_writer_uses +1
        "#]],
    );
    ai_use(
        json!({ "tool": "ai_writer", "suggestion": "kitten" }),
        expect![[r#"
            2026-11-23: ai_writer_uses +1
        "#]],
    );
    ai_use(
        json!({ "tool": "ai_writer", "sent": "sitting" }),
        expect![[r#"
            2026-11-23: ai_writer_uses +1
        "#]],
    );
    ai_use(
        json!({ "tool": "ai_writer", "suggestion": "kitten", "sent": "sitting" }),
        expect![[r#"
            2026-11-23: ai_writer_uses +1
            2026-11-23: ai_writer_samples +1
            2026-11-23: ai_writer_accuracy +571429
        "#]],
    );
    ai_use(
        json!({ "tool": "doc_reply", "suggestion": "same", "sent": "same" }),
        expect![[r#"
            2026-11-23: doc_reply_uses +1
            2026-11-23: doc_reply_samples +1
            2026-11-23: doc_reply_accuracy +1000000
        "#]],
    );
}

#[test]
fn an_accuracy_of_zero_is_a_sample_and_an_empty_suggestion_is_none() {
    ai_use(
        json!({ "tool": "doc_reply", "suggestion": "abc", "sent": "" }),
        expect![[r#"
            2026-11-23: doc_reply_uses +1
            2026-11-23: doc_reply_samples +1
        "#]],
    );
    ai_use(
        json!({ "tool": "doc_reply", "suggestion": "", "sent": "abc" }),
        expect![[r#"
            2026-11-23: doc_reply_uses +1
        "#]],
    );
}

#[test]
fn a_translated_doc_reply_has_no_accuracy() {
    let texts = |tool, translated| json!({ "tool": tool, "translated": translated, "suggestion": "same", "sent": "same" });
    ai_use(
        texts("doc_reply", true),
        expect![[r#"
            2026-11-23: doc_reply_uses +1
        "#]],
    );
    ai_use(
        texts("doc_reply", false),
        expect![[r#"
            2026-11-23: doc_reply_uses +1
            2026-11-23: doc_reply_samples +1
            2026-11-23: doc_reply_accuracy +1000000
        "#]],
    );
    ai_use(
        texts("ai_writer", true),
        expect![[r#"
            2026-11-23: ai_writer_uses +1
            2026-11-23: ai_writer_samples +1
            2026-11-23: ai_writer_accuracy +1000000
        "#]],
    );
}
