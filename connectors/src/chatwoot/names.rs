//! Names that Chatwoot tells of inboxes, agents and teams: entries of the directory.

use std::collections::BTreeMap;

use crate::connector::Connector;
use crate::conversation::PHONE;
use crate::id::id;
use crate::payload::Node;
use crate::record::{Attributes, Put, SourceRecord, Table};

/// The most bytes of a name that are kept.
const LONGEST: usize = 200;

/// Names, by what they name.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<Entity, Named>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Entity {
    Inbox(String),
    Agent(String),
    Team(String),
}

#[derive(Debug, Default)]
struct Named {
    name: Option<String>,
    channel: Option<String>,
    agents: Option<Vec<String>>,
}

impl Names {
    /// An inbox: `{"id": 5, "name": "Support", "channel_type": "Channel::Whatsapp"}`.
    pub(super) fn inbox(&mut self, inbox: Node<'_>, own_channel: Option<&str>) {
        let Ok(Some(own)) = inbox.get("id").maybe_id("id") else { return };
        let named = self.0.entry(Entity::Inbox(own)).or_default();
        named.name = text(inbox, "name").or(named.name.take());
        named.channel = own_channel.map(channel).or(named.channel.take());
    }

    /// The channel of an inbox.
    pub(super) fn channel(&mut self, inbox: &str, channel: Option<String>) {
        if channel.is_some() {
            self.0.entry(Entity::Inbox(inbox.to_owned())).or_default().channel = channel;
        }
    }

    /// An agent: `{"id": 17, "name": "Ann"}`.
    pub(super) fn agent(&mut self, agent: Node<'_>) {
        let name = text(agent, "available_name").or_else(|| text(agent, "name"));
        if let (Ok(Some(own)), Some(name)) = (agent.get("id").maybe_id("id"), name) {
            self.0.entry(Entity::Agent(own)).or_default().name = Some(name);
        }
    }

    /// Whoever writes with the account's phone.
    pub(super) fn phone(&mut self) {
        let named = self.0.entry(Entity::Agent(PHONE.to_owned())).or_default();
        named.name = Some("Phone".to_owned());
    }

    /// A team: `{"id": 3, "name": "sales"}`.
    pub(super) fn team(&mut self, team: Node<'_>) {
        if let (Ok(Some(own)), Some(name)) = (team.get("id").maybe_id("id"), text(team, "name")) {
            self.0.entry(Entity::Team(own)).or_default().name = Some(name);
        }
    }

    /// The members of a team.
    pub(super) fn members(&mut self, team: Node<'_>, agents: Vec<String>) {
        if let Ok(Some(own)) = team.get("id").maybe_id("id") {
            self.0.entry(Entity::Team(own)).or_default().agents = Some(agents);
        }
    }

    /// The entries of the directory.
    pub(super) fn entries(self, connector: &Connector, put: Put) -> Vec<SourceRecord> {
        let entry = |(entity, named): (Entity, Named)| {
            let (kind, own) = match &entity {
                Entity::Inbox(own) => ("inbox", own),
                Entity::Agent(own) => ("agent", own),
                Entity::Team(own) => ("team", own),
            };
            let item = Attributes::new()
                .text("account_id", connector.account.as_str())
                .text("entity", &format!("{kind}#{}", id(&connector.name, own)))
                .maybe("name", named.name.as_deref())
                .maybe("channel", named.channel.as_deref());
            let item = match named.agents {
                Some(agents) => {
                    item.texts("agent_ids", agents.iter().map(|agent| id(&connector.name, agent)))
                }
                None => item,
            };
            SourceRecord { put, ..SourceRecord::new(Table::Directory, item.item()) }
        };
        // A name that is not known must not keep a later one away.
        let is_told = |(entity, named): &(Entity, Named)| {
            named.name.is_some() || (put == Put::Update && !matches!(entity, Entity::Agent(_)))
        };
        self.0.into_iter().filter(is_told).map(entry).collect()
    }
}

/// A channel in small letters: `whatsapp` for `Channel::Whatsapp`, `webwidget` for
/// `Channel::WebWidget`.
pub(super) fn channel(kind: &str) -> String {
    kind.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

fn text(node: Node<'_>, name: &str) -> Option<String> {
    let text = node.get(name).text()?.trim();
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    Some(text[..end].to_owned()).filter(|text| !text.is_empty())
}
