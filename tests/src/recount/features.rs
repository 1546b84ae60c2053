//! `GET /v1/features`.

use serde_json::{Value, json};

use super::{Period, View, accuracy};

fn of_tools(view: &View, period: Period, tools: &[&str]) -> Value {
    let uses = view
        .dataset
        .uses
        .iter()
        .filter(|u| tools.contains(&u.tool) && view.shows(&u.inbox) && period.has(u.day));
    let (mut count, mut sent, mut samples, mut same, mut sum) = (0_u64, 0_u64, 0_u64, 0_u64, 0_u64);
    for used in uses {
        count += 1;
        sent += u64::from(used.sent);
        same += u64::from(used.accuracy.is_some() && used.unchanged);
        if let Some(accuracy) = used.accuracy {
            samples += 1;
            sum += accuracy;
        }
    }
    let mean = (samples > 0).then(|| accuracy::halves_up(sum, samples));
    let mean =
        mean.map(|millionths| f64::from(u32::try_from(millionths).expect("at most 1")) / 1e6);
    json!({
        "uses": count,
        "sent": sent,
        "samples": samples,
        "unchanged": same,
        "average_accuracy": mean,
    })
}

fn figures(view: &View, period: Period) -> Value {
    json!({
        "ai_writer": of_tools(view, period, &["ai_writer"]),
        "doc_reply": of_tools(view, period, &["doc_reply"]),
        "all": of_tools(view, period, &["ai_writer", "doc_reply"]),
    })
}

pub(super) fn section(view: &View) -> Value {
    let mut section = view.compared(|period| figures(view, period));
    section["daily"] = view.period.daily(|day| figures(view, Period::day(day)));
    section
}
