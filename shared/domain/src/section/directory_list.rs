//! The directory as the page needs it: names for ids.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::calendar::Calendar;
use crate::directory::Directory;
use crate::id::Id;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Me {
    /// The token's `sub`, where it has one.
    pub subject: Option<String>,
    /// `owner` or `admin`.
    pub role: String,
}

/// The account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountAnswer {
    /// Its id.
    pub id: Id,
    /// Its name, or null.
    pub name: Option<String>,
    /// The time zone in which it is counted.
    pub timezone: &'static str,
    /// The date there.
    pub today: NaiveDate,
}

/// An inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InboxAnswer {
    /// Its id.
    pub id: Id,
    /// Its name, or null.
    pub name: Option<String>,
    /// Its channel, or null.
    pub channel: Option<String>,
}

/// An agent or a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its id.
    pub id: Id,
    /// Its name, or null.
    pub name: Option<String>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamAnswer {
    /// Its id.
    pub id: Id,
    /// Its name, or null.
    pub name: Option<String>,
    /// Its members.
    pub agent_ids: Vec<Id>,
}

/// The answer of `GET /v1/directory`; every list is in the order of ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DirectoryAnswer {
    /// The account.
    pub account: AccountAnswer,
    /// Who asks.
    pub me: Me,
    /// Inboxes.
    pub inboxes: Vec<InboxAnswer>,
    /// Agents.
    pub agents: Vec<Named>,
    /// Teams.
    pub teams: Vec<TeamAnswer>,
    /// Chat flows.
    pub flows: Vec<Named>,
}

impl DirectoryAnswer {
    /// The directory of an account, in the calendar in force.
    pub fn of(
        account: &Id,
        me: Me,
        directory: &Directory,
        calendar: Calendar,
        now: DateTime<Utc>,
    ) -> Self {
        let named =
            |(id, name): (&Id, &Option<String>)| Named { id: id.clone(), name: name.clone() };
        Self {
            account: AccountAnswer {
                id: account.clone(),
                name: directory.name.clone(),
                timezone: calendar.zone(),
                today: calendar.date(now),
            },
            me,
            inboxes: directory
                .inboxes
                .iter()
                .map(|(id, inbox)| InboxAnswer {
                    id: id.clone(),
                    name: inbox.name.clone(),
                    channel: inbox.channel.clone(),
                })
                .collect(),
            agents: directory.agents.iter().map(named).collect(),
            teams: directory
                .teams
                .iter()
                .map(|(id, team)| TeamAnswer {
                    id: id.clone(),
                    name: team.name.clone(),
                    agent_ids: team.agents.iter().cloned().collect(),
                })
                .collect(),
            flows: directory.flows.iter().map(named).collect(),
        }
    }
}
