//! Golden sessions, one after another as a session goes through its states.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::golden::{golden, golden_record};
use crate::record::{Record, Source};
use crate::testing::{at, decode};

fn image(differences: Value) -> Value {
    let mut session = json!({
        "account_id": "acme", "session_id": "s1", "inbox_id": "web", "customer_id": "c1",
        "opened_at": "2026-11-01T10:00:00Z",
    });
    session.as_object_mut().unwrap().extend(differences.as_object().unwrap().clone());
    session
}

fn session(differences: Value, version_1: Expect) {
    golden(Source::Sessions, image(differences), version_1);
}

/// The session with these differences, whose record is removed then.
fn removed_session(differences: Value, removed_at: &str, version_1: Expect) {
    let Record::Session(session) = decode(Source::Sessions, &image(differences)).unwrap() else {
        unreachable!("a session")
    };
    golden_record(&Record::Session(session.removed(at(removed_at))), version_1);
}

fn ann() -> Value {
    json!({ "agent_id": "ann", "assigned_at": "2026-11-02T10:00:00Z" })
}

#[test]
fn an_open_session_has_started_and_waits_for_an_assignment() {
    session(
        json!({}),
        expect![[r#"
            2026-11-01: sessions_started +1
            now: unassigned +1
            now: sessions +1
        "#]],
    );
    session(
        json!({ "assignments": [] }),
        expect![[r#"
            2026-11-01: sessions_started +1
            now: unassigned +1
            now: sessions +1
        "#]],
    );
    // 16:00Z is midnight in Taipei.
    session(
        json!({ "opened_at": "2026-11-01T16:00:00Z" }),
        expect![[r#"
            2026-11-02: sessions_started +1
            now: unassigned +1
            now: sessions +1
        "#]],
    );
}

#[test]
fn an_assigned_session_counts_for_the_agent() {
    session(
        json!({ "assignments": [ann()] }),
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-02 agent ann: times_assigned +1
            now: assigned +1
            now: sessions +1
            now agent ann: assigned +1
            now agent ann: spans +1
        "#]],
    );
}

#[test]
fn an_assigned_session_counts_for_the_team() {
    let sales = json!({ "team_id": "sales", "assigned_at": "2026-11-02T10:00:00Z" });
    session(
        json!({ "assignments": [sales] }),
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-02 team sales: times_assigned +1
            now: assigned +1
            now: sessions +1
            now team sales: assigned +1
            now team sales: spans +1
        "#]],
    );
}

#[test]
fn a_first_reply_counts_for_the_agent_on_its_own_date() {
    let mut replied = ann();
    replied["team_id"] = json!("sales");
    replied["first_reply_at"] = json!("2026-11-03T10:00:01.5Z");
    session(
        json!({ "assignments": [replied] }),
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-02 agent ann: times_assigned +1
            2026-11-02 team sales: times_assigned +1
            2026-11-03 agent ann: responses +1
            2026-11-03 agent ann: response_ns +86401500000000
            now: assigned +1
            now: sessions +1
            now agent ann: assigned +1
            now agent ann: spans +1
            now team sales: assigned +1
            now team sales: spans +1
        "#]],
    );
}

#[test]
fn a_session_whose_last_assignment_ended_is_unassigned() {
    let mut ended = ann();
    ended["ended_at"] = json!("2026-11-03T10:00:00Z");
    session(
        json!({ "assignments": [ended] }),
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-02 agent ann: times_assigned +1
            2026-11-03 agent ann: spans_ended +1
            now: unassigned +1
            now: sessions +1
            now agent ann: spans +1
            now agent ann: spans_with_end +1
        "#]],
    );
}

#[test]
fn a_session_assigned_anew_ends_the_first_assignment() {
    let bob = json!({
        "agent_id": "bob", "team_id": "sales", "assigned_at": "2026-11-04T10:00:00Z",
    });
    session(
        json!({ "assignments": [ann(), bob] }),
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-02 agent ann: times_assigned +1
            2026-11-04 agent ann: spans_ended +1
            2026-11-04 agent bob: times_assigned +1
            2026-11-04 team sales: times_assigned +1
            now: assigned +1
            now: sessions +1
            now agent ann: spans +1
            now agent ann: spans_with_end +1
            now agent bob: assigned +1
            now agent bob: spans +1
            now team sales: assigned +1
            now team sales: spans +1
        "#]],
    );
}

#[test]
fn a_session_assigned_again_to_the_same_agent_counts_each_assignment() {
    let again = json!({ "agent_id": "ann", "assigned_at": "2026-11-02T11:00:00Z" });
    session(
        json!({ "assignments": [ann(), again] }),
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-02 agent ann: times_assigned +2
            2026-11-02 agent ann: spans_ended +1
            now: assigned +1
            now: sessions +1
            now agent ann: assigned +1
            now agent ann: spans +2
            now agent ann: spans_with_end +1
        "#]],
    );
}

#[test]
fn a_resolved_session_ends_24_hours_later_and_with_it_its_current_assignment() {
    session(
        json!({ "resolved_at": "2026-11-05T10:15:59Z" }),
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-06: sessions_ended +1
            now: sessions +1
            now: sessions_with_end +1
            resolved 2026-11-05T10h: s15 +1
        "#]],
    );
    let mut owned = ann();
    owned["team_id"] = json!("sales");
    session(
        json!({ "resolved_at": "2026-11-05T10:15:59Z", "assignments": [owned] }),
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-06: sessions_ended +1
            2026-11-02 agent ann: times_assigned +1
            2026-11-02 team sales: times_assigned +1
            2026-11-06 agent ann: spans_ended +1
            2026-11-06 team sales: spans_ended +1
            now: sessions +1
            now: sessions_with_end +1
            now agent ann: spans +1
            now agent ann: spans_with_end +1
            now team sales: spans +1
            now team sales: spans_with_end +1
            resolved 2026-11-05T10h: s15 +1
            resolved 2026-11-05T10h agent ann: s15 +1
            resolved 2026-11-05T10h team sales: s15 +1
        "#]],
    );
}

#[test]
fn a_resolved_session_is_nobodys_once_its_last_assignment_ended() {
    let mut ended = ann();
    ended["ended_at"] = json!("2026-11-03T10:00:00Z");
    session(
        json!({ "resolved_at": "2026-11-05T10:15:59Z", "assignments": [ended] }),
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-06: sessions_ended +1
            2026-11-02 agent ann: times_assigned +1
            2026-11-03 agent ann: spans_ended +1
            now: sessions +1
            now: sessions_with_end +1
            now agent ann: spans +1
            now agent ann: spans_with_end +1
            resolved 2026-11-05T10h: s15 +1
        "#]],
    );
}

#[test]
fn a_removed_session_ends_at_its_removal_and_stays_history() {
    removed_session(
        json!({}),
        "2026-11-06T10:00:00Z",
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-06: sessions_ended +1
            now: sessions +1
            now: sessions_with_end +1
        "#]],
    );
    removed_session(
        json!({ "assignments": [ann()] }),
        "2026-11-06T10:00:00Z",
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-06: sessions_ended +1
            2026-11-02 agent ann: times_assigned +1
            2026-11-06 agent ann: spans_ended +1
            now: sessions +1
            now: sessions_with_end +1
            now agent ann: spans +1
            now agent ann: spans_with_end +1
        "#]],
    );
}

#[test]
fn a_resolved_session_that_is_removed_ends_at_what_comes_first() {
    let resolved = json!({ "resolved_at": "2026-11-05T10:15:59Z", "assignments": [ann()] });
    removed_session(
        resolved.clone(),
        "2026-11-05T12:00:00Z",
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-05: sessions_ended +1
            2026-11-02 agent ann: times_assigned +1
            2026-11-05 agent ann: spans_ended +1
            now: sessions +1
            now: sessions_with_end +1
            now agent ann: spans +1
            now agent ann: spans_with_end +1
        "#]],
    );
    removed_session(
        resolved,
        "2026-11-08T10:00:00Z",
        expect![[r#"
            2026-11-01: sessions_started +1
            2026-11-06: sessions_ended +1
            2026-11-02 agent ann: times_assigned +1
            2026-11-06 agent ann: spans_ended +1
            now: sessions +1
            now: sessions_with_end +1
            now agent ann: spans +1
            now agent ann: spans_with_end +1
        "#]],
    );
}
