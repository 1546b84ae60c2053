//! Answers of Chatwoot's API: for the importer, and for the sweep that mends lost webhooks.

use serde_json::Value;

use super::activity;
use super::message::Counted;
use super::names::Names as Entries;
use super::{Names, account, check_account, conversation, conversation_id, message};
use crate::connector::Connector;
use crate::conversation::{Activity, ConversationFacts, Facts};
use crate::event::{Ignored, Marks, Taken};
use crate::payload::{Node, NotUnderstood};
use crate::record::{Put, SourceRecord};

/// The conversations of a page of `GET /api/v1/accounts/{account}/conversations`.
pub fn conversations(answer: &Value) -> impl Iterator<Item = &Value> {
    let page = answer.pointer("/data/payload").or_else(|| answer.get("payload"));
    page.and_then(Value::as_array).into_iter().flatten()
}

/// The messages of a page of `GET …/conversations/{number}/messages`.
pub fn messages(answer: &Value) -> impl Iterator<Item = &Value> {
    answer.get("payload").and_then(Value::as_array).into_iter().flatten()
}

/// Reads a conversation and some of its messages: the same facts as webhooks give, and besides, from
/// notes in it, what is told of the time before the first webhook.
///
/// Chatwoot's API says of messages neither that a campaign sent them nor, once an agent is removed,
/// who did: the former count as the agent's, the latter as a bot's, unless a webhook told. Notes
/// name agents and teams, so they are understood where the names are still the same and unique, and
/// in English.
pub fn from_api<'a>(
    conversation: &'a Value,
    messages: impl IntoIterator<Item = &'a Value>,
    names: &Names,
    connector: &Connector,
) -> Result<Taken, NotUnderstood> {
    let account = account(connector)?;
    let node = Node::of(conversation);
    check_account(account, node.get("account_id"))?;
    let mut entries = Entries::default();
    let (number, snapshot) = conversation::read(node, &mut entries)?;
    let mut facts = Facts { snapshots: [snapshot].into(), ..Facts::default() };
    let mut marks = Marks::default();
    // The last messages stand in the conversation itself, with more than the pages have of them.
    let last = [node.get("last_non_activity_message")];
    let nodes = messages.into_iter().map(Node::of).chain(node.get("messages").elements());
    for message in nodes.chain(last).filter(|message| message.is_there()) {
        match message::read(message, &mut entries) {
            Ok(Counted::Yes(id, message)) => {
                facts.add(Facts { messages: [(id, message)].into(), ..Facts::default() });
            }
            Ok(Counted::No(Ignored::Activity)) => {
                let at = message.get("created_at").maybe_time("created_at");
                let change = activity::read(message.get("content").text(), names);
                if let (Ok(Some(at)), Some(change)) = (at, change) {
                    facts.activities.insert(Activity { at, change });
                }
            }
            Ok(Counted::No(_)) => {}
            Err(_) => marks.not_understood += 1,
        }
    }
    let conversation = conversation_id(connector, account, &number);
    let directory = entries.entries(connector, Put::IfAbsent);
    Ok(Taken { conversations: vec![ConversationFacts { conversation, facts }], directory, marks })
}

/// The directory's entries of the answer of `GET …/inboxes`.
pub fn inboxes(answer: &Value, connector: &Connector) -> Vec<SourceRecord> {
    let mut entries = Entries::default();
    for inbox in Node::of(answer).get("payload").elements() {
        entries.inbox(inbox, inbox.get("channel_type").text());
    }
    entries.entries(connector, Put::Update)
}

/// The directory's entries of the answer of `GET …/agents`.
pub fn agents(answer: &Value, connector: &Connector) -> Vec<SourceRecord> {
    let mut entries = Entries::default();
    for agent in Node::of(answer).elements() {
        entries.agent(agent);
    }
    entries.entries(connector, Put::Update)
}

/// The directory's entry of a team: one of the answer of `GET …/teams`, and the answer of
/// `GET …/teams/{id}/team_members`.
pub fn team(team: &Value, members: &Value, connector: &Connector) -> Vec<SourceRecord> {
    let mut entries = Entries::default();
    entries.team(Node::of(team));
    let ids = Node::of(members).elements().filter_map(|agent| agent.get("id").id("id").ok());
    entries.members(Node::of(team), ids.collect());
    entries.entries(connector, Put::Update)
}
