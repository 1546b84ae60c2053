//! The results as a table of Markdown, as `docs/scale.md` has it.

use std::time::Duration;

use crate::simulation::{Outcome, Plan};

/// The table's head.
pub const HEAD: &str = "\
| shards | offered/s | window | lanes | counted/s | keeps up | median | p99 | write units/record \
| transactions | conflicts | throttled | exact |
|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|---|";

/// A line of it.
pub fn line(plan: &Plan, outcome: &Outcome) -> String {
    let seconds = |duration: Duration| format!("{:.2} s", duration.as_secs_f64());
    let lanes = if plan.lanes == outcome.lanes {
        plan.lanes.to_string()
    } else {
        format!("{} → {}", plan.lanes, outcome.lanes)
    };
    let exact = match outcome.differences {
        Some(0) => "yes".to_owned(),
        Some(differences) => format!("**no**: {differences}"),
        None => "not all counted".to_owned(),
    };
    format!(
        "| {} | {:.0} | {:.0} s | {lanes} | {:.0} | {} | {} | {} | {:.3} | {} | {} | {} | {exact} |",
        plan.shards,
        plan.rate,
        plan.source.window.as_secs_f64(),
        outcome.counted_a_second,
        if outcome.keeps_up() { "yes" } else { "**no**" },
        seconds(outcome.median),
        seconds(outcome.p99),
        outcome.units_a_record,
        outcome.usage.transactions,
        outcome.usage.conflicts,
        outcome.usage.throttled,
    )
}
