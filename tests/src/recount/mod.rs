//! The answer of every route, worked out by brute force from the records as they stand.

mod accuracy;
mod calendar;
mod contacts;
mod conversations;
mod dataset;
mod directory;
mod features;
mod flows;
mod messages;
pub mod money;
mod payment;
mod performance;
mod read;
#[cfg(test)]
mod tests;
mod view;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub use calendar::{Period, date};
pub use dataset::Dataset;

use crate::request::{Request, Route};
use crate::source::History;
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
    Some(answer)
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
