//! The directory as the page needs it: names for ids.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::calendar::Calendar;
use crate::directory::Directory;
use crate::id::Id;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    /// The token's `sub`, where it has one.
    #[schema(required, example = "8f14e45f-ceea-467f-a7d1-5b1c2d3e4f5a")]
    pub subject: Option<String>,
    /// `owner` or `admin`.
    #[schema(example = "owner")]
    pub role: String,
}

/// The account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountAnswer {
    /// Its id.
    pub id: Id,
    /// Its name, or null.
    #[schema(required, example = "Acme")]
    pub name: Option<String>,
    /// The time zone in which it is counted.
    #[schema(example = "Asia/Taipei")]
    pub timezone: &'static str,
    /// The date there.
    pub today: NaiveDate,
}

/// An inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InboxAnswer {
    /// Its id.
    pub id: Id,
    /// Its name, or null.
    #[schema(required, example = "WhatsApp sales")]
    pub name: Option<String>,
    /// Its channel, or null.
    #[schema(required, example = "whatsapp")]
    pub channel: Option<String>,
}

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedAgent {
    /// The agent's id.
    pub id: Id,
    /// The agent's name, or null.
    #[schema(required, example = "Ann Lee")]
    pub name: Option<String>,
}

/// A chat flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedFlow {
    /// The flow's id.
    pub id: Id,
    /// The flow's name, or null.
    #[schema(required, example = "Welcome")]
    pub name: Option<String>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedTeam {
    /// Its id.
    pub id: Id,
    /// Its name, or null.
    #[schema(required, example = "Sales")]
    pub name: Option<String>,
    /// Its members.
    pub agent_ids: Vec<Id>,
}

/// The answer of `GET /v1/directory`; every list is in the order of ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DirectoryAnswer {
    /// The account.
    pub account: AccountAnswer,
    /// Who asks.
    pub me: Me,
    /// Inboxes.
    pub inboxes: Vec<InboxAnswer>,
    /// Agents.
    pub agents: Vec<ListedAgent>,
    /// Teams.
    pub teams: Vec<ListedTeam>,
    /// Chat flows.
    pub flows: Vec<ListedFlow>,
}

impl DirectoryAnswer {
    /// The directory of an account; `calendar` is the one that the account is counted in.
    pub fn of(
        account: &Id,
        me: Me,
        directory: &Directory,
        calendar: Calendar,
        now: DateTime<Utc>,
    ) -> Self {
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
            agents: directory
                .agents
                .iter()
                .map(|(id, name)| ListedAgent { id: id.clone(), name: name.clone() })
                .collect(),
            teams: directory
                .teams
                .iter()
                .map(|(id, team)| ListedTeam {
                    id: id.clone(),
                    name: team.name.clone(),
                    agent_ids: team.agents.iter().cloned().collect(),
                })
                .collect(),
            flows: directory
                .flows
                .iter()
                .map(|(id, name)| ListedFlow { id: id.clone(), name: name.clone() })
                .collect(),
        }
    }
}
