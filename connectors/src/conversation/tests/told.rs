//! Facts and records in short: what the tests of sessions read and write.

use crate::conversation::{
    Activity, Author, Change, ConversationFacts, Facts, Message, Snapshot, State, merge,
};
use crate::record::SourceRecord;
use crate::{Connector, Merged};

/// Midnight of the first day.
pub(super) const START: i64 = 1_795_305_600;

pub(super) fn chatwoot() -> Connector {
    serde_json::from_str(
        r#"{"name": "shop", "account_id": "acme",
            "chatwoot": {"account": 1, "webhook_secret": "4f1b0c6a9d2e8735a0b1c2d3e4f56789"}}"#,
    )
    .unwrap()
}

/// Seconds of a day and a time, `1 09:00` or `1 09:00:30`.
pub(super) fn second(text: &str) -> i64 {
    let (day, time) = text.split_once(' ').unwrap();
    let number = |text: &str| text.parse::<i64>().unwrap();
    let mut parts = time.split(':').map(number);
    let mut part = || parts.next().unwrap_or(0);
    START + (number(day) - 1) * 86_400 + part() * 3600 + part() * 60 + part()
}

/// A fact: `1 09:00 customer`, `1 09:00 agent 7`, `1 09:00 bot`, `1 09:00 phone`, a snapshot
/// `1 09:00 open 7 team 3`, `1 09:00 resolved -`, or a note `1 09:00 note resolved`.
pub(super) fn fact(text: &str) -> Facts {
    let mut words = text.split(' ');
    let mut word = || words.next().unwrap_or("-");
    let at = second(&format!("{} {}", word(), word()));
    let mut facts = Facts::default();
    let own = |text: &str| Some(text.to_owned()).filter(|text| text != "-");
    let author = match word() {
        "customer" => Author::Customer,
        "agent" => Author::Agent(word().to_owned()),
        "bot" => Author::Bot,
        "phone" => Author::Phone,
        "note" => {
            let change = match word() {
                "resolved" => Change::Resolved,
                "reopened" => Change::Reopened,
                agent => Change::Agent(own(agent)),
            };
            facts.activities.insert(Activity { at: at * 1000, change });
            return facts;
        }
        status => {
            let (agent, team) = (own(word()), own(if word() == "team" { word() } else { "-" }));
            let (mut inbox, mut customer) = ("5".to_owned(), "90".to_owned());
            match (word(), word()) {
                ("inbox", other) => other.clone_into(&mut inbox),
                ("contact", other) => other.clone_into(&mut customer),
                _ => {}
            }
            let is_resolved = status == "resolved";
            let at = at * 1000 + 500;
            facts.snapshots.insert(Snapshot { at, is_resolved, agent, team, inbox, customer });
            return facts;
        }
    };
    let message = Message { at, inbox: "5".to_owned(), author, delivery: None };
    facts.messages.insert(text.replace([' ', ':'], ""), message);
    facts
}

pub(super) fn update(facts: Facts) -> ConversationFacts {
    ConversationFacts { conversation: "shop.1.42".to_owned(), facts }
}

/// All facts, merged one by one.
pub(super) fn told(facts: &[&str]) -> (State, Vec<SourceRecord>) {
    let mut state = None;
    let mut written = std::collections::BTreeMap::new();
    for text in facts {
        let Merged { state: next, records, .. } = merge(&chatwoot(), &update(fact(text)), state);
        for record in records {
            let (hash, range) = record.key();
            written.insert((record.table, hash.to_owned(), range.to_owned()), record);
        }
        state = Some(next);
    }
    (state.unwrap(), written.into_values().collect())
}

/// A record of `sessions` as a line, its assignments below it.
pub(super) fn line(record: &SourceRecord) -> String {
    let time = |value: &serde_json::Value| {
        let at: chrono::DateTime<chrono::Utc> = value["S"].as_str().unwrap().parse().unwrap();
        let since = at.timestamp_millis() - START * 1000;
        let (day, of_day) = (since.div_euclid(86_400_000) + 1, since.rem_euclid(86_400_000));
        let time = chrono::NaiveTime::MIN + chrono::TimeDelta::milliseconds(of_day);
        format!("{day} {}", time.format("%H:%M:%S%.f"))
    };
    let mut words = vec![record.key().1.to_owned()];
    for (name, value) in &record.item {
        if name.ends_with("_at") {
            words.push(format!("{name}={}", time(value)));
        } else if ["inbox_id", "customer_id"].contains(&name.as_str()) {
            words.push(format!("{name}={}", value["S"].as_str().unwrap()));
        }
    }
    if record.withdrawn {
        words.push("withdrawn".to_owned());
    }
    let mut lines = vec![words.join(" ")];
    let list = record.item.get("assignments").map(|list| list["L"].as_array().unwrap());
    for assignment in list.into_iter().flatten() {
        let fields = assignment["M"].as_object().unwrap();
        let text = fields.iter().map(|(name, value)| {
            let shown = value["S"].as_str().unwrap().to_owned();
            let shown = if name.ends_with("_at") { time(value) } else { shown };
            format!("{name}={shown}")
        });
        lines.push(format!("  {}", text.collect::<Vec<_>>().join(" ")));
    }
    lines.join("\n")
}
