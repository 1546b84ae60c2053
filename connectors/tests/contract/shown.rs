//! What connectors make of payloads, as text.

use std::collections::BTreeMap;

use connectors::event::Marks;
use connectors::{
    Connector, ConversationFacts, Event, Put, SourceRecord, State, Table, Taken, merge,
};
use domain::image::{Image, RejectReason};
use domain::record::Record;
use serde_json::Value;

use crate::payload::{body, read};

/// The records that these payloads lead to, one after the other, and what else is told of them.
pub(crate) fn shown(connector: &Connector, payloads: &[&str]) -> String {
    let mut told = Told::default();
    for name in payloads {
        match read(&body(name), connector) {
            Ok(Event::Taken(taken)) => told.take(connector, taken),
            Ok(Event::Ignored(why)) => told.lines.push(format!("ignored: {why:?}")),
            Err(error) => told.lines.push(format!("not understood: {error}")),
        }
    }
    told.text()
}

/// What is told, and what was written for it.
#[derive(Default)]
pub(crate) struct Told {
    states: BTreeMap<String, State>,
    written: BTreeMap<(Table, String, String), SourceRecord>,
    pub(crate) lines: Vec<String>,
}

impl Told {
    pub(crate) fn take(&mut self, connector: &Connector, taken: Taken) {
        for facts in taken.conversations {
            self.merge(connector, &facts);
        }
        taken.directory.into_iter().for_each(|record| self.write(record));
        if taken.marks != Marks::default() {
            self.lines.push(format!("{:?}", taken.marks));
        }
    }

    pub(crate) fn merge(&mut self, connector: &Connector, facts: &ConversationFacts) {
        let state = self.states.remove(&facts.conversation);
        // A state is stored as JSON in between.
        let state = state.map(|state| {
            let stored = serde_json::to_string(&state).unwrap();
            let read = serde_json::from_str(&stored).unwrap();
            assert_eq!(state, read);
            read
        });
        let merged = merge(connector, facts, state);
        merged.records.into_iter().for_each(|record| self.write(record));
        if merged.missing_rates > 0 {
            self.lines.push(format!("missing rates: {}", merged.missing_rates));
        }
        if let Some(closes_at) = merged.closes_at {
            self.lines.push(format!("closes at {closes_at}"));
        }
        self.states.insert(facts.conversation.clone(), merged.state);
    }

    fn write(&mut self, record: SourceRecord) {
        check(&record);
        let (hash, range) = record.key();
        let key = (record.table, hash.to_owned(), range.to_owned());
        match (record.put, self.written.get_mut(&key)) {
            (Put::IfAbsent, Some(_)) => {}
            (Put::Update, Some(known)) => known.item.extend(record.item),
            _ => {
                self.written.insert(key, record);
            }
        }
    }

    pub(crate) fn text(&self) -> String {
        let records = self.written.iter().map(|((table, _, _), record)| line(*table, record));
        let lines = records.chain(self.lines.iter().cloned());
        lines.map(|line| line + "\n").collect()
    }
}

/// Fails unless the product takes the record, or rejects it where it is withdrawn.
fn check(record: &SourceRecord) {
    match record.table {
        Table::Source(source) => {
            let decoded = Record::decode(source, Image(&record.item));
            if record.withdrawn {
                assert_eq!(decoded, Err(RejectReason::Missing("opened_at")), "{record:?}");
            } else {
                let decoded = decoded.unwrap_or_else(|error| panic!("{error}: {record:?}"));
                assert_eq!(decoded.flaw(), None, "{record:?}");
            }
        }
        Table::Directory => {
            let directory = domain::directory::Directory::of([&record.item]);
            assert_ne!(directory, domain::directory::Directory::default(), "{record:?}");
        }
    }
}

/// A record as a line: its table, and its attributes by name, without what all have in common.
fn line(table: Table, record: &SourceRecord) -> String {
    let attributes = record.item.iter().filter(|(name, _)| *name != "account_id");
    let attributes = attributes.map(|(name, value)| format!("{name}={}", plain(value)));
    format!("{} {}", table.name(), attributes.collect::<Vec<_>>().join(" "))
}

fn plain(value: &Value) -> String {
    let (_, value) = value.as_object().unwrap().iter().next().unwrap();
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            format!("[{}]", list.iter().map(plain).collect::<Vec<_>>().join(", "))
        }
        Value::Object(map) => {
            let fields = map.iter().map(|(name, value)| format!("{name}={}", plain(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(" "))
        }
        other => other.to_string(),
    }
}
