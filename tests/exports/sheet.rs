//! What a file of a section has to hold, from the JSON of the page: the columns are those of `SPEC.md`, written down
//! here once more.

use e2e::request::Route;
use serde_json::Value;

/// A section as it is exported.
pub(crate) struct Sheet {
    /// Its name in a request.
    pub(crate) section: &'static str,
    /// The page's route.
    pub(crate) route: Route,
    /// Where its rows are in the page's answer; absent: the answer itself is the one row.
    rows: Option<&'static str>,
    /// Its columns, as paths into a row.
    columns: Vec<&'static str>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Date,
    Number,
    Money,
    Text,
}

impl Sheet {
    /// The sections that a request for all of them has, in their order.
    pub(crate) fn all() -> Vec<Self> {
        let sheet = |section, route, rows, columns: &str| {
            let columns: &'static str = columns.to_owned().leak();
            Self { section, route, rows, columns: columns.split(' ').collect() }
        };
        let daily = Some("daily");
        vec![
            sheet(
                "overview",
                Route::Overview,
                None,
                "active_sessions contacts messages_sent messages_received broadcasts_sent",
            ),
            sheet(
                "messages",
                Route::Messages,
                daily,
                "date agent_sent bot_sent broadcast_sent received",
            ),
            sheet(
                "conversations",
                Route::Conversations,
                daily,
                "date new_sessions resolved_sessions resolved_without_agent active_sessions",
            ),
            sheet(
                "hours",
                Route::Hours,
                Some("hours"),
                "weekday hour received agent_sent bot_sent new_sessions",
            ),
            sheet(
                "speed",
                Route::Speed,
                daily,
                "date first_response.samples first_response.mean_seconds first_response.median_seconds \
                 first_response.p90_seconds resolution.samples resolution.mean_seconds \
                 resolution.median_seconds resolution.p90_seconds",
            ),
            sheet("contacts", Route::Contacts, daily, "date new_contacts"),
            sheet(
                "inboxes",
                Route::Inboxes,
                Some("inboxes"),
                "inbox_id name channel active_sessions new_sessions received agent_sent bot_sent broadcast_sent \
                 resolved_sessions responses response_time_seconds",
            ),
            sheet("agents", Route::Agents, Some("agents"), &format!("agent_id name {AGENT}")),
            sheet("teams", Route::Teams, Some("teams"), &format!("team_id name {TEAM}")),
            sheet(
                "flows",
                Route::Flows { top: Some(100) },
                Some("popular"),
                "flow_id name times_triggered",
            ),
            sheet(
                "payment",
                Route::Payment,
                daily,
                "date total marketing utility authentication authentication_international service other",
            ),
            sheet(
                "features",
                Route::Features,
                daily,
                "date ai_writer.uses ai_writer.sent ai_writer.samples ai_writer.unchanged ai_writer.average_accuracy \
                 doc_reply.uses doc_reply.sent doc_reply.samples doc_reply.unchanged doc_reply.average_accuracy \
                 all.uses all.sent all.samples all.unchanged all.average_accuracy",
            ),
        ]
    }

    /// One agent.
    pub(crate) fn agent(id: &str) -> Self {
        let columns = format!("date {AGENT}").leak().split(' ').collect();
        Self { section: "agent", route: Route::Agent(id.to_owned()), rows: Some("daily"), columns }
    }

    /// One team.
    pub(crate) fn team(id: &str) -> Self {
        let columns = format!("date {TEAM}").leak().split(' ').collect();
        Self { section: "team", route: Route::Team(id.to_owned()), rows: Some("daily"), columns }
    }

    /// Whether it is there where this inbox is selected, or none.
    pub(crate) fn is_of(&self, inbox: Option<&str>) -> bool {
        inbox.is_none() || self.section != "inboxes"
    }

    /// Its header.
    pub(crate) fn header(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.replace('.', "_")).collect()
    }

    /// What each column holds.
    pub(crate) fn kinds(&self) -> Vec<Kind> {
        let kind = |column: &&str| match *column {
            "date" => Kind::Date,
            "name" | "channel" | "agent_id" | "team_id" | "flow_id" | "inbox_id" => Kind::Text,
            _ if self.section == "payment" => Kind::Money,
            _ => Kind::Number,
        };
        self.columns.iter().map(kind).collect()
    }

    /// Its rows, out of the page's answer.
    pub(crate) fn rows(&self, page: &Value) -> Vec<Vec<Value>> {
        let rows = match self.rows {
            Some(field) => page[field].as_array().expect("a list of rows").clone(),
            None => vec![page.clone()],
        };
        let cell = |row: &Value, path: &str| {
            let field = |value: &Value, name: &str| {
                value.get(name).unwrap_or_else(|| panic!("no {name} in {value}")).clone()
            };
            path.split('.').fold(row.clone(), |value, name| field(&value, name))
        };
        rows.iter().map(|row| self.columns.iter().map(|path| cell(row, path)).collect()).collect()
    }
}

const AGENT: &str = "active_sessions times_assigned messages_sent responses response_time_seconds \
                     response_time_median_seconds response_time_p90_seconds";

const TEAM: &str = "active_sessions times_assigned messages_sent members.active_sessions \
                    members.times_assigned members.messages_sent";
