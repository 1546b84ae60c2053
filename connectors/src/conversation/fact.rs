//! Facts of a conversation. Adding facts to facts is a union: its result does not depend on the
//! order, and adding the same again changes nothing.
//!
//! Ids in facts are the platform's own. Times of messages are cut to whole seconds, since some of a
//! platform's answers have no fraction: so a message is the same fact wherever it is read.

use std::collections::{BTreeMap, BTreeSet};

use domain::record::Category;
use serde::{Deserialize, Serialize};

/// What is known of a conversation, or of a part of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Its public messages by id.
    #[serde(rename = "m", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) messages: BTreeMap<String, Message>,
    /// How it stood at some times.
    #[serde(rename = "s", default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) snapshots: BTreeSet<Snapshot>,
    /// What notes in it tell of times before the first snapshot.
    #[serde(rename = "a", default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) activities: BTreeSet<Activity>,
    /// A second that is known to have passed.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub(crate) passed: Option<i64>,
}

/// A public message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenMessage", into = "WrittenMessage")]
pub(crate) struct Message {
    /// When it was created, in seconds. Of a message that is known from its statuses alone: the
    /// earliest of them.
    pub(crate) at: i64,
    pub(crate) inbox: String,
    pub(crate) author: Author,
    /// What is known of its way to the customer, where the platform tells.
    pub(crate) delivery: Option<Delivery>,
}

/// Who wrote a message. Where several sources tell of the same message, the last one in this order
/// is right: it takes knowledge to say so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Author {
    /// It went out, and that is all that is known.
    Unknown,
    Customer,
    /// Somebody with the account's phone.
    Phone,
    Agent(String),
    /// A bot, an automation or a template.
    Bot,
    Broadcast,
}

/// A message's way to the customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivery {
    /// When it left, in seconds; `None` for one that is only known to have failed.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<i64>,
    /// When it arrived, in seconds.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub(crate) delivered: Option<i64>,
    /// What it is billed as, if it is billed once it arrives.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub(crate) billed: Option<Category>,
}

/// How the conversation stood at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "WrittenSnapshot", into = "WrittenSnapshot")]
pub(crate) struct Snapshot {
    /// When it last changed, in milliseconds.
    pub(crate) at: i64,
    pub(crate) is_resolved: bool,
    pub(crate) agent: Option<String>,
    pub(crate) team: Option<String>,
    pub(crate) inbox: String,
    pub(crate) customer: String,
}

/// What a note in the conversation tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Activity {
    /// In milliseconds.
    #[serde(rename = "t")]
    pub(crate) at: i64,
    #[serde(rename = "c")]
    pub(crate) change: Change,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Change {
    #[serde(rename = "r")]
    Resolved,
    #[serde(rename = "o")]
    Reopened,
    #[serde(rename = "a")]
    Agent(Option<String>),
    #[serde(rename = "t")]
    Team(Option<String>),
    #[serde(rename = "b")]
    AgentAndTeam(String, String),
}

impl Facts {
    /// That this time has passed. It ends the sessions of a platform that knows no resolution.
    pub fn passed(time: chrono::DateTime<chrono::Utc>) -> Self {
        Self { passed: Some(time.timestamp()), ..Self::default() }
    }

    /// Adds other facts. The result tells whether that changed anything.
    pub(crate) fn add(&mut self, other: Self) -> bool {
        let mut changed = false;
        for (id, message) in other.messages {
            if let Some(known) = self.messages.get_mut(&id) {
                changed |= known.add(message);
            } else {
                self.messages.insert(id, message);
                changed = true;
            }
        }
        for snapshot in other.snapshots {
            changed |= self.snapshots.insert(snapshot);
        }
        for activity in other.activities {
            changed |= self.activities.insert(activity);
        }
        if other.passed > self.passed {
            self.passed = other.passed;
            changed = true;
        }
        changed
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.messages.len() + self.snapshots.len() + self.activities.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0 && self.passed.is_none()
    }
}

impl Message {
    fn add(&mut self, other: Self) -> bool {
        let before = self.clone();
        self.at = self.at.min(other.at);
        if other.inbox > self.inbox {
            self.inbox = other.inbox;
        }
        if other.author > self.author {
            self.author = other.author;
        }
        self.delivery = match (self.delivery, other.delivery) {
            (Some(one), Some(other)) => Some(one.and(other)),
            (one, other) => one.or(other),
        };
        *self != before
    }
}

impl Delivery {
    fn and(self, other: Self) -> Self {
        let earlier = |one: Option<i64>, other: Option<i64>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self {
            sent: earlier(self.sent, other.sent),
            delivered: earlier(self.delivered, other.delivered),
            billed: self.billed.max(other.billed),
        }
    }
}

impl Snapshot {
    /// The second that it belongs to.
    pub(crate) fn second(&self) -> i64 {
        self.at.div_euclid(1000)
    }
}

impl Activity {
    /// The second that it belongs to.
    pub(crate) fn second(&self) -> i64 {
        self.at.div_euclid(1000)
    }
}

/// A message as a state has it: a list, to be short.
#[derive(Serialize, Deserialize)]
struct WrittenMessage(i64, String, String, #[serde(default)] Option<Delivery>);

impl From<Message> for WrittenMessage {
    fn from(message: Message) -> Self {
        let author = match message.author {
            Author::Unknown => "?".to_owned(),
            Author::Customer => "c".to_owned(),
            Author::Phone => "p".to_owned(),
            Author::Agent(id) => format!("a{id}"),
            Author::Bot => "b".to_owned(),
            Author::Broadcast => "w".to_owned(),
        };
        Self(message.at, message.inbox, author, message.delivery)
    }
}

impl From<WrittenMessage> for Message {
    fn from(WrittenMessage(at, inbox, author, delivery): WrittenMessage) -> Self {
        let author = match author.split_at_checked(1) {
            Some(("c", "")) => Author::Customer,
            Some(("p", "")) => Author::Phone,
            Some(("b", "")) => Author::Bot,
            Some(("w", "")) => Author::Broadcast,
            Some(("a", id)) => Author::Agent(id.to_owned()),
            _ => Author::Unknown,
        };
        Self { at, inbox, author, delivery }
    }
}

/// A snapshot as a state has it: a list, to be short.
#[derive(Serialize, Deserialize)]
struct WrittenSnapshot(i64, u8, Option<String>, Option<String>, String, String);

impl From<Snapshot> for WrittenSnapshot {
    fn from(it: Snapshot) -> Self {
        Self(it.at, u8::from(it.is_resolved), it.agent, it.team, it.inbox, it.customer)
    }
}

impl From<WrittenSnapshot> for Snapshot {
    fn from(written: WrittenSnapshot) -> Self {
        let WrittenSnapshot(at, is_resolved, agent, team, inbox, customer) = written;
        Self { at, is_resolved: is_resolved == 1, agent, team, inbox, customer }
    }
}
