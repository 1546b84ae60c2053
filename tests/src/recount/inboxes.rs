//! `GET /v1/performance/inboxes`.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Period, View, conversations, messages};
use crate::source::Version;

/// The figures of one inbox, and whether there are any.
fn figures(view: &View, inbox: &str, period: Period) -> (Value, bool) {
    let view = View { inbox: Some(inbox), ..*view };
    let messages = messages::figures(&view, period);
    let sessions = view.dataset.sessions.iter().filter(|s| view.shows(&s.inbox));
    let spans = sessions.flat_map(|s| &s.spans).filter(|span| span.agent.is_some());
    let replies: Vec<_> =
        spans.filter_map(|span| span.reply).filter(|(day, _)| period.has(*day)).collect();
    let waited: i128 = replies.iter().map(|(_, ns)| i128::from(*ns)).sum();
    #[expect(clippy::cast_precision_loss, reason = "the one division, at the very end")]
    let mean = (!replies.is_empty()).then(|| waited as f64 / replies.len() as f64 / 1e9);
    let new = conversations::new_sessions(&view, period);
    let resolved = conversations::resolved(&view, period).count();
    let any = messages.agent_sent + messages.bot_sent + messages.broadcast_sent + messages.received
        > 0
        || new + resolved + replies.len() > 0;
    let row = json!({
        "inbox_id": inbox,
        "name": view.dataset.text(&format!("inbox#{inbox}"), "name"),
        "channel": view.dataset.text(&format!("inbox#{inbox}"), "channel"),
        "new_sessions": new,
        "received": messages.received,
        "agent_sent": messages.agent_sent,
        "bot_sent": messages.bot_sent,
        "broadcast_sent": messages.broadcast_sent,
        "resolved_sessions": resolved,
        "responses": replies.len(),
        "response_time_seconds": mean,
    });
    (row, any)
}

pub(super) fn section(view: &View) -> Value {
    let listed = view.dataset.listed("inbox");
    let named = view.dataset.messages.iter().map(|m| m.inbox.as_str());
    let named = named.chain(view.dataset.sessions.iter().map(|s| s.inbox.as_str()));
    let all: BTreeSet<&str> = listed.iter().copied().chain(named).collect();
    let mut rows = Vec::new();
    for inbox in all {
        let active = conversations::active(&View { inbox: Some(inbox), ..*view }).count();
        let (mut row, any) = figures(view, inbox, view.period);
        // The first version does not know of the others.
        let knows_others = view.dataset.version == Version::Latest;
        if listed.contains(inbox) || knows_others && (any || active > 0) {
            row["active_sessions"] = json!(active);
            rows.push((inbox, row));
        }
    }
    if view.dataset.version == Version::Latest {
        rows.sort_by_key(|(inbox, row)| (Reverse(row["received"].as_u64()), *inbox));
    }
    let previous = |period: Period| -> Value {
        rows.iter().map(|(inbox, _)| figures(view, inbox, period).0).collect()
    };
    let mut section = view.compared(previous);
    section.as_object_mut().expect("an object").remove("totals");
    section["inboxes"] = rows.iter().map(|(_, row)| row.clone()).collect();
    section
}
