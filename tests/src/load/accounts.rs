//! Who takes part: accounts with their inboxes, agents, teams, flows and customers.

use chrono_tz::Tz;

use crate::source::{Attr, Entity, Item};

/// One account of the load.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// The time zone as the directory has it; absent: the entity has none.
    pub timezone: Option<&'static str>,
    /// Whether the directory has an entity `account` for it at all.
    pub described: bool,
    /// How much of the load falls on it.
    pub weight: usize,
    /// Inboxes; the last is not in the directory.
    pub inboxes: Vec<String>,
    /// Agents; the last two are not in the directory.
    pub agents: Vec<String>,
    /// Teams; the last is not in the directory.
    pub teams: Vec<String>,
    /// Flows; the last three are not in the directory.
    pub flows: Vec<String>,
    /// Customers.
    pub customers: Vec<String>,
}

impl Account {
    /// The zone that its dates are in.
    pub fn zone(&self) -> Tz {
        let zone = self.timezone.and_then(|name| name.parse().ok());
        zone.unwrap_or(Tz::UTC)
    }

    /// The inboxes that the directory lists.
    pub fn listed_inboxes(&self) -> &[String] {
        &self.inboxes[..self.inboxes.len() - 1]
    }

    /// The agents that the directory lists.
    pub fn listed_agents(&self) -> &[String] {
        &self.agents[..self.agents.len() - 2]
    }

    /// The teams that the directory lists.
    pub fn listed_teams(&self) -> &[String] {
        &self.teams[..self.teams.len() - 1]
    }

    /// Its part of the directory.
    pub fn entities(&self) -> Vec<Entity> {
        let mut entities = Vec::new();
        let mut add = |entity: String, attributes: Item| {
            entities.push(Entity { account: self.id.clone(), entity, attributes });
        };
        if self.described {
            let mut account = named(&format!("Name of {}", self.id));
            if let Some(zone) = self.timezone {
                account.insert("timezone".to_owned(), Attr::text(zone));
            }
            add("account".to_owned(), account);
        }
        for (number, id) in self.listed_inboxes().iter().enumerate() {
            let mut inbox = named(&format!("Inbox {number} 💬"));
            let channel = ["whatsapp", "web_chat", "instagram"][number % 3];
            inbox.insert("channel".to_owned(), Attr::text(channel));
            add(format!("inbox#{id}"), inbox);
        }
        for (number, id) in self.listed_agents().iter().enumerate() {
            // One agent without a name: the answer gives null.
            let nameless = number == 3;
            let agent = if nameless { Item::new() } else { named(&format!("Agent {number} 名")) };
            add(format!("agent#{id}"), agent);
        }
        for (number, id) in self.listed_teams().iter().enumerate() {
            let mut team = named(&format!("Team {number}"));
            // The last listed team has no members, the one before it an agent that the directory does not list.
            let mut members: Vec<String> = match number {
                0 => self.agents[..4].to_vec(),
                1 => self.agents[2..].to_vec(),
                _ => Vec::new(),
            };
            members.sort();
            let members = members.into_iter().map(Attr::S).collect();
            team.insert("agent_ids".to_owned(), Attr::L(members));
            add(format!("team#{id}"), team);
        }
        for (number, id) in self.flows[..self.flows.len() - 3].iter().enumerate() {
            add(format!("flow#{id}"), named(&format!("Flow {number}")));
        }
        entities
    }
}

fn named(name: &str) -> Item {
    Item::from([("name".to_owned(), Attr::text(name))])
}

/// The accounts: two that share every id but those of sessions, and one for every other kind of time zone.
pub(super) fn accounts() -> Vec<Account> {
    vec![
        account("acme", "", Some("Pacific/Chatham"), 8),
        account("acme-twin", "", Some("America/New_York"), 6),
        account("茶行 & co", "tp", Some("Asia/Taipei"), 2),
        account("london", "ldn", Some("Europe/London"), 3),
        account("cairo", "cai", Some("Africa/Cairo"), 1),
        account("plain", "utc", Some("UTC"), 1),
        account("lost", "los", Some("Mars/Olympus_Mons"), 1),
        account("zoneless", "zls", None, 1),
        Account { described: false, ..account("undescribed", "und", None, 1) },
    ]
}

fn account(id: &str, own: &str, timezone: Option<&'static str>, weight: usize) -> Account {
    let ids = |kinds: &[&str]| kinds.iter().map(|k| format!("{k}{own}")).collect::<Vec<_>>();
    // Every character that ids may have and that an address, a key or a spreadsheet could trip over.
    let longest = "客".repeat((128 - own.len()) / 3);
    let mut customers =
        ids(&["+886 912 000 111", "=cmd|' /C calc'!A1", "a/b?c%d&e", "🧑🏽‍🚀 ", longest.as_str()]);
    customers.extend((0..45).map(|n| format!("cust-{n}{own}")));
    Account {
        id: id.to_owned(),
        timezone,
        described: true,
        weight,
        inboxes: ids(&["inbox-1", "in|2?x=1&y%/ü", "收件箱 3", "4", "unlisted"]),
        agents: ids(&[
            "agent-1",
            "ag 2+é&=",
            "代理:3|*",
            "~4.",
            "5",
            "agent-6",
            "ghost-1",
            "ghost-2",
        ]),
        teams: ids(&["team-1", "te'am, \"2\" ü", "3", "unlisted-team"]),
        flows: {
            let mut flows = ids(&["flow%2F/1?", "flow 2", "流程-3"]);
            flows.extend((4..17).map(|n| format!("flow-{n}{own}")));
            flows
        },
        customers,
    }
}
