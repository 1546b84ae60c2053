//! `GET /v1/conversations`.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::dataset::Session;
use super::{Period, View, date};

/// The sessions active now.
pub(super) fn active<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Session> {
    let view = *view;
    let sessions = view.dataset.sessions.iter();
    sessions.filter(move |s| view.shows(&s.inbox) && s.is_active(view.now))
}

pub(super) fn new_sessions(view: &View, period: Period) -> usize {
    let sessions = view.dataset.sessions.iter();
    let new = sessions.filter(|s| view.shows(&s.inbox) && period.has(s.start));
    new.count()
}

/// The sessions in view whose `resolved_at` falls in a period.
pub(super) fn resolved<'a>(view: &View<'a>, period: Period) -> impl Iterator<Item = &'a Session> {
    let (view, zone) = (*view, view.dataset.zone);
    let sessions = view.dataset.sessions.iter().filter(move |s| view.shows(&s.inbox));
    sessions.filter(move |s| s.resolved.is_some_and(|at| period.has(date(zone, at))))
}

fn figures(view: &View, period: Period) -> Value {
    let agents = |s: &&Session| s.spans.iter().any(|span| span.agent.is_some());
    let all = resolved(view, period).count();
    json!({
        "new_sessions": new_sessions(view, period),
        "resolved_sessions": all,
        "resolved_without_agent": all - resolved(view, period).filter(agents).count(),
    })
}

fn active_at_end_of(view: &View, day: NaiveDate) -> usize {
    if day == view.today {
        return active(view).count();
    }
    let sessions = view.dataset.sessions.iter();
    let there = |s: &Session| s.start <= day && s.end.is_none_or(|end| end > day);
    sessions.filter(|s| view.shows(&s.inbox) && there(s)).count()
}

pub(super) fn section(view: &View) -> Value {
    let with = |status| active(view).filter(|s| s.status() == status).count();
    let mut section = view.compared(|period| figures(view, period));
    section["active"] = json!({
        "unassigned": with("unassigned"),
        "assigned": with("assigned"),
        "resolved": with("resolved"),
        "total": active(view).count(),
    });
    section["daily"] = view.period.daily(|day| {
        let mut row = figures(view, Period::day(day));
        row["active_sessions"] = json!(active_at_end_of(view, day));
        row
    });
    section
}
