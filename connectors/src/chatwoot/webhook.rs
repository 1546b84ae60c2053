//! The account's webhooks.

use serde_json::Value;

use super::message::Counted;
use super::names::Names;
use super::{account, check_account, conversation, conversation_id, message};
use crate::connector::Connector;
use crate::conversation::{ConversationFacts, Facts};
use crate::event::{Event, Ignored, Marks, Taken};
use crate::payload::{Node, NotUnderstood, Read};
use crate::record::Put;

/// Reads the body of a webhook.
pub fn read(body: &[u8], connector: &Connector) -> Result<Event, NotUnderstood> {
    let body: Value = serde_json::from_slice(body).map_err(|_| NotUnderstood::NotJson)?;
    let event = Node::of(&body);
    match event.get("event").text() {
        Some("message_created" | "message_updated") => message_event(event, connector),
        Some("conversation_created" | "conversation_updated" | "conversation_status_changed") => {
            let mut names = Names::default();
            let facts = facts(event, connector, &mut names)?;
            Ok(taken(facts, names, connector))
        }
        Some(_) => Ok(Event::Ignored(Ignored::Kind)),
        None if event.get("event").is_there() => Err(NotUnderstood::WrongForm("event", "a word")),
        None => Err(NotUnderstood::Missing("event")),
    }
}

fn message_event(event: Node<'_>, connector: &Connector) -> Read<Event> {
    check_account(account(connector)?, event.get("account").get("id"))?;
    let mut names = Names::default();
    let (id, message) = match message::read(event, &mut names)? {
        Counted::Yes(id, message) => (id, message),
        Counted::No(why) => return Ok(Event::Ignored(why)),
    };
    let mut facts = facts(event.get("conversation"), connector, &mut names)?;
    facts.facts.add(Facts { messages: [(id, message)].into(), ..Facts::default() });
    Ok(taken(facts, names, connector))
}

/// What a conversation says: how it stands, and its last message, which mends a lost event.
fn facts(
    conversation: Node<'_>,
    connector: &Connector,
    names: &mut Names,
) -> Read<ConversationFacts> {
    let account = account(connector)?;
    check_account(account, conversation.get("account_id"))?;
    let (number, snapshot) = conversation::read(conversation, names)?;
    let mut facts = Facts { snapshots: [snapshot].into(), ..Facts::default() };
    for node in conversation.get("messages").elements() {
        check_account(account, node.get("account_id"))?;
        // Whatever is wrong with it, it is not what the event is about.
        if let Ok(Counted::Yes(id, message)) = message::read(node, names) {
            facts.add(Facts { messages: [(id, message)].into(), ..Facts::default() });
        }
    }
    Ok(ConversationFacts { conversation: conversation_id(connector, account, &number), facts })
}

fn taken(facts: ConversationFacts, names: Names, connector: &Connector) -> Event {
    let directory = names.entries(connector, Put::IfAbsent);
    Event::Taken(Taken { conversations: vec![facts], directory, marks: Marks::default() })
}
