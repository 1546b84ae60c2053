//! Chatwoot's webhooks.

use expect_test::{Expect, expect};

use crate::payload::chatwoot;
use crate::shown::shown;

fn check(payloads: &[&str], expected: Expect) {
    let names: Vec<String> = payloads.iter().map(|name| format!("chatwoot/{name}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    expected.assert_eq(&shown(&chatwoot(), &names));
}

#[test]
fn a_message_of_a_customer_opens_a_session() {
    check(
        &["message_created_incoming"],
        expect![[r#"
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7001 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        sessions customer_id=shop.90 inbox_id=shop.5 opened_at=2026-11-22T10:15:30.000Z session_id=shop.1.231.1
        directory channel=whatsapp entity=inbox#shop.5 name=Tea Shop WhatsApp
    "#]],
    );
}

#[test]
fn an_agents_message_is_the_agents_and_its_teams() {
    check(
        &["message_created_incoming", "message_created_agent"],
        expect![[r#"
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7001 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        messages agent_id=shop.17 customer_id=shop.90 inbox_id=shop.5 message_id=shop.7002 sender=agent sent_at=2026-11-22T10:17:00.000Z session_id=shop.1.231 team_id=shop.3
        sessions assignments=[{agent_id=shop.17 assigned_at=2026-11-22T10:16:50.250Z first_reply_at=2026-11-22T10:17:00.000Z team_id=shop.3}] customer_id=shop.90 inbox_id=shop.5 opened_at=2026-11-22T10:15:30.000Z session_id=shop.1.231.1
        directory entity=agent#shop.17 name=Ann
        directory channel=whatsapp entity=inbox#shop.5 name=Tea Shop WhatsApp
        directory entity=team#shop.3 name=sales
    "#]],
    );
}

#[test]
fn a_message_that_is_updated_is_the_same_message() {
    let once = shown(&chatwoot(), &["chatwoot/message_created_agent"]);
    let twice = ["chatwoot/message_created_agent", "chatwoot/message_updated_agent"];
    assert_eq!(shown(&chatwoot(), &twice), once);
    assert_eq!(shown(&chatwoot(), &["chatwoot/message_updated_agent"]), once);
}

#[test]
fn private_notes_and_activity_messages_are_of_no_interest() {
    check(
        &["message_created_private_note", "message_created_activity"],
        expect![[r#"
        ignored: PrivateNote
        ignored: Activity
    "#]],
    );
}

#[test]
fn templates_automations_and_bots_are_bots() {
    check(
        &[
            "message_created_template",
            "message_created_automation",
            "message_created_agent_bot",
            "message_created_captain",
            "message_created_without_sender",
        ],
        expect![[r#"
            messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7005 sender=bot sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
            messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7007 sender=bot sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
            messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7008 sender=bot sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
            messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7009 sender=bot sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
            messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7011 sender=bot sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
            directory channel=whatsapp entity=inbox#shop.5 name=Tea Shop WhatsApp
        "#]],
    );
}

#[test]
fn a_campaign_is_a_broadcast() {
    check(
        &["message_created_campaign"],
        expect![[r#"
            messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7006 sender=broadcast sent_at=2026-11-22T12:28:50.000Z session_id=shop.1.231
            directory channel=whatsapp entity=inbox#shop.5 name=Tea Shop WhatsApp
        "#]],
    );
}

#[test]
fn a_message_from_the_phone_is_a_reserved_agents() {
    check(
        &["message_created_phone"],
        expect![[r#"
        messages agent_id=shop.phone customer_id=shop.90 inbox_id=shop.5 message_id=shop.7010 sender=agent sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        directory entity=agent#shop.phone name=Phone
        directory channel=whatsapp entity=inbox#shop.5 name=Tea Shop WhatsApp
    "#]],
    );
}

#[test]
fn an_old_version_is_understood() {
    check(
        &["message_created_old_version"],
        expect![[r#"
        messages agent_id=shop.17 customer_id=shop.90 inbox_id=shop.5 message_id=shop.7012 sender=agent sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        directory entity=agent#shop.17 name=Ann
        directory channel=whatsapp entity=inbox#shop.5 name=Tea Shop WhatsApp
    "#]],
    );
}

#[test]
fn the_last_message_in_a_conversation_mends_a_lost_event() {
    let message = shown(&chatwoot(), &["chatwoot/message_created_incoming"]);
    let conversation = shown(&chatwoot(), &["chatwoot/conversation_created"]);
    let records = |text: &str| {
        let records = text.lines().filter(|line| !line.starts_with("directory"));
        records.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(records(&conversation), records(&message));
}

#[test]
fn a_change_of_the_assignee_is_an_assignment() {
    check(
        &["conversation_created", "conversation_updated_assigned", "message_created_agent"],
        expect![[r#"
            messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7001 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
            messages agent_id=shop.17 customer_id=shop.90 inbox_id=shop.5 message_id=shop.7002 sender=agent sent_at=2026-11-22T10:17:00.000Z session_id=shop.1.231 team_id=shop.3
            sessions assignments=[{agent_id=shop.17 assigned_at=2026-11-22T10:16:50.250Z first_reply_at=2026-11-22T10:17:00.000Z team_id=shop.3}] customer_id=shop.90 inbox_id=shop.5 opened_at=2026-11-22T10:15:30.000Z session_id=shop.1.231.1
            directory entity=agent#shop.17 name=Ann
            directory channel=whatsapp entity=inbox#shop.5 name=Tea Shop WhatsApp
            directory entity=team#shop.3 name=sales
        "#]],
    );
}

#[test]
fn a_bot_that_a_conversation_is_assigned_to_is_no_agent() {
    check(
        &["conversation_created", "conversation_updated_bot"],
        expect![[r#"
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7001 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        sessions customer_id=shop.90 inbox_id=shop.5 opened_at=2026-11-22T10:15:30.000Z session_id=shop.1.231.1
    "#]],
    );
}

#[test]
fn a_resolution_is_that_of_the_changed_state() {
    check(
        &["conversation_created", "conversation_status_changed"],
        expect![[r#"
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7001 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        messages agent_id=shop.17 customer_id=shop.90 inbox_id=shop.5 message_id=shop.7002 sender=agent sent_at=2026-11-22T10:17:00.000Z session_id=shop.1.231
        sessions assignments=[{agent_id=shop.17 assigned_at=2026-11-22T10:25:30.000Z team_id=shop.3}] customer_id=shop.90 inbox_id=shop.5 opened_at=2026-11-22T10:15:30.000Z resolved_at=2026-11-22T10:25:30.000Z session_id=shop.1.231.1
        directory entity=agent#shop.17 name=Ann
        directory entity=team#shop.3 name=sales
    "#]],
    );
}

#[test]
fn the_state_is_believed_and_not_the_events_name() {
    check(
        &["conversation_created", "conversation_updated_but_resolved"],
        expect![[r#"
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7001 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        messages agent_id=shop.17 customer_id=shop.90 inbox_id=shop.5 message_id=shop.7002 sender=agent sent_at=2026-11-22T10:17:00.000Z session_id=shop.1.231
        sessions assignments=[{agent_id=shop.17 assigned_at=2026-11-22T10:25:31.500Z}] customer_id=shop.90 inbox_id=shop.5 opened_at=2026-11-22T10:15:30.000Z resolved_at=2026-11-22T10:25:31.500Z session_id=shop.1.231.1
        directory entity=agent#shop.17 name=Ann
    "#]],
    );
}

#[test]
fn a_conversation_that_moves_takes_its_open_session_along() {
    check(
        &["conversation_created", "conversation_updated_moved"],
        expect![[r#"
        messages customer_id=shop.91 inbox_id=shop.5 message_id=shop.7001 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        sessions customer_id=shop.91 inbox_id=shop.6 opened_at=2026-11-22T10:15:30.000Z session_id=shop.1.231.1
    "#]],
    );
}

#[test]
fn other_events_are_of_no_interest() {
    check(
        &["contact_updated", "webwidget_triggered", "conversation_typing_on"],
        expect![[r#"
        ignored: Kind
        ignored: Kind
        ignored: Kind
    "#]],
    );
}
