//! Metrics in CloudWatch's embedded metric format: a line of the log from which CloudWatch makes
//! metrics.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// The namespace of all metrics.
const NAMESPACE: &str = "InboxAnalytics";

/// A number of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    name: &'static str,
    unit: &'static str,
    value: i64,
}

impl Metric {
    /// How often something was.
    pub fn count(name: &'static str, count: usize) -> Self {
        Self { name, unit: "Count", value: i64::try_from(count).unwrap_or(i64::MAX) }
    }

    /// How long something took.
    pub fn milliseconds(name: &'static str, value: i64) -> Self {
        Self { name, unit: "Milliseconds", value }
    }
}

/// The line for metrics, each set of them for some of these dimensions. AWS bills every metric for every
/// set of dimensions.
pub fn line(
    dimensions: &[(&str, &str)],
    sets: &[(&[&str], &[Metric])],
    now: DateTime<Utc>,
) -> Value {
    let mut line = json!({});
    for (name, value) in dimensions {
        line[*name] = json!(value);
    }
    for metric in sets.iter().flat_map(|(_, metrics)| *metrics) {
        line[metric.name] = json!(metric.value);
    }
    let described = sets.iter().map(|(dimensions, metrics)| {
        let metrics = metrics.iter().map(|it| json!({ "Name": it.name, "Unit": it.unit }));
        json!({
            "Namespace": NAMESPACE,
            "Dimensions": [dimensions],
            "Metrics": metrics.collect::<Vec<_>>(),
        })
    });
    line["_aws"] = json!({
        "Timestamp": now.timestamp_millis(),
        "CloudWatchMetrics": described.collect::<Vec<_>>(),
    });
    line
}
