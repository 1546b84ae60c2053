//! The answer of every route, worked out by brute force from the records as they stand.

mod accuracy;
mod calendar;
mod contacts;
mod conversations;
mod dataset;
mod directory;
mod features;
mod flows;
mod hours;
mod inboxes;
mod messages;
pub mod money;
mod payment;
mod performance;
mod read;
mod speed;
#[cfg(test)]
mod tests;
mod view;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub use calendar::{Period, date};
pub use dataset::Dataset;

use crate::request::{Request, Route};
use crate::source::{History, Version};
use view::View;

/// What the API has to answer at `now`, but for `as_of`; nothing where it has to answer 404.
pub fn answer(dataset: &Dataset, now: DateTime<Utc>, request: &Request) -> Option<Value> {
    let inbox = request.inbox.as_deref();
    if inbox.is_some_and(|id| !dataset.listed("inbox").contains(id)) {
        return None;
    }
    let today = dataset.today(now);
    let view = View { dataset, now, today, period: request.period.days(today), inbox };
    let mut answer = match &request.route {
        Route::Overview => overview(&view),
        Route::Messages => messages::section(&view),
        Route::Conversations => conversations::section(&view),
        Route::Contacts => contacts::section(&view),
        Route::Hours => hours::section(&view),
        Route::Speed => speed::section(&view),
        Route::Inboxes => inboxes::section(&view),
        Route::Agents => performance::agents(&view),
        Route::Agent(id) => performance::agent(&view, id)?,
        Route::Teams => performance::teams(&view),
        Route::Team(id) => performance::team(&view, id)?,
        Route::Flows { top } => flows::section(&view, top.unwrap_or(10)),
        Route::Payment => payment::section(&view),
        Route::Features => features::section(&view),
        // Not a section, so that it has no period.
        Route::Directory { subject, role } => {
            return Some(directory::answer(&view, subject, role));
        }
    };
    answer["period"] = json!({
        "from": view.period.from.to_string(),
        "to": view.period.to.to_string(),
        "days": view.period.days(),
        "timezone": dataset.zone.name(),
    });
    answer["inbox_id"] = json!(inbox);
    answer["history"] = json!(match dataset.history {
        History::Complete => "complete",
        History::SinceConnection => "since_connection",
    });
    if dataset.version == Version::First {
        forget_later_figures(&mut answer, matches!(request.route, Route::Hours | Route::Inboxes));
    }
    Some(answer)
}

/// Makes null what the first version did not count: figures that no earlier answer has, and with
/// `all_counts` every count of the answer.
fn forget_later_figures(answer: &mut Value, all_counts: bool) {
    const LATER: [&str; 13] = [
        "resolved_sessions",
        "resolved_without_agent",
        "sent",
        "unchanged",
        "authentication_international",
        "service",
        "by_country",
        "mean_seconds",
        "median_seconds",
        "p90_seconds",
        "within",
        "response_time_median_seconds",
        "response_time_p90_seconds",
    ];
    const KEYS: [&str; 7] = ["weekday", "hour", "days", "inbox_id", "name", "channel", "timezone"];
    match answer {
        Value::Array(rows) => {
            for row in rows {
                forget_later_figures(row, all_counts);
            }
        }
        Value::Object(fields) => {
            let durations = fields.contains_key("median_seconds");
            for (name, value) in fields.iter_mut() {
                let is_count = !KEYS.contains(&name.as_str()) && !value.is_object();
                let is_list = value.is_array() && name != "within" && name != "by_country";
                if LATER.contains(&name.as_str())
                    || name == "samples" && durations
                    || all_counts && is_count && !is_list && !value.is_string()
                {
                    *value = Value::Null;
                } else {
                    forget_later_figures(value, all_counts);
                }
            }
        }
        _ => {}
    }
}

fn overview(view: &View) -> Value {
    let messages = messages::figures(view, view.period);
    json!({
        "active_sessions": conversations::active(view).count(),
        "contacts": contacts::first_openings(view).len(),
        "messages_sent": messages.agent_sent + messages.bot_sent,
        "messages_received": messages.received,
        "broadcasts_sent": messages.broadcast_sent,
    })
}
