//! `GET /v1/hours`.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Timelike};
use serde_json::{Value, json};

use super::View;

pub(super) fn section(view: &View) -> Value {
    let mut counts: BTreeMap<(u32, u32, &str), u64> = BTreeMap::new();
    let mut count = |day: NaiveDate, hour: u32, what| {
        if view.period.has(day) {
            *counts.entry((day.weekday().number_from_monday(), hour, what)).or_default() += 1;
        }
    };
    for message in view.dataset.messages.iter().filter(|m| view.shows(&m.inbox)) {
        count(message.day, message.hour, message.sender);
    }
    for session in view.dataset.sessions.iter().filter(|s| view.shows(&s.inbox)) {
        let hour = session.opened.with_timezone(&view.dataset.zone).hour();
        count(session.start, hour, "session");
    }
    let row = |weekday: u32, hour: u32| {
        let of = |what| counts.get(&(weekday, hour, what)).copied().unwrap_or(0);
        json!({
            "weekday": weekday,
            "hour": hour,
            "received": of("customer"),
            "agent_sent": of("agent"),
            "bot_sent": of("bot"),
            "new_sessions": of("session"),
        })
    };
    let all = (1..=7).flat_map(|weekday| (0..24).map(move |hour| (weekday, hour)));
    json!({ "hours": all.map(|(weekday, hour)| row(weekday, hour)).collect::<Value>() })
}
