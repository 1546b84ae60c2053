//! The metrics of an event.

use chrono::{DateTime, Utc};
use config::metrics::{Metric, line};
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
}
