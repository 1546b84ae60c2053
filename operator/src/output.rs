//! What is printed on standard output.

use rebuild::{Difference, Status};
use store::RejectedRecord;

/// A difference in a line: whose, which day, which figure, counted, recounted.
pub(crate) fn difference(it: &Difference) -> String {
    let inbox = it
        .inbox
        .as_ref()
        .map_or_else(|| "all inboxes".to_owned(), |inbox| format!("inbox {inbox}"));
    format!(
        "{}, {inbox}, {} {}: {} is {}, recounted {}",
        it.account, it.of, it.at, it.figure, it.counted, it.recounted
    )
}

/// The state of everything, for a person.
pub(crate) fn status(status: &Status) -> String {
    let mut text = String::new();
    let mut line = |line: String| text.push_str(&(line + "\n"));
    line(format!("epoch {}", status.epoch));
    match &status.run {
        None => line("no run is in progress".to_owned()),
        Some(run) => line(format!(
            "run {}: {}; {} of {} segments scanned, {} records",
            run.number, run.description, run.segments_done, run.segments, run.records
        )),
    }
    line(format!("{} rejected records", status.rejected));
    for account in &status.accounts {
        let generation = |it: &rebuild::GenerationStatus| {
            let history = serde_json::to_value(it.history).unwrap_or_default();
            format!(
                "generation {} (version {}, {}, history {})",
                it.number,
                it.version,
                it.timezone,
                history.as_str().unwrap_or_default()
            )
        };
        let made = account.being_made.as_ref();
        let made = made.map_or_else(String::new, |it| format!("; being made: {}", generation(it)));
        let lanes = match account.lanes {
            1 => String::new(),
            lanes => format!("; {lanes} lanes"),
        };
        let in_force = generation(&account.in_force);
        line(format!("account {}: {in_force}{lanes}{made}", account.account));
    }
    for shard in &status.shards {
        let written = shard.written.map_or_else(
            || "an unknown time".to_owned(),
            |at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        );
        let part = if shard.in_part { ", the last one in part" } else { "" };
        line(format!(
            "{} {}: counted to the record {} of {written}{part}",
            shard.table, shard.shard, shard.counted
        ));
    }
    text
}

/// A rejected record, in a line.
pub(crate) fn rejected(it: &RejectedRecord) -> String {
    let at = it.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    format!("{at} {} {}: {}", it.table, it.key, it.reason)
}
