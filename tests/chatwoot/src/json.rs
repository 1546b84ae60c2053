//! The forms that Chatwoot gives its things: in webhooks, in what it pushes, and in its API.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

use crate::account::{Account, Inbox, Named};
use crate::conversation::{Assignee, Author, Conversation, Message};

/// What an inbox is in the API's list.
pub fn inbox(inbox: &Inbox) -> Value {
    json!({"id": inbox.id, "name": inbox.name, "channel_type": inbox.channel})
}

/// What an agent is in the API's list.
pub fn agent(agent: &Named) -> Value {
    json!({"id": agent.id, "name": agent.name, "available_name": agent.name, "role": "agent"})
}

/// A conversation in a webhook, and what the API makes of it, but for `assignee_type`.
pub fn conversation(account: &Account, it: &Conversation) -> Value {
    let state = it.state();
    let contact = account.contact(it.contact);
    let (assignee, kind) = match state.assignee {
        Some(Assignee::Agent(id)) => (pushed_agent(account.agent(id)), json!("User")),
        Some(Assignee::Bot) => (
            json!({"id": account.bot.id, "name": account.bot.name, "type": "agent_bot"}),
            json!("AgentBot"),
        ),
        None => (Value::Null, Value::Null),
    };
    let team = state.team.map(|id| account.team(id));
    let public = it
        .messages
        .iter()
        .rev()
        .find(|message| !matches!(message.author, Author::Activity | Author::Note(_)));
    json!({
        "id": it.number,
        "inbox_id": it.inbox,
        "channel": account.inbox(it.inbox).channel,
        "status": state.status.name(),
        "messages": public.map(|message| pushed(account, it, message)).into_iter().collect::<Vec<_>>(),
        "meta": {
            "sender": {"id": contact.id, "name": contact.name, "type": "contact",
                       "phone_number": "+886912000111"},
            "assignee": assignee,
            "assignee_type": kind,
            "team": team.map(|team| json!({"id": team.id, "name": team.name})),
            "hmac_verified": false,
        },
        "additional_attributes": {},
        "custom_attributes": {},
        "labels": [],
        "can_reply": true,
        "snoozed_until": null,
        "unread_count": 0,
        "created_at": it.created_at / 1000,
        "updated_at": seconds(state.at),
        "last_activity_at": it.last_activity_at(),
        "timestamp": it.last_activity_at(),
    })
}

/// A conversation in an answer of the API.
pub fn answered(account: &Account, it: &Conversation) -> Value {
    let mut json = conversation(account, it);
    json["account_id"] = account.number.into();
    json["last_non_activity_message"] = json["messages"][0].clone();
    json["messages"] =
        it.messages.last().map(|last| pushed(account, it, last)).into_iter().collect();
    json
}

/// A message in a webhook.
pub fn webhook_message(account: &Account, it: &Conversation, message: &Message) -> Value {
    let inbox = account.inbox(it.inbox);
    let (_, kind, content, additional) = kind(message.author);
    let sender = match message.author {
        Author::Contact => {
            let contact = account.contact(it.contact);
            json!({"id": contact.id, "name": contact.name, "phone_number": "+886912000111"})
        }
        author => sender(account, author),
    };
    let at = DateTime::from_timestamp_millis(message.at).expect("a time");
    json!({
        "account": {"id": account.number, "name": "Tea Shop"},
        "inbox": {"id": inbox.id, "name": inbox.name},
        "conversation": conversation(account, it),
        "id": message.id,
        "message_type": kind,
        "content": message.text,
        "content_type": "text",
        "content_attributes": content,
        "additional_attributes": additional,
        "private": matches!(message.author, Author::Note(_)),
        "created_at": at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "sender": sender,
        "source_id": null,
    })
}

/// A message in an answer of the API.
pub fn api_message(account: &Account, it: &Conversation, message: &Message) -> Value {
    let mut json = pushed(account, it, message);
    // The API says neither that a campaign sent it, nor more of its sender than it is.
    for name in ["additional_attributes", "sender_type", "sender_id", "account_id"] {
        json.as_object_mut().expect("an object").remove(name);
    }
    json
}

/// A message as Chatwoot pushes it.
fn pushed(account: &Account, it: &Conversation, message: &Message) -> Value {
    let (number, _, content, additional) = kind(message.author);
    let sender = match message.author {
        Author::Contact => {
            let contact = account.contact(it.contact);
            json!({"id": contact.id, "name": contact.name, "type": "contact"})
        }
        author => sender(account, author),
    };
    let sender_type = match sender["type"].as_str() {
        Some("contact") => json!("Contact"),
        Some("user") => json!("User"),
        Some(_) => json!("AgentBot"),
        None => Value::Null,
    };
    let mut json = json!({
        "id": message.id,
        "account_id": account.number,
        "inbox_id": it.inbox,
        "conversation_id": it.number,
        "message_type": number,
        "content": message.text,
        "content_type": "text",
        "content_attributes": content,
        "additional_attributes": additional,
        "private": matches!(message.author, Author::Note(_)),
        "created_at": message.at / 1000,
        "status": "sent",
        "sender_type": sender_type,
        "sender_id": sender["id"],
        "source_id": null,
    });
    if !sender.is_null() {
        json["sender"] = sender;
    }
    json
}

/// The kind of a message as a number and in a word, and what it leaves in the attributes.
fn kind(author: Author) -> (u8, &'static str, Value, Value) {
    let none = || json!({});
    match author {
        Author::Contact => (0, "incoming", none(), none()),
        Author::Agent(_) | Author::Note(_) | Author::Bot => (1, "outgoing", none(), none()),
        Author::Automation(_) => (1, "outgoing", json!({"automation_rule_id": 4}), none()),
        Author::Campaign(_) => (1, "outgoing", none(), json!({"campaign_id": 12})),
        Author::Phone => (1, "outgoing", json!({"external_echo": true}), none()),
        Author::Activity => (2, "activity", none(), none()),
        Author::Template => (3, "template", none(), none()),
    }
}

fn sender(account: &Account, author: Author) -> Value {
    match author {
        Author::Agent(id) | Author::Note(id) | Author::Automation(id) | Author::Campaign(id) => {
            pushed_agent(account.agent(id))
        }
        Author::Bot => json!({"id": account.bot.id, "name": account.bot.name, "type": "agent_bot"}),
        Author::Contact | Author::Template | Author::Phone | Author::Activity => Value::Null,
    }
}

fn pushed_agent(agent: &Named) -> Value {
    json!({"id": agent.id, "name": agent.name, "available_name": agent.name, "type": "user"})
}

/// Seconds with a fraction, as Chatwoot writes times that it does not cut.
#[allow(clippy::cast_precision_loss)] // 13 digits
fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1000.0
}
