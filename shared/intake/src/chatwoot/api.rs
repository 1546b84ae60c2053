//! The answers of Chatwoot's API that are read.

use connectors::chatwoot::{Names, agents, inboxes, team};
use connectors::{Connector, SourceRecord};
use serde_json::Value;

use super::client::{Client, Error};

/// A page of the list of conversations.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its conversations, the latest activity first. None: the page is behind the last one.
    pub conversations: Vec<Value>,
    /// How many conversations there are on all pages.
    pub all: Option<u64>,
}

impl Client {
    /// A page of all conversations, from 1. Conversations move to the front of the list whenever
    /// something is written in them.
    pub async fn page(&self, number: u32) -> Result<Page, Error> {
        let path = format!("conversations?status=all&sort_by=last_activity_at_desc&page={number}");
        let answer = self.get(&path).await?;
        let is_list = answer.pointer("/data/payload").is_some_and(Value::is_array);
        if !is_list && !answer.get("payload").is_some_and(Value::is_array) {
            return Err(Error::NoChatwoot);
        }
        let meta = answer.pointer("/data/meta").or_else(|| answer.get("meta"));
        let all = meta.and_then(|meta| meta.get("all_count")).and_then(Value::as_u64);
        let conversations = connectors::chatwoot::conversations(&answer).cloned().collect();
        Ok(Page { conversations, all })
    }

    /// Messages of a conversation with greater ids than this one, oldest first: at most 100.
    pub async fn messages_after(&self, conversation: u64, after: u64) -> Result<Vec<Value>, Error> {
        self.messages(&format!("conversations/{conversation}/messages?after={after}")).await
    }

    /// The last messages of a conversation with smaller ids than this one, or the last of all: at
    /// most 20, oldest first.
    pub async fn messages_before(
        &self,
        conversation: u64,
        before: Option<u64>,
    ) -> Result<Vec<Value>, Error> {
        let path = format!("conversations/{conversation}/messages");
        match before {
            Some(before) => self.messages(&format!("{path}?before={before}")).await,
            None => self.messages(&path).await,
        }
    }

    async fn messages(&self, path: &str) -> Result<Vec<Value>, Error> {
        let answer = self.get(path).await?;
        Ok(connectors::chatwoot::messages(&answer).cloned().collect())
    }

    /// The account's inboxes, agents and teams: their names for the directory, and to understand notes
    /// by.
    pub async fn directory(
        &self,
        connector: &Connector,
    ) -> Result<(Vec<SourceRecord>, Names), Error> {
        let all_inboxes = self.get("inboxes").await?;
        let all_agents = self.get("agents").await?;
        let teams = self.get("teams").await?;
        let mut entries = inboxes(&all_inboxes, connector);
        entries.extend(agents(&all_agents, connector));
        for one in teams.as_array().into_iter().flatten() {
            let Some(number) = id(one) else { continue };
            let members = self.get(&format!("teams/{number}/team_members")).await?;
            entries.extend(team(one, &members, connector));
        }
        Ok((entries, Names::of(&all_agents, &teams)))
    }
}

/// The number of a conversation or of a message.
pub(super) fn id(it: &Value) -> Option<u64> {
    it.get("id").and_then(Value::as_u64)
}

/// When something was last written in a conversation, in seconds.
pub(super) fn activity(conversation: &Value) -> Option<i64> {
    let time = |name: &str| conversation.get(name).and_then(Value::as_i64);
    time("last_activity_at").or_else(|| time("timestamp"))
}

/// When a message was created, in seconds.
pub(super) fn created(message: &Value) -> Option<i64> {
    message.get("created_at").and_then(Value::as_i64)
}

/// The greatest number of the messages that a conversation brings along: its last one.
pub(super) fn last_message(conversation: &Value) -> Option<u64> {
    let last = conversation.get("messages").and_then(Value::as_array);
    last.into_iter().flatten().filter_map(id).max()
}
