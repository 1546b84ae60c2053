//! What can be asked of the API, as data: the routes with their parameters.

use chrono::NaiveDate;

use crate::http::encoded;
use crate::recount::Period;

/// A route of the API.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// `/v1/overview`
    Overview,
    /// `/v1/messages`
    Messages,
    /// `/v1/conversations`
    Conversations,
    /// `/v1/contacts`
    Contacts,
    /// `/v1/performance/agents`
    Agents,
    /// `/v1/performance/agents/{agent_id}`
    Agent(String),
    /// `/v1/performance/teams`
    Teams,
    /// `/v1/performance/teams/{team_id}`
    Team(String),
    /// `/v1/flows`
    Flows {
        /// The parameter `top`, where it is given.
        top: Option<usize>,
    },
    /// `/v1/payment`
    Payment,
    /// `/v1/features`
    Features,
    /// `/v1/directory`
    Directory {
        /// The token's `sub`.
        subject: String,
        /// The token's role.
        role: String,
    },
}

impl Route {
    /// Its path.
    pub fn path(&self) -> String {
        let path = match self {
            Self::Overview => "overview",
            Self::Messages => "messages",
            Self::Conversations => "conversations",
            Self::Contacts => "contacts",
            Self::Agents => "performance/agents",
            Self::Agent(id) => &format!("performance/agents/{}", encoded(id)),
            Self::Teams => "performance/teams",
            Self::Team(id) => &format!("performance/teams/{}", encoded(id)),
            Self::Flows { .. } => "flows",
            Self::Payment => "payment",
            Self::Features => "features",
            Self::Directory { .. } => "directory",
        };
        format!("/v1/{path}")
    }

    /// The routes whose only parameters are the common ones, `flows` without its own.
    pub fn sections() -> Vec<Self> {
        vec![
            Self::Messages,
            Self::Conversations,
            Self::Contacts,
            Self::Agents,
            Self::Teams,
            Self::Flows { top: None },
            Self::Payment,
            Self::Features,
        ]
    }
}

/// The period asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RequestedPeriod {
    /// No parameter.
    Default,
    /// `period=7d`, `15d` or `30d`.
    Days(u64),
    /// `from` and `to`.
    Dates(Period),
}

impl RequestedPeriod {
    /// The dates from one to another, both included.
    pub fn dates(from: NaiveDate, to: NaiveDate) -> Self {
        Self::Dates(Period { from, to })
    }

    /// The days it means.
    pub fn days(self, today: NaiveDate) -> Period {
        match self {
            Self::Default => Period::last(7, today),
            Self::Days(days) => Period::last(days, today),
            Self::Dates(period) => period,
        }
    }
}

/// One request for figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What about.
    pub route: Route,
    /// For which days.
    pub period: RequestedPeriod,
    /// For which inbox.
    pub inbox: Option<String>,
}

impl Request {
    /// The path and query to ask with.
    pub fn address(&self) -> String {
        let mut parameters = match self.period {
            RequestedPeriod::Default => Vec::new(),
            RequestedPeriod::Days(days) => vec![format!("period={days}d")],
            RequestedPeriod::Dates(Period { from, to }) => {
                vec![format!("from={from}"), format!("to={to}")]
            }
        };
        if let Some(inbox) = &self.inbox {
            parameters.push(format!("inbox_id={}", encoded(inbox)));
        }
        if let Route::Flows { top: Some(top) } = self.route {
            parameters.push(format!("top={top}"));
        }
        let path = self.route.path();
        if parameters.is_empty() { path } else { format!("{path}?{}", parameters.join("&")) }
    }
}
