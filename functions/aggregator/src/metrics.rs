//! The metrics of a batch.

use chrono::{DateTime, Utc};
use config::metrics::{Metric, line};
use serde_json::Value;

use crate::counted::Counted;

/// The line for a batch: all metrics for the stack, and `RecordsCounted` also for the table (AWS
/// bills every metric of every table). `None` for the end of a window, which has no records.
pub fn of(counted: &Counted, stack: &str, now: DateTime<Utc>) -> Option<Value> {
    let source = counted.source?;
    let counts = [
        ("RecordsCounted", counted.records),
        ("RecordsRejected", counted.rejected),
        ("RecordsRepeated", counted.repeated),
        ("Chunks", counted.chunks),
        ("Conflicts", counted.conflicts),
        ("Retries", counted.retries),
    ];
    // AWS bills a metric that has data: what hardly ever happens has none until it does.
    let rare = [
        ("RecordsRefused", counted.refused),
        ("BatchesLeft", usize::from(counted.first_left.is_some())),
    ];
    let counts = counts.into_iter().chain(rare.into_iter().filter(|(_, count)| *count > 0));
    let mut metrics: Vec<_> = counts.map(|(name, count)| Metric::count(name, count)).collect();
    // The delay of a batch that was counted before is how late it came again, not how late it was
    // counted.
    if let Some(delay) = counted.delay.filter(|_| counted.records > 0) {
        metrics.push(Metric::milliseconds("CountDelay", delay.num_milliseconds().max(0)));
    }
    let dimensions = [("Stack", stack), ("Source", source.table())];
    let sets: [(&[&str], &[Metric]); 2] =
        [(&["Stack"], &metrics), (&["Stack", "Source"], &metrics[..1])];
    Some(line(&dimensions, &sets, now))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::TimeDelta;
    use domain::record::Source;
    use serde_json::json;

    use super::*;

    fn counted() -> Counted {
        Counted {
            records: 12,
            rejected: 1,
            refused: 0,
            repeated: 3,
            chunks: 2,
            conflicts: 4,
            retries: 5,
            source: Some(Source::FlowRuns),
            delay: Some(TimeDelta::milliseconds(1_250)),
            first_left: None,
        }
    }

    #[test]
    fn a_batch_has_metrics_of_its_stack_and_of_its_table() {
        let now = DateTime::from_timestamp_millis(1_795_000_000_123).unwrap();
        let line = of(&counted(), "inbox", now).unwrap();
        let count = |name| json!({ "Name": name, "Unit": "Count" });
        let expected = json!({
            "_aws": {
                "Timestamp": 1_795_000_000_123_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "InboxAnalytics",
                    "Dimensions": [["Stack"]],
                    "Metrics": [
                        count("RecordsCounted"), count("RecordsRejected"), count("RecordsRepeated"),
                        count("Chunks"), count("Conflicts"), count("Retries"),
                        { "Name": "CountDelay", "Unit": "Milliseconds" },
                    ],
                }, {
                    "Namespace": "InboxAnalytics",
                    "Dimensions": [["Stack", "Source"]],
                    "Metrics": [count("RecordsCounted")],
                }],
            },
            "Stack": "inbox",
            "Source": "flow_runs",
            "RecordsCounted": 12,
            "RecordsRejected": 1,
            "RecordsRepeated": 3,
            "Chunks": 2,
            "Conflicts": 4,
            "Retries": 5,
            "CountDelay": 1_250,
        });
        assert_eq!(line, expected);
    }

    #[test]
    fn every_metric_that_is_named_has_a_value_and_every_dimension_a_name() {
        let left = Some("7".to_owned());
        let worst = Counted { refused: 2, first_left: left, ..counted() };
        for counted in [counted(), Counted { records: 0, ..counted() }, worst] {
            let line = of(&counted, "inbox", DateTime::UNIX_EPOCH).unwrap();
            let sets = line["_aws"]["CloudWatchMetrics"].as_array().unwrap();
            let metrics = sets.iter().flat_map(|set| set["Metrics"].as_array().unwrap());
            let names: BTreeSet<_> =
                metrics.map(|metric| metric["Name"].as_str().unwrap()).collect();
            assert!(
                names.iter().all(|name| line[*name].is_i64() || line[*name].is_u64()),
                "{line}"
            );
            let dimensions = sets.iter().flat_map(|set| set["Dimensions"].as_array().unwrap());
            let mut dimensions = dimensions.flat_map(|list| list.as_array().unwrap());
            assert!(dimensions.all(|name| line[name.as_str().unwrap()].is_string()), "{line}");
            // nothing but the format's own, the dimensions and the metrics
            assert_eq!(line.as_object().unwrap().len(), 3 + names.len());
        }
    }

    #[test]
    fn a_batch_of_which_something_is_left_and_refused_records_are_metrics_of_the_stack() {
        let left = Counted { first_left: Some("7".to_owned()), refused: 2, ..counted() };
        let line = of(&left, "inbox", DateTime::UNIX_EPOCH).unwrap();
        assert_eq!((&line["BatchesLeft"], &line["RecordsRefused"]), (&json!(1), &json!(2)));
        let of_stack = line["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().unwrap();
        for name in ["BatchesLeft", "RecordsRefused"] {
            assert!(of_stack.contains(&json!({ "Name": name, "Unit": "Count" })), "{name}");
            let usual = of(&counted(), "inbox", DateTime::UNIX_EPOCH).unwrap();
            assert_eq!(usual.get(name), None);
        }
    }

    #[test]
    fn a_batch_counted_before_has_no_delay_and_the_end_of_a_window_has_no_metrics() {
        let again = Counted { records: 0, ..counted() };
        assert_eq!(of(&again, "inbox", DateTime::UNIX_EPOCH).unwrap().get("CountDelay"), None);
        assert_eq!(of(&Counted::default(), "inbox", DateTime::UNIX_EPOCH), None);
    }
}
