//! `GET /v1/contacts`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Period, View, conversations, date};

/// Every contact in view, and when its first session was opened.
pub(super) fn first_openings<'a>(view: &View<'a>) -> BTreeMap<&'a str, DateTime<Utc>> {
    let mut first = BTreeMap::new();
    for session in &view.dataset.sessions {
        if view.shows(&session.inbox) {
            let at = first.entry(session.customer.as_str()).or_insert(session.opened);
            *at = session.opened.min(*at);
        }
    }
    first
}

pub(super) fn section(view: &View) -> Value {
    let first = first_openings(view);
    let days: Vec<_> = first.values().map(|at| date(view.dataset.zone, *at)).collect();
    let new = |period: Period| days.iter().filter(|day| period.has(**day)).count();
    let active: BTreeSet<_> = conversations::active(view).map(|s| &s.customer).collect();
    let figures = |period| json!({ "new_contacts": new(period) });
    let mut section = view.compared(figures);
    section["contacts"] = json!(first.len());
    section["active_customers"] = json!(active.len());
    section["idle_customers"] = json!(first.len() - active.len());
    section["daily"] = view.period.daily(|day| figures(Period::day(day)));
    section
}
