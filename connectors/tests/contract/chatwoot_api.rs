//! Answers of Chatwoot's API: the same records as from its webhooks.

use connectors::Taken;
use connectors::chatwoot::{self, Names};
use expect_test::expect;

use crate::payload::{body, chatwoot, json, read};
use crate::shown::{Told, shown};

fn from_api() -> Taken {
    let conversations = json("chatwoot/api_conversations");
    let messages = json("chatwoot/api_messages");
    let names = Names::of(&json("chatwoot/api_agents"), &json("chatwoot/api_teams"));
    let conversation = chatwoot::conversations(&conversations).next().unwrap();
    let messages = chatwoot::messages(&messages);
    chatwoot::from_api(conversation, messages, &names, &chatwoot()).unwrap()
}

#[test]
fn a_conversation_and_its_messages_are_records() {
    let mut told = Told::default();
    told.take(&chatwoot(), from_api());
    expect![[r#"
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7001 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        messages agent_id=shop.17 customer_id=shop.90 inbox_id=shop.5 message_id=shop.7002 sender=agent sent_at=2026-11-22T10:17:00.000Z session_id=shop.1.231 team_id=shop.3
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7005 sender=bot sent_at=2026-11-22T10:17:30.000Z session_id=shop.1.231
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7006 sender=broadcast sent_at=2026-11-22T12:28:50.000Z session_id=shop.1.231
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7007 sender=bot sent_at=2026-11-22T10:17:20.000Z session_id=shop.1.231
        sessions assignments=[{agent_id=shop.17 assigned_at=2026-11-22T10:16:30.000Z first_reply_at=2026-11-22T10:17:00.000Z team_id=shop.3}] customer_id=shop.90 inbox_id=shop.5 opened_at=2026-11-22T10:15:30.000Z resolved_at=2026-11-22T10:25:30.000Z session_id=shop.1.231.1
        directory entity=agent#shop.17 name=Ann
        directory entity=team#shop.3 name=sales
    "#]].assert_eq(&told.text());
}

#[test]
fn webhooks_and_the_api_give_the_same_records_in_any_order() {
    let webhooks = [
        "chatwoot/conversation_created",
        "chatwoot/message_created_incoming",
        "chatwoot/conversation_updated_assigned",
        "chatwoot/message_created_agent",
        "chatwoot/message_created_campaign",
        "chatwoot/conversation_status_changed",
    ];
    let take = |told: &mut Told, name: &str| {
        let Ok(connectors::Event::Taken(taken)) = read(&body(name), &chatwoot()) else { panic!() };
        told.take(&chatwoot(), taken);
    };
    let mut first = Told::default();
    for name in webhooks {
        take(&mut first, name);
    }
    first.take(&chatwoot(), from_api());
    let mut last = Told::default();
    last.take(&chatwoot(), from_api());
    for name in webhooks.into_iter().rev() {
        take(&mut last, name);
    }
    let records = |text: String| {
        // Names are written where there is none yet, so the first one stays.
        let records = text.lines().filter(|line| !line.starts_with("directory"));
        records.map(|line| line.to_owned() + "\n").collect::<String>()
    };
    let (first, last) = (records(first.text()), records(last.text()));
    assert_eq!(first, last);
    expect![[r#"
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7001 sender=customer sent_at=2026-11-22T10:15:30.000Z session_id=shop.1.231
        messages agent_id=shop.17 customer_id=shop.90 inbox_id=shop.5 message_id=shop.7002 sender=agent sent_at=2026-11-22T10:17:00.000Z session_id=shop.1.231 team_id=shop.3
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7005 sender=bot sent_at=2026-11-22T10:17:30.000Z session_id=shop.1.231
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7006 sender=broadcast sent_at=2026-11-22T12:28:50.000Z session_id=shop.1.231
        messages customer_id=shop.90 inbox_id=shop.5 message_id=shop.7007 sender=bot sent_at=2026-11-22T10:17:20.000Z session_id=shop.1.231
        sessions assignments=[{agent_id=shop.17 assigned_at=2026-11-22T10:16:50.250Z first_reply_at=2026-11-22T10:17:00.000Z team_id=shop.3}] customer_id=shop.90 inbox_id=shop.5 opened_at=2026-11-22T10:15:30.000Z resolved_at=2026-11-22T10:25:30.000Z session_id=shop.1.231.1
    "#]].assert_eq(&first);
    // What only the API tells, and in another way, changes nothing of what webhooks told exactly.
    let alone = records(shown(&chatwoot(), &webhooks));
    for line in alone.lines().filter(|line| line.starts_with("messages")) {
        assert!(first.contains(line), "{line}");
    }
}

#[test]
fn the_api_lists_names() {
    let members = json("chatwoot/api_agents");
    let team = &json("chatwoot/api_teams")[0];
    let mut told = Told::default();
    let records = [
        chatwoot::inboxes(&json("chatwoot/api_inboxes"), &chatwoot()),
        chatwoot::agents(&json("chatwoot/api_agents"), &chatwoot()),
        chatwoot::team(team, &members, &chatwoot()),
    ];
    told.take(&chatwoot(), Taken { directory: records.concat(), ..Taken::default() });
    expect![[r#"
        directory entity=agent#shop.17 name=Ann
        directory channel=whatsapp entity=inbox#shop.5 name=Tea Shop WhatsApp
        directory channel=webwidget entity=inbox#shop.6 name=Tea Shop Web
        directory agent_ids=[shop.17] entity=team#shop.3 name=sales
    "#]]
    .assert_eq(&told.text());
}

#[test]
fn a_list_takes_the_place_of_a_name_that_a_webhook_told_and_no_other_way_round() {
    let mut told = Told::default();
    let webhook = read(&body("chatwoot/message_created_agent"), &chatwoot()).unwrap();
    let connectors::Event::Taken(webhook) = webhook else { panic!() };
    let mut agents = json("chatwoot/api_agents");
    agents[0]["available_name"] = "Ann of Sales".into();
    told.take(&chatwoot(), webhook.clone());
    let directory = chatwoot::agents(&agents, &chatwoot());
    told.take(&chatwoot(), Taken { directory, ..Taken::default() });
    told.take(&chatwoot(), webhook);
    assert!(told.text().contains("entity=agent#shop.17 name=Ann of Sales\n"), "{}", told.text());
}
