//! The result of a batch while DynamoDB cannot be reached.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_http_client::Builder;
use serde_json::json;
use store::Tables;

use chrono::TimeDelta;
use domain::history::History;
use domain::record::Source;

use super::*;

/// An aggregator whose DynamoDB is an address at which nobody listens.
fn aggregator() -> Aggregator {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-central-1"))
        .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url("http://127.0.0.1:1")
        .http_client(Builder::new().build_http())
        .build();
    Aggregator::new(
        Writer::new(Client::from_conf(config), Tables::prefixed(""), None, History::Complete),
        Clock::Held("2026-11-22T10:15:30Z".parse().unwrap()),
    )
}

/// An event of two bad records, the first of which was written at this time.
fn event(written: i64) -> Value {
    let stream = "arn:aws:dynamodb:eu-west-1:1:table/flow_runs/stream/2026-11-22T00:00:00.000";
    let record = |sequence: &str, written: i64| {
        json!({
            "eventName": "INSERT", "eventSourceARN": stream,
            "dynamodb": {
                "SequenceNumber": sequence, "ApproximateCreationDateTime": written,
                "NewImage": { "account_id": { "S": "acme" } },
            },
        })
    };
    json!({ "shardId": "s", "Records": [record("8", written), record("9", written + 5)] })
}

#[tokio::test]
async fn what_cannot_be_counted_is_left_with_its_table_and_its_age() {
    let now = Clock::System.now().timestamp();
    let counted = aggregator().count(&event(now - 60), Instant::now()).await.unwrap();
    assert_eq!(counted.first_left.as_deref(), Some("8"));
    assert_eq!(counted.source, Some(Source::FlowRuns));
    let delay = counted.delay.unwrap();
    assert!((TimeDelta::seconds(60)..TimeDelta::seconds(600)).contains(&delay), "{delay}");
    assert_eq!((counted.records, counted.rejected, counted.chunks), (0, 0, 0));
    let response = serde_json::to_value(counted.response()).unwrap();
    let failures = json!([{ "itemIdentifier": "8" }]);
    assert_eq!(response, json!({ "state": {}, "batchItemFailures": failures }));
}

#[tokio::test]
async fn the_end_of_a_window_leaves_nothing() {
    let end = json!({ "Records": [], "isFinalInvokeForWindow": true });
    let counted = aggregator().count(&end, Instant::now()).await.unwrap();
    assert_eq!(counted, Counted::default());
    let response = serde_json::to_value(counted.response()).unwrap();
    assert_eq!(response, json!({ "state": {}, "batchItemFailures": [] }));
}

#[tokio::test]
async fn an_event_that_cannot_be_counted_correctly_is_refused() {
    let refused = aggregator().count(&json!({}), Instant::now()).await;
    assert_eq!(refused, Err(Refused::NotAStream));
}
