//! `GET /v1/speed`, and quantiles: exact ones, of the sorted durations.

use serde_json::{Value, json};

use super::dataset::wait;
use super::{Period, View, conversations};

const TARGETS: [i64; 11] = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

/// The value of the nearest rank among these nanoseconds, in seconds.
#[expect(clippy::cast_precision_loss, reason = "seconds are compared within 2 %")]
pub(super) fn quantile(sorted: &[i64], percent: usize) -> Option<f64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    let value = sorted.get(rank.checked_sub(1)?)?;
    Some(*value as f64 / 1e9)
}

fn durations(mut nanoseconds: Vec<i64>) -> Value {
    nanoseconds.sort_unstable();
    let n = nanoseconds.len();
    let sum: i128 = nanoseconds.iter().map(|ns| i128::from(*ns)).sum();
    #[expect(clippy::cast_precision_loss, reason = "the one division, at the very end")]
    let mean = (n > 0).then(|| sum as f64 / n as f64 / 1e9);
    let within = TARGETS.map(|target| {
        let within = nanoseconds.iter().filter(|ns| **ns <= target * 1_000_000_000).count();
        #[expect(clippy::cast_precision_loss, reason = "the one division, at the very end")]
        let share = (n > 0).then(|| within as f64 / n as f64);
        json!({ "seconds": target, "share": share })
    });
    json!({
        "samples": n,
        "mean_seconds": mean,
        "median_seconds": quantile(&nanoseconds, 50),
        "p90_seconds": quantile(&nanoseconds, 90),
        "within": within,
    })
}

fn figures(view: &View, period: Period) -> Value {
    let sessions = view.dataset.sessions.iter().filter(|s| view.shows(&s.inbox));
    let replies = sessions.flat_map(|s| &s.spans).filter(|span| span.agent.is_some());
    let replies = replies.filter_map(|span| span.reply).filter(|(day, _)| period.has(*day));
    let resolved = conversations::resolved(view, period);
    let resolutions = resolved.filter_map(|s| Some(wait(s.opened, s.resolved?)));
    json!({
        "first_response": durations(replies.map(|(_, ns)| ns).collect()),
        "resolution": durations(resolutions.collect()),
    })
}

pub(super) fn section(view: &View) -> Value {
    let mut section = view.compared(|period| figures(view, period));
    section["daily"] = view.period.daily(|day| {
        let mut row = figures(view, Period::day(day));
        for of in ["first_response", "resolution"] {
            row[of].as_object_mut().expect("an object").remove("within");
        }
        row
    });
    section
}
