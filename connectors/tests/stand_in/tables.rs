//! The source tables, and the states of conversations.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use connectors::{Connector, Put, SourceRecord, State, Table, Taken, merge};
use serde_json::Value;

pub(crate) struct Tables {
    connector: Connector,
    states: BTreeMap<String, State>,
    records: BTreeMap<(Table, String, String), SourceRecord>,
}

impl Default for Tables {
    fn default() -> Self {
        let connector = r#"{"name": "shop", "account_id": "acme",
            "chatwoot": {"account": 1, "webhook_secret": "4f1b0c6a9d2e8735a0b1c2d3e4f56789"}}"#;
        let connector = serde_json::from_str(connector).unwrap();
        Self { connector, states: BTreeMap::new(), records: BTreeMap::new() }
    }
}

impl Tables {
    pub(crate) fn connector(&self) -> &Connector {
        &self.connector
    }

    pub(crate) fn take(&mut self, taken: Taken) {
        for facts in taken.conversations {
            let state = self.states.remove(&facts.conversation);
            let merged = merge(&self.connector, &facts, state);
            assert_eq!(merged.late, 0);
            for record in merged.records {
                assert_eq!(record.put, Put::Replace);
                let (hash, range) = record.key();
                let key = (record.table, hash.to_owned(), range.to_owned());
                self.records.insert(key, record);
            }
            self.states.insert(facts.conversation, merged.state);
        }
    }

    /// Everything that was written and not withdrawn.
    pub(crate) fn written(&self) -> BTreeMap<(Table, String, String), SourceRecord> {
        let records = self.records.clone().into_iter();
        records.filter(|(_, record)| !record.withdrawn).collect()
    }

    fn of(&self, table: &str) -> impl Iterator<Item = &SourceRecord> {
        let records = self.records.values();
        records.filter(move |record| record.table.name() == table && !record.withdrawn)
    }

    /// Messages as lines: `number.id author second`.
    pub(crate) fn messages(&self) -> Vec<String> {
        let line = |record: &SourceRecord| {
            let text = |name: &str| text(&record.item[name]);
            let conversation = text("session_id").rsplit('.').next().unwrap().to_owned();
            let id = text("message_id").rsplit('.').next().unwrap().to_owned();
            let sender = match text("sender").as_str() {
                "agent" => format!("agent {}", text("agent_id")),
                other => other.to_owned(),
            };
            format!("{conversation}.{id} {sender} {}", time(&record.item["sent_at"]) / 1000)
        };
        let mut lines: Vec<_> = self.of("messages").map(line).collect();
        lines.sort();
        lines
    }

    /// Sessions as lines.
    pub(crate) fn sessions(&self) -> Vec<String> {
        let mut lines: Vec<_> = self.of("sessions").map(session).collect();
        lines.sort();
        lines
    }

    /// The last session of a conversation as a line, or nothing.
    pub(crate) fn last_session(&self, conversation: u64) -> String {
        let number = |record: &&SourceRecord| {
            let number = record.key().1.rsplit('.').next().unwrap().parse::<u32>().unwrap();
            (own(record).0 == conversation).then_some(number)
        };
        let sessions = self.of("sessions").filter(|record| number(record).is_some());
        sessions.max_by_key(number).map(session).unwrap_or_default()
    }

    pub(crate) fn session_count(&self, conversation: u64) -> usize {
        self.of("sessions").filter(|record| own(record).0 == conversation).count()
    }
}

/// The numbers of a session's conversation and of itself.
fn own(record: &SourceRecord) -> (u64, u64) {
    let parts: Vec<_> = record.key().1.split('.').collect();
    (parts[2].parse().unwrap(), parts[3].parse().unwrap())
}

fn session(record: &SourceRecord) -> String {
    let (conversation, number) = own(record);
    let mut words =
        vec![format!("{conversation}.{number} opened {}", time(&record.item["opened_at"]))];
    words.extend(record.item.get("resolved_at").map(|at| format!("resolved {}", time(at))));
    let list = record.item.get("assignments").map(|list| list["L"].as_array().unwrap());
    for assignment in list.into_iter().flatten() {
        let fields = assignment["M"].as_object().unwrap();
        let id = |name: &str| fields.get(name).map_or("-".to_owned(), text);
        let at = |name: &str| fields.get(name).map_or("-".to_owned(), |at| time(at).to_string());
        words.push(format!(
            "[{} {} {} {} {}]",
            id("agent_id"),
            id("team_id"),
            at("assigned_at"),
            at("ended_at"),
            at("first_reply_at"),
        ));
    }
    words.join(" ")
}

fn text(value: &Value) -> String {
    value["S"].as_str().unwrap().to_owned()
}

fn time(value: &Value) -> i64 {
    text(value).parse::<DateTime<Utc>>().unwrap().timestamp_millis()
}
