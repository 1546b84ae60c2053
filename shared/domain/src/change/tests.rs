//! What writes to records change.

#![allow(clippy::needless_raw_string_hashes)] // the form in which snapshots are written

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::*;
use crate::calendar::Calendar;
use crate::record::Source;
use crate::testing::{at, decode, id, taipei};

fn inserted(new: Record) -> Change {
    Change::written(None, Some(new))
}

fn changed(old: Record, new: Record) -> Change {
    Change::written(Some(old), Some(new))
}

fn changed_into_a_bad_one(old: Record) -> Change {
    Change::written(Some(old), None)
}

fn session(differences: Value) -> Record {
    let mut plain = json!({
        "account_id": "acme", "session_id": "s1", "inbox_id": "web", "customer_id": "c1",
        "opened_at": "2026-11-01T10:00:00Z",
    });
    plain.as_object_mut().unwrap().extend(differences.as_object().unwrap().clone());
    decode(Source::Sessions, &plain).unwrap()
}

fn flow_run(account: &str, at: &str) -> Record {
    let plain = json!({
        "account_id": account, "run_id": "r1", "flow_id": "hello", "inbox_id": "web",
        "triggered_at": at,
    });
    decode(Source::FlowRuns, &plain).unwrap()
}

fn usage(amount: Value) -> Record {
    let plain = json!({
        "account_id": "acme", "entry_id": "e1", "kind": "usage", "category": "marketing",
        "amount_usd": amount, "occurred_at": "2026-11-01T10:00:00Z",
    });
    decode(Source::Billing, &plain).unwrap()
}

/// Checks the effect: its changes of counters, and then each customer's sessions.
fn effect(change: &Change, expected: Expect) {
    let effect = change.effect(|_| Counting::latest(taipei()));
    let mut text = effect.deltas.to_string();
    for ((account, customer), sessions) in &effect.contact_sessions {
        for (session, sign) in sessions {
            let ContactSession { inbox, opened, status } = session;
            let line = format!("{account}, {customer}: {sign:+} {status:?} in {inbox} of {opened}");
            text = text + &line + "\n";
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn an_insert_adds_what_the_record_contributes() {
    effect(
        &inserted(flow_run("acme", "2026-11-01T10:00:00Z")),
        expect![[r#"
            acme, all inboxes, 2026-11-01 flow hello: times_triggered +1
            acme, inbox web, 2026-11-01 flow hello: times_triggered +1
        "#]],
    );
    effect(
        &inserted(session(json!({}))),
        expect![[r#"
            acme, all inboxes, 2026-11-01: sessions_started +1
            acme, all inboxes, 2026-11-01 in detail: n18 +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: sessions_started +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: n18 +1
            acme, all inboxes, now: unassigned +1
            acme, all inboxes, now: sessions +1
            acme, all inboxes, now inbox web: unassigned +1
            acme, inbox web, 2026-11-01: sessions_started +1
            acme, inbox web, now: unassigned +1
            acme, inbox web, now: sessions +1
            acme, c1: +1 Open in web of 2026-11-01
        "#]],
    );
}

#[test]
fn a_change_replaces_the_old_contributions_by_the_new_and_leaves_out_what_comes_to_nothing() {
    let ann = json!([{ "agent_id": "ann", "assigned_at": "2026-11-02T10:00:00Z" }]);
    effect(
        &changed(session(json!({})), session(json!({ "assignments": ann.clone() }))),
        expect![[r#"
            acme, all inboxes, 2026-11-02 agent ann: times_assigned +1
            acme, all inboxes, now: unassigned -1
            acme, all inboxes, now: assigned +1
            acme, all inboxes, now agent ann: assigned +1
            acme, all inboxes, now agent ann: spans +1
            acme, all inboxes, now inbox web: unassigned -1
            acme, all inboxes, now inbox web: assigned +1
            acme, inbox web, 2026-11-02 agent ann: times_assigned +1
            acme, inbox web, now: unassigned -1
            acme, inbox web, now: assigned +1
            acme, inbox web, now agent ann: assigned +1
            acme, inbox web, now agent ann: spans +1
        "#]],
    );
    effect(
        &changed(
            session(json!({ "assignments": ann.clone() })),
            session(json!({ "assignments": ann, "resolved_at": "2026-11-05T10:15:59Z" })),
        ),
        expect![[r#"
            acme, all inboxes, 2026-11-05: sessions_resolved +1
            acme, all inboxes, 2026-11-06: sessions_ended +1
            acme, all inboxes, 2026-11-06 agent ann: spans_ended +1
            acme, all inboxes, 2026-11-05 in detail: resolution_ns +346559000000000
            acme, all inboxes, 2026-11-05 in detail: z273 +1
            acme, all inboxes, 2026-11-05 in detail of inbox web: sessions_resolved +1
            acme, all inboxes, 2026-11-05 in detail of inbox web: resolution_ns +346559000000000
            acme, all inboxes, 2026-11-05 in detail of inbox web: z273 +1
            acme, all inboxes, now: assigned -1
            acme, all inboxes, now: sessions_with_end +1
            acme, all inboxes, now agent ann: assigned -1
            acme, all inboxes, now agent ann: spans_with_end +1
            acme, all inboxes, resolved 2026-11-05T10h: s15 +1
            acme, all inboxes, resolved 2026-11-05T10h agent ann: s15 +1
            acme, all inboxes, now inbox web: assigned -1
            acme, all inboxes, resolved 2026-11-05T10h inbox web: s15 +1
            acme, inbox web, 2026-11-05: sessions_resolved +1
            acme, inbox web, 2026-11-06: sessions_ended +1
            acme, inbox web, 2026-11-06 agent ann: spans_ended +1
            acme, inbox web, now: assigned -1
            acme, inbox web, now: sessions_with_end +1
            acme, inbox web, now agent ann: assigned -1
            acme, inbox web, now agent ann: spans_with_end +1
            acme, inbox web, resolved 2026-11-05T10h: s15 +1
            acme, inbox web, resolved 2026-11-05T10h agent ann: s15 +1
            acme, c1: -1 Open in web of 2026-11-01
            acme, c1: +1 Resolved(Minute(29897895)) in web of 2026-11-01
        "#]],
    );
}

#[test]
fn a_session_that_moves_to_another_customer_is_taken_from_the_one_and_given_to_the_other() {
    effect(
        &changed(session(json!({})), session(json!({ "customer_id": "c2" }))),
        expect![[r#"
            acme, c1: -1 Open in web of 2026-11-01
            acme, c2: +1 Open in web of 2026-11-01
        "#]],
    );
}

#[test]
fn a_session_that_moves_to_another_inbox_changes_nothing_for_all_inboxes() {
    effect(
        &changed(session(json!({})), session(json!({ "inbox_id": "ig" }))),
        expect![[r#"
            acme, all inboxes, 2026-11-01 in detail of inbox ig: sessions_started +1
            acme, all inboxes, 2026-11-01 in detail of inbox ig: n18 +1
            acme, all inboxes, 2026-11-01 in detail of inbox web: sessions_started -1
            acme, all inboxes, 2026-11-01 in detail of inbox web: n18 -1
            acme, all inboxes, now inbox ig: unassigned +1
            acme, all inboxes, now inbox web: unassigned -1
            acme, inbox ig, 2026-11-01: sessions_started +1
            acme, inbox ig, now: unassigned +1
            acme, inbox ig, now: sessions +1
            acme, inbox web, 2026-11-01: sessions_started -1
            acme, inbox web, now: unassigned -1
            acme, inbox web, now: sessions -1
            acme, c1: -1 Open in web of 2026-11-01
            acme, c1: +1 Open in ig of 2026-11-01
        "#]],
    );
}

#[test]
fn the_same_image_again_changes_nothing() {
    let again = changed(session(json!({})), session(json!({})));
    assert_eq!(again.effect(|_| Counting::latest(taipei())), Effect::default());
    // Nor does one that contributes the same.
    let opened = json!({ "opened_at": "2026-11-01T10:59:59Z" });
    let alike = changed(session(json!({})), session(opened));
    assert_ne!(alike.old, alike.new);
    assert_eq!(alike.effect(|_| Counting::latest(taipei())), Effect::default());
}

#[test]
fn a_record_that_contributes_zero_changes_no_counter() {
    let nothing = inserted(usage(json!(0)));
    assert_eq!(nothing.effect(|_| Counting::latest(taipei())), Effect::default());
    effect(
        &changed(usage(json!(1.5)), usage(json!(2))),
        expect![[r#"
            acme, all inboxes, 2026-11-01: marketing +0.5
            acme, all inboxes, 2026-11-01 by country: used_in_ +0.5
            acme, all inboxes, now: balance -0.5
        "#]],
    );
}

#[test]
fn a_good_record_changed_into_a_bad_one_counts_for_nothing() {
    effect(
        &changed_into_a_bad_one(flow_run("acme", "2026-11-01T10:00:00Z")),
        expect![[r#"
            acme, all inboxes, 2026-11-01 flow hello: times_triggered -1
            acme, inbox web, 2026-11-01 flow hello: times_triggered -1
        "#]],
    );
    assert_eq!(
        Change::written(None, None).effect(|_| Counting::latest(taipei())),
        Effect::default()
    );
}

#[test]
fn a_removed_session_ends_at_its_removal() {
    effect(
        &Change::removed(Some(session(json!({}))), at("2026-11-06T10:00:00Z")),
        expect![[r#"
            acme, all inboxes, 2026-11-06: sessions_ended +1
            acme, all inboxes, now: unassigned -1
            acme, all inboxes, now: sessions_with_end +1
            acme, all inboxes, now inbox web: unassigned -1
            acme, inbox web, 2026-11-06: sessions_ended +1
            acme, inbox web, now: unassigned -1
            acme, inbox web, now: sessions_with_end +1
            acme, c1: -1 Open in web of 2026-11-01
            acme, c1: +1 Removed in web of 2026-11-01
        "#]],
    );
}

#[test]
fn the_removal_of_any_other_record_changes_nothing() {
    let run = flow_run("acme", "2026-11-01T10:00:00Z");
    for record in [Some(run), Some(usage(json!(1.5))), None] {
        let removed = Change::removed(record.clone(), at("2026-11-06T10:00:00Z"));
        assert_eq!(removed, Change { old: record.clone(), new: record });
        assert_eq!(removed.effect(|_| Counting::latest(taipei())), Effect::default());
    }
}

#[test]
fn each_image_counts_in_the_calendar_of_its_own_account() {
    let night = "2026-11-01T20:00:00Z";
    let change = changed(flow_run("acme", night), flow_run("bolt", night));
    assert_eq!(change.accounts().collect::<Vec<_>>(), [&id("acme"), &id("bolt")]);
    let counting = |account: &Id| {
        Counting::latest(if *account == id("acme") { taipei() } else { Calendar::UTC })
    };
    expect![[r#"
        acme, all inboxes, 2026-11-02 flow hello: times_triggered -1
        acme, inbox web, 2026-11-02 flow hello: times_triggered -1
        bolt, all inboxes, 2026-11-01 flow hello: times_triggered +1
        bolt, inbox web, 2026-11-01 flow hello: times_triggered +1
    "#]]
    .assert_eq(&change.effect(counting).deltas.to_string());
}

#[test]
fn the_accounts_of_a_change_are_those_of_its_images() {
    let run = || flow_run("acme", "2026-11-01T10:00:00Z");
    for (change, accounts) in [
        (inserted(run()), 1),
        (changed_into_a_bad_one(run()), 1),
        (changed(run(), run()), 2),
        (Change::written(None, None), 0),
    ] {
        assert_eq!(change.accounts().filter(|it| **it == id("acme")).count(), accounts);
    }
}

#[test]
fn an_effect_of_more_than_64_counters_is_cut_into_contacts_and_parts_of_90() {
    let effect_of = |assignments: usize| {
        let agent = |n| json!({ "agent_id": n, "assigned_at": "2026-11-02T10:00:00Z" });
        let agents: Vec<_> = (0..assignments).map(|n| agent(format!("agent{n:03}"))).collect();
        // By version 1 the numbers are round.
        let counting = Counting { calendar: taipei(), version: 1 };
        inserted(session(json!({ "assignments": agents }))).effect(|_| counting)
    };
    // Each agent has two rows, and the session has two, all of them in two scopes.
    for (assignments, counters, parts) in [
        (15, 64, vec![64]),
        (16, 68, vec![0, 68]),
        (21, 88, vec![0, 88]),
        (22, 92, vec![0, 90, 2]),
        (44, 180, vec![0, 90, 90]),
        (45, 184, vec![0, 90, 90, 4]),
    ] {
        let effect = effect_of(assignments);
        assert_eq!(effect.deltas.len(), counters);
        let cut = effect.clone().into_parts();
        let lengths: Vec<_> = cut.iter().map(|part| part.deltas.len()).collect();
        assert_eq!(lengths, parts, "{assignments} assignments");
        assert_eq!(cut[0].contact_sessions, effect.contact_sessions, "contacts come first");
        assert!(cut[1..].iter().all(|part| part.contact_sessions.is_empty()));
        let in_order = cut.iter().flat_map(|part| part.deltas.iter());
        assert!(in_order.eq(effect.deltas.iter()), "in the order of their keys, each once");
    }
}
