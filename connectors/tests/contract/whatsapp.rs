//! The WhatsApp Cloud API's webhooks.

use chrono::{DateTime, TimeDelta, Utc};
use connectors::conversation::Facts;
use connectors::{ConversationFacts, Event, merge};
use expect_test::{Expect, expect};

use crate::payload::{body, read, whatsapp};
use crate::shown::{Told, shown};

fn names(payloads: &[&str]) -> Vec<String> {
    payloads.iter().map(|name| format!("whatsapp/{name}")).collect()
}

fn text(payloads: &[&str]) -> String {
    let names = names(payloads);
    shown(&whatsapp(), &names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn check(payloads: &[&str], expected: Expect) {
    expected.assert_eq(&text(payloads));
}

#[test]
fn a_customers_message_opens_a_session() {
    check(
        &["message_text"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.99021aa0f3a6af8645a18cd049f3d87a sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.886912000111
        sessions customer_id=line.886912000111 inbox_id=line.106540352242922 opened_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.886912000111.1
        closes at 2026-11-23 10:15:30 UTC
    "#]],
    );
}

#[test]
fn media_and_what_the_platform_cannot_show_are_messages() {
    check(
        &["message_text", "message_image", "message_unsupported"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.69df04dc7c718ed46c22e52e7f3c5a46 sender=customer sent_at=2026-11-22T10:16:00.000Z session_id=line.106540352242922.886912000111
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.734b0ae0f9b05933231b10a020fc97dc sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.886912000111
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.99021aa0f3a6af8645a18cd049f3d87a sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.886912000111
        sessions customer_id=line.886912000111 inbox_id=line.106540352242922 opened_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.886912000111.1
        closes at 2026-11-23 10:15:30 UTC
        closes at 2026-11-23 10:16:00 UTC
        closes at 2026-11-23 10:16:00 UTC
    "#]],
    );
}

#[test]
fn reactions_notes_and_groups_are_not() {
    check(
        &["message_reaction", "message_system", "message_of_a_group"],
        expect![[r#"
        ignored: MessageKind
        ignored: MessageKind
        ignored: MessageKind
    "#]],
    );
}

#[test]
fn a_customer_who_hides_the_number_has_an_id() {
    check(
        &["message_without_number"],
        expect![[r#"
        messages customer_id=line.TW.13491208655302741918 inbox_id=line.106540352242922 message_id=line.281a520a23e679bebc2bc7e4068bd232 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.TW.13491208655302741918
        sessions customer_id=line.TW.13491208655302741918 inbox_id=line.106540352242922 opened_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.TW.13491208655302741918.1
        closes at 2026-11-23 10:15:30 UTC
    "#]],
    );
}

#[test]
fn a_message_that_arrived_is_sent_and_billed() {
    check(
        &["status_sent", "status_delivered", "status_read"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.21054151c1c5a1bcaff2472c18b4eae4 sender=bot sent_at=2026-11-22T10:17:10.000Z session_id=line.106540352242922.886912000111
        billing amount_usd=0.0701 category=marketing country=TW entry_id=line.21054151c1c5a1bcaff2472c18b4eae4 inbox_id=line.106540352242922 kind=usage occurred_at=2026-11-22T10:17:13.000Z
    "#]],
    );
}

#[test]
fn statuses_come_to_the_same_in_any_order() {
    let expected = text(&["status_sent", "status_delivered", "status_read"]);
    for order in [
        ["status_read", "status_delivered", "status_sent"],
        ["status_delivered", "status_sent", "status_read"],
        ["status_sent", "status_read", "status_delivered"],
    ] {
        assert_eq!(text(&order), expected, "{order:?}");
    }
    let again = ["status_sent", "status_read", "status_delivered", "status_sent", "status_read"];
    assert_eq!(text(&again), expected);
}

#[test]
fn a_message_that_only_was_sent_is_not_billed() {
    check(
        &["status_sent"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.21054151c1c5a1bcaff2472c18b4eae4 sender=bot sent_at=2026-11-22T10:17:10.000Z session_id=line.106540352242922.886912000111
    "#]],
    );
}

#[test]
fn delivered_may_be_skipped() {
    check(
        &["status_read"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.21054151c1c5a1bcaff2472c18b4eae4 sender=bot sent_at=2026-11-22T10:18:10.000Z session_id=line.106540352242922.886912000111
        billing amount_usd=0.0701 category=marketing country=TW entry_id=line.21054151c1c5a1bcaff2472c18b4eae4 inbox_id=line.106540352242922 kind=usage occurred_at=2026-11-22T10:18:10.000Z
    "#]],
    );
}

#[test]
fn a_message_that_failed_was_not_sent() {
    check(&["status_failed"], expect![[""]]);
}

#[test]
fn a_free_message_is_not_billed() {
    check(
        &["status_free"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.6edfc94d475adac093079a8daea887cc sender=bot sent_at=2026-11-22T10:18:50.000Z session_id=line.106540352242922.886912000111
    "#]],
    );
}

#[test]
fn a_category_that_is_not_known_counts_as_other() {
    check(
        &["status_unknown_category"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.82f95b115e89b8fbb46d627f3e36eff9 sender=bot sent_at=2026-11-22T10:19:00.000Z session_id=line.106540352242922.886912000111
        billing amount_usd=0.01 category=other country=TW entry_id=line.82f95b115e89b8fbb46d627f3e36eff9 inbox_id=line.106540352242922 kind=usage occurred_at=2026-11-22T10:19:00.000Z
        Marks { unknown_category: 1, not_understood: 0 }
    "#]],
    );
}

#[test]
fn a_missing_rate_is_an_amount_of_nothing_and_is_said() {
    check(
        &["status_without_rate"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.e5df0d923912a6284f9e6ccd8da17eb0 sender=bot sent_at=2026-11-22T10:19:10.000Z session_id=line.106540352242922.886912000111
        billing amount_usd=0 category=authentication country=TW entry_id=line.e5df0d923912a6284f9e6ccd8da17eb0 inbox_id=line.106540352242922 kind=usage occurred_at=2026-11-22T10:19:10.000Z
        missing rates: 1
    "#]],
    );
}

#[test]
fn an_old_version_says_billable() {
    check(
        &["status_old_version"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.ca3d41f14879f3f475b432fda1ecb576 sender=bot sent_at=2026-11-22T10:19:20.000Z session_id=line.106540352242922.886912000111
        billing amount_usd=0.0302 category=utility country=TW entry_id=line.ca3d41f14879f3f475b432fda1ecb576 inbox_id=line.106540352242922 kind=usage occurred_at=2026-11-22T10:19:20.000Z
    "#]],
    );
}

#[test]
fn where_conversations_were_billed_no_message_was() {
    check(
        &["status_conversation_pricing"],
        expect![[r#"
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.54ecf60f03247854f1429a6cb0a83e63 sender=bot sent_at=2026-11-22T10:19:30.000Z session_id=line.106540352242922.886912000111
    "#]],
    );
}

#[test]
fn all_changes_of_a_webhook_are_taken_but_those_that_are_not_understood() {
    check(
        &["several_changes"],
        expect![[r#"
        messages customer_id=line.4915112345678 inbox_id=line.106540352242922 message_id=line.82d88725dc6262d77d577e77c5d29bce sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.4915112345678
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.21054151c1c5a1bcaff2472c18b4eae4 sender=bot sent_at=2026-11-22T10:18:10.000Z session_id=line.106540352242922.886912000111
        messages customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.99021aa0f3a6af8645a18cd049f3d87a sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.886912000111
        sessions customer_id=line.4915112345678 inbox_id=line.106540352242922 opened_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.4915112345678.1
        sessions customer_id=line.886912000111 inbox_id=line.106540352242922 opened_at=2026-11-22T10:15:30.000Z session_id=line.106540352242922.886912000111.1
        billing amount_usd=0.0701 category=marketing country=TW entry_id=line.21054151c1c5a1bcaff2472c18b4eae4 inbox_id=line.106540352242922 kind=usage occurred_at=2026-11-22T10:18:10.000Z
        closes at 2026-11-23 10:15:30 UTC
        closes at 2026-11-23 10:15:30 UTC
        Marks { unknown_category: 0, not_understood: 1 }
    "#]],
    );
}

#[test]
fn a_message_from_the_phone_is_a_reserved_agents() {
    check(
        &["message_echo"],
        expect![[r#"
        messages agent_id=line.phone customer_id=line.886912000111 inbox_id=line.106540352242922 message_id=line.65c8bafe54f0573d4b6ce4d7af045b1f sender=agent sent_at=2026-11-22T10:16:20.000Z session_id=line.106540352242922.886912000111
        directory entity=agent#line.phone name=Phone
    "#]],
    );
}

#[test]
fn other_fields_and_other_numbers_are_of_no_interest() {
    check(
        &["template_status", "other_number"],
        expect![[r#"
        ignored: Kind
        ignored: Kind
    "#]],
    );
}

#[test]
fn a_session_ends_when_its_customer_is_silent_for_a_day() {
    let Ok(Event::Taken(taken)) = read(&body("whatsapp/message_text"), &whatsapp()) else {
        panic!()
    };
    let facts = &taken.conversations[0];
    let merged = merge(&whatsapp(), facts, None);
    let closes_at = merged.closes_at.unwrap();
    assert_eq!(closes_at, "2026-11-23T10:15:30Z".parse::<DateTime<Utc>>().unwrap());
    let mut told = Told::default();
    told.merge(&whatsapp(), facts);
    let mut pass = |time: DateTime<Utc>| {
        let conversation = facts.conversation.clone();
        told.merge(&whatsapp(), &ConversationFacts { conversation, facts: Facts::passed(time) });
        told.text().matches("resolved_at=2026-11-22T10:15:30.000Z").count()
    };
    assert_eq!(pass(closes_at - TimeDelta::seconds(1)), 0);
    assert_eq!(pass(closes_at), 1);
}
