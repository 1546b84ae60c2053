use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

use super::*;
use crate::error::Kind;

/// Gives these answers, one after another.
#[derive(Debug)]
struct Answers(AtomicUsize, Vec<(u16, &'static str)>);

impl HttpConnector for Answers {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let (status, body) = self.1[self.0.fetch_add(1, Ordering::Relaxed)];
        let status = status.try_into().unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, body.into())))
    }
}

/// A query that gets these answers, at most three.
async fn asked(answers: &[(u16, &'static str)]) -> Result<QueryPage, Error> {
    let connector = SharedHttpConnector::new(Answers(AtomicUsize::new(0), answers.to_vec()));
    let retry = RetryConfig::standard().with_max_attempts(3);
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-central-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "tests"))
        .retry_config(retry.with_initial_backoff(Duration::from_millis(1)))
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    query(Client::from_conf(config).query().table_name("counters"), "reading counters").await
}

const PAGE: (u16, &str) = (200, r#"{"Items": [{"sk": {"S": "a"}, "received": {"N": "2"}}]}"#);
const THROTTLED: (u16, &str) =
    (400, r#"{"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "no"}"#);
const REFUSED: (u16, &str) = (400, r#"{"__type": "x#AccessDeniedException", "message": "no"}"#);
const GARBLED: (u16, &str) = (200, "<html>");

fn item(pk: &str, sk: &str, numbers: &[(Measure, &str)]) -> CounterItem {
    let amount = |text: &&str| Amount::from_str_exact(text).unwrap();
    let measures = numbers.iter().map(|(measure, text)| (*measure, amount(text))).collect();
    CounterItem { pk: pk.to_owned(), sk: sk.to_owned(), measures }
}

#[test]
fn a_page_of_a_query_is_read() {
    let page: QueryPage = serde_json::from_str(
        r#"{
            "Count": 2, "ScannedCount": 3,
            "Items": [
                {"received": {"N": "7"}, "sk": {"S": "2026-11-22#agent#\u0061nn"}, "f3": {"N": "1"},
                 "staff": {"S": "agent#ann"}, "marketing": {"N": "-0.0704"}},
                {"pk": {"S": "acme#1#day#"}, "sk": {"S": "2026-11-23"}, "received": {"S": "7"},
                 "not_a_measure": {"N": "x"}, "list": {"L": [{"N": "1"}, {"M": {"a": {"NULL": true}}}]}}
            ],
            "LastEvaluatedKey": {"pk": {"S": "acme#1#day#"}, "sk": {"S": "2026-11-23"}}
        }"#,
    )
    .unwrap();
    let replied = Measure::parse("f3").unwrap();
    let numbers = [(Measure::Received, "7"), (replied, "1"), (Measure::Marketing, "-0.0704")];
    let last = Key { pk: "acme#1#day#".to_owned(), sk: "2026-11-23".to_owned() };
    assert_eq!(
        page.items,
        [item("", "2026-11-22#agent#ann", &numbers), item("acme#1#day#", "2026-11-23", &[]),]
    );
    assert_eq!(page.last_evaluated_key, Some(last));
    let empty: QueryPage = serde_json::from_str(r#"{"Count": 0, "Items": []}"#).unwrap();
    assert_eq!(empty, QueryPage { items: Vec::new(), last_evaluated_key: None });
}

#[test]
fn a_batch_is_read_with_what_is_left() {
    let page: BatchPage = serde_json::from_str(
        r#"{
            "Responses": {"counters": [{"pk": {"S": "a"}, "sk": {"S": "b"}, "received": {"N": "2"}}]},
            "UnprocessedKeys": {"counters": {"ConsistentRead": false,
                "Keys": [{"pk": {"S": "c"}, "sk": {"S": "d"}}]}}
        }"#,
    )
    .unwrap();
    assert_eq!(page.responses["counters"], [item("a", "b", &[(Measure::Received, "2")])]);
    let left = Key { pk: "c".to_owned(), sk: "d".to_owned() };
    assert_eq!(page.unprocessed_keys["counters"].keys, [left]);
}

#[test]
fn a_number_that_cannot_be_kept_exactly_is_no_number() {
    let read = |number: &str| {
        let text = format!(r#"{{"Items": [{{"received": {{"N": "{number}"}}}}]}}"#);
        serde_json::from_str::<QueryPage>(&text)
    };
    assert!(read("79228162514264337593543950335").is_ok());
    assert!(read("79228162514264337593543950336").is_err());
    assert!(read("many").is_err());
}

#[tokio::test]
async fn what_passes_is_asked_again_and_what_stays_is_said() {
    for answers in [
        &[PAGE][..],
        &[THROTTLED, PAGE],
        &[(500, ""), THROTTLED, PAGE],
        &[GARBLED, THROTTLED, PAGE],
    ] {
        let page = asked(answers).await.unwrap();
        assert_eq!(page.items, [item("", "a", &[(Measure::Received, "2")])]);
    }
    for (answers, kind, says) in [
        (&[THROTTLED; 3][..], Kind::Busy, "ThrottlingException: no"),
        (&[GARBLED, GARBLED, THROTTLED], Kind::Busy, "ThrottlingException: no"),
        (&[REFUSED], Kind::Refused, "AccessDeniedException: no"),
        (&[GARBLED, REFUSED], Kind::Refused, "AccessDeniedException: no"),
        (&[GARBLED; 3], Kind::Unavailable, "expected value at line 1"),
    ] {
        let error = asked(answers).await.unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}
