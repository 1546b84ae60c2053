//! `GET /v1/flows`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Period, View};

/// How often every flow ran in a period.
fn runs<'a>(view: &View<'a>, period: Period) -> BTreeMap<&'a str, u64> {
    let mut runs = BTreeMap::new();
    for run in &view.dataset.runs {
        if view.shows(&run.inbox) && period.has(run.day) {
            *runs.entry(run.flow.as_str()).or_default() += 1;
        }
    }
    runs
}

fn figures(view: &View, period: Period) -> Value {
    let runs = runs(view, period);
    json!({
        "flows_triggered": runs.len(),
        "times_triggered": runs.values().sum::<u64>(),
    })
}

pub(super) fn section(view: &View, top: usize) -> Value {
    let mut popular: Vec<_> = runs(view, view.period).into_iter().collect();
    popular.sort_by_key(|(id, times)| (Reverse(*times), *id));
    popular.truncate(top);
    let popular = popular.into_iter().map(|(id, times)| {
        json!({
            "flow_id": id,
            "name": view.dataset.text(&format!("flow#{id}"), "name"),
            "times_triggered": times,
        })
    });
    let mut section = view.compared(|period| figures(view, period));
    section["daily"] = view.period.daily(|day| figures(view, Period::day(day)));
    section["popular"] = popular.collect::<Value>();
    section
}
