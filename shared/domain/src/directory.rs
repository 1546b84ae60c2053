//! The directory: names of an account and of its inboxes, agents, teams and flows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::calendar::Calendar;
use crate::id::Id;
use crate::image::Image;

/// What the directory lists for an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// The account's name.
    pub name: Option<String>,
    /// The account's time zone, as it is written there: it may be unknown.
    pub timezone: Option<String>,
    /// Inboxes by id.
    pub inboxes: BTreeMap<Id, Inbox>,
    /// Names of agents by id.
    pub agents: BTreeMap<Id, Option<String>>,
    /// Teams by id.
    pub teams: BTreeMap<Id, Team>,
    /// Names of chat flows by id.
    pub flows: BTreeMap<Id, Option<String>>,
}

/// An inbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inbox {
    /// Its name.
    pub name: Option<String>,
    /// Its channel, such as `whatsapp`.
    pub channel: Option<String>,
}

/// A team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Team {
    /// Its name.
    pub name: Option<String>,
    /// Its members.
    pub agents: BTreeSet<Id>,
}

impl Directory {
    /// The directory of these items. It leaves out what is not well formed, since names are not
    /// figures.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Map<String, Value>>) -> Self {
        let mut directory = Self::default();
        for item in items {
            directory.add(Image(item));
        }
        directory
    }

    fn add(&mut self, item: Image<'_>) {
        let text = |name| item.optional_text(name).ok().flatten().map(ToOwned::to_owned);
        let Ok(entity) = item.text("entity") else { return };
        match entity.split_once('#') {
            None if entity == "account" => {
                self.name = text("name");
                self.timezone = text("timezone");
            }
            Some(("inbox", id)) => {
                if let Ok(id) = Id::new(id) {
                    let inbox = Inbox { name: text("name"), channel: text("channel") };
                    self.inboxes.insert(id, inbox);
                }
            }
            Some(("agent", id)) => {
                if let Ok(id) = Id::in_path(id) {
                    self.agents.insert(id, text("name"));
                }
            }
            Some(("team", id)) => {
                if let Ok(id) = Id::in_path(id) {
                    let agents = item.optional_texts("agent_ids").unwrap_or_default();
                    let agents = agents.into_iter().filter_map(|id| Id::in_path(id).ok());
                    let team = Team { name: text("name"), agents: agents.collect() };
                    self.teams.insert(id, team);
                }
            }
            Some(("flow", id)) => {
                if let Ok(id) = Id::new(id) {
                    self.flows.insert(id, text("name"));
                }
            }
            _ => {}
        }
    }

    /// The calendar of the account's zone; UTC where it is missing or unknown.
    pub fn calendar(&self) -> Calendar {
        let zone = self.timezone.as_deref();
        zone.and_then(Calendar::named).unwrap_or(Calendar::UTC)
    }
}

#[cfg(test)]
mod tests;
