//! What can be asked of the API, as data: the routes with their parameters.

use chrono::{Datelike, Days, NaiveDate};

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
    /// `/v1/hours`
    Hours,
    /// `/v1/speed`
    Speed,
    /// `/v1/contacts`
    Contacts,
    /// `/v1/performance/inboxes`
    Inboxes,
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
            Self::Hours => "hours",
            Self::Speed => "speed",
            Self::Inboxes => "performance/inboxes",
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
            Self::Hours,
            Self::Speed,
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
    /// `period=today`.
    Today,
    /// `period=yesterday`.
    Yesterday,
    /// `period=this_month`.
    ThisMonth,
    /// `period=last_month`.
    LastMonth,
    /// `from` and `to`.
    Dates(Period),
}

impl RequestedPeriod {
    /// The dates from one to another, both included.
    pub fn dates(from: NaiveDate, to: NaiveDate) -> Self {
        Self::Dates(Period { from, to })
    }

    /// The value of `period`; none where there is no such parameter.
    pub fn name(self) -> Option<String> {
        match self {
            Self::Default | Self::Dates(_) => None,
            Self::Days(days) => Some(format!("{days}d")),
            Self::Today => Some("today".to_owned()),
            Self::Yesterday => Some("yesterday".to_owned()),
            Self::ThisMonth => Some("this_month".to_owned()),
            Self::LastMonth => Some("last_month".to_owned()),
        }
    }

    /// The days it means.
    pub fn days(self, today: NaiveDate) -> Period {
        match self {
            Self::Default => Period::last(7, today),
            Self::Days(days) => Period::last(days, today),
            Self::Today => Period::day(today),
            Self::Yesterday => Period::day(today - Days::new(1)),
            Self::ThisMonth => Period { from: first_of_month(today), to: today },
            Self::LastMonth => {
                let last = first_of_month(today) - Days::new(1);
                Period { from: first_of_month(last), to: last }
            }
            Self::Dates(period) => period,
        }
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.day0()))
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
            RequestedPeriod::Dates(Period { from, to }) => {
                vec![format!("from={from}"), format!("to={to}")]
            }
            named => named.name().iter().map(|name| format!("period={name}")).collect(),
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
