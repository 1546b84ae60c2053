//! The metrics of an event, and those of a sweep.

use chrono::{DateTime, Utc};
use config::metrics::{Metric, line};
use intake::chatwoot::Count;
use serde_json::Value;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Became {
    /// It is written. `is_mapped` tells whether all of it counts as the platform meant it.
    Taken {
        /// Whether every part of it has a form, a category and a rate that are known.
        is_mapped: bool,
    },
    /// It is of no interest.
    Ignored,
    /// Its form is not known.
    NotMapped,
    /// It was refused.
    Refused,
    /// It could not be written.
    Failed,
}

impl Became {
    fn metrics(self) -> &'static [&'static str] {
        match self {
            Self::Taken { is_mapped: true } => &["EventsTaken"],
            Self::Taken { is_mapped: false } => &["EventsTaken", "EventsNotMapped"],
            Self::Ignored => &["EventsIgnored"],
            Self::NotMapped => &["EventsNotMapped"],
            Self::Refused => &["EventsRefused"],
            Self::Failed => &["EventsFailed"],
        }
    }

    /// The line for a request. It names no connector, since whoever sends a request can name any.
    pub(crate) fn line(self, stack: &str, now: DateTime<Utc>) -> Value {
        let counts: Vec<_> = self.metrics().iter().map(|name| Metric::count(name, 1)).collect();
        line(&[("Stack", stack)], &[(&["Stack"], &counts)], now)
    }
}

/// The line for a sweep: how many records it wrote that no webhook had told, and how much of what it
/// read is not understood.
pub(crate) fn mended(stack: &str, count: &Count, now: DateTime<Utc>) -> Value {
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let mut counts = vec![Metric::count("RecordsMended", size(count.records))];
    if count.not_understood > 0 {
        counts.push(Metric::count("EventsNotMapped", size(count.not_understood)));
    }
    line(&[("Stack", stack)], &[(&["Stack"], &counts)], now)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_has_metrics_of_its_stack() {
        let now = DateTime::from_timestamp_millis(1_795_000_000_123).unwrap();
        let line = Became::Taken { is_mapped: false }.line("inbox", now);
        let expected = json!({
            "_aws": {
                "Timestamp": 1_795_000_000_123_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "InboxAnalytics",
                    "Dimensions": [["Stack"]],
                    "Metrics": [
                        { "Name": "EventsTaken", "Unit": "Count" },
                        { "Name": "EventsNotMapped", "Unit": "Count" },
                    ],
                }],
            },
            "Stack": "inbox",
            "EventsTaken": 1,
            "EventsNotMapped": 1,
        });
        assert_eq!(line, expected);
    }

    #[test]
    fn each_outcome_has_its_own_metric() {
        let names = |became: Became| became.metrics().to_vec();
        assert_eq!(names(Became::Taken { is_mapped: true }), ["EventsTaken"]);
        assert_eq!(names(Became::Ignored), ["EventsIgnored"]);
        assert_eq!(names(Became::NotMapped), ["EventsNotMapped"]);
        assert_eq!(names(Became::Refused), ["EventsRefused"]);
        assert_eq!(names(Became::Failed), ["EventsFailed"]);
    }

    #[test]
    fn a_sweep_has_a_metric_and_another_one_where_something_is_not_understood() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let line = mended("inbox", &Count { records: 3, ..Count::default() }, now);
        assert_eq!((&line["Stack"], &line["RecordsMended"]), (&json!("inbox"), &json!(3)));
        assert_eq!(line["EventsNotMapped"], json!(null));
        let line = mended("inbox", &Count { not_understood: 2, ..Count::default() }, now);
        assert_eq!((&line["RecordsMended"], &line["EventsNotMapped"]), (&json!(0), &json!(2)));
    }
}
