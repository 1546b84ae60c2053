//! The metrics of an event, in CloudWatch's embedded metric format: a line of the log from which
//! CloudWatch makes metrics.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// The namespace of all metrics.
const NAMESPACE: &str = "InboxAnalytics";

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
        let mut line = json!({ "Stack": stack });
        let mut metrics = Vec::new();
        for name in self.metrics() {
            metrics.push(json!({ "Name": name, "Unit": "Count" }));
            line[*name] = json!(1);
        }
        line["_aws"] = json!({
            "Timestamp": now.timestamp_millis(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [["Stack"]],
                "Metrics": metrics,
            }],
        });
        line
    }
}

#[cfg(test)]
mod tests {
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
