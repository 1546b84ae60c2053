//! `GET /v1/conversations`.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::dataset::Session;
use super::{Period, View};

/// The sessions active now.
pub(super) fn active<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Session> {
    let view = *view;
    let sessions = view.dataset.sessions.iter();
    sessions.filter(move |s| view.shows(&s.inbox) && s.is_active(view.now))
}

fn new_sessions(view: &View, period: Period) -> usize {
    let sessions = view.dataset.sessions.iter();
    let new = sessions.filter(|s| view.shows(&s.inbox) && period.has(s.start));
    new.count()
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
    json!({
        "active": {
            "unassigned": with("unassigned"),
            "assigned": with("assigned"),
            "resolved": with("resolved"),
            "total": active(view).count(),
        },
        "totals": { "new_sessions": new_sessions(view, view.period) },
        "previous": { "new_sessions": new_sessions(view, view.period.before()) },
        "daily": view.period.daily(|day| json!({
            "new_sessions": new_sessions(view, Period::day(day)),
            "active_sessions": active_at_end_of(view, day),
        })),
    })
}
