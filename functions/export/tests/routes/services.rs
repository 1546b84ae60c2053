//! A DynamoDB with one directory and no counters, and an S3 that remembers what it was sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use domain::history::History;
use export::Bucket;
use serde_json::{Value, json};
use store::{Reader, Tables};

/// A DynamoDB, and how many requests it was sent.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    directory: Arc<Vec<Value>>,
    requests: Arc<Mutex<usize>>,
}

impl Database {
    /// One whose directory has these items.
    pub(crate) fn with(directory: &[Value]) -> Self {
        Self { directory: Arc::new(directory.to_vec()), requests: Arc::default() }
    }

    /// How many requests it was sent.
    pub(crate) fn requests(&self) -> usize {
        *self.requests.lock().unwrap()
    }

    /// A reader of it.
    pub(crate) fn reader(&self) -> Reader {
        use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
        let connector = SharedHttpConnector::new(self.clone());
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-central-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "tests"))
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .build();
        let client = aws_sdk_dynamodb::Client::from_conf(config);
        Reader::new(client, Tables::prefixed(""), Duration::from_mins(1), History::Complete)
    }
}

impl HttpConnector for Database {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        *self.requests.lock().unwrap() += 1;
        let body: Value =
            serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap();
        let items: Vec<_> = match body["TableName"].as_str() {
            Some("directory") => self.directory.iter().collect(),
            _ => Vec::new(),
        };
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let answer = match target.rsplit('.').next() {
            Some("Query") => json!({ "Items": items, "Count": items.len() }),
            Some("GetItem") => json!({}),
            Some("BatchGetItem") => json!({ "Responses": {} }),
            other => panic!("an export must not use {other:?}"),
        };
        answered(200, answer.to_string())
    }
}

/// What the S3 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Takes what it is sent.
    Take,
    /// Answers with this status and error code.
    Refuse(u16, &'static str),
    /// Cannot be reached.
    Vanish,
}

/// A request that was sent to S3.
#[derive(Debug, Clone)]
pub(crate) struct SentRequest {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// An S3.
#[derive(Debug, Clone)]
pub(crate) struct Storage {
    behaviour: Behaviour,
    sent: Arc<Mutex<Vec<SentRequest>>>,
}

impl Storage {
    pub(crate) fn new(behaviour: Behaviour) -> Self {
        Self { behaviour, sent: Arc::default() }
    }

    /// What it was sent.
    pub(crate) fn sent(&self) -> Vec<SentRequest> {
        self.sent.lock().unwrap().clone()
    }

    /// A bucket of it, to which URLs work for 10 minutes.
    pub(crate) fn bucket(&self) -> Bucket {
        use aws_sdk_s3::config::retry::RetryConfig;
        use aws_sdk_s3::config::{BehaviorVersion, Config, Credentials, Region};
        let connector = SharedHttpConnector::new(self.clone());
        let at_once = Duration::from_millis(1);
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-central-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "tests"))
            .retry_config(RetryConfig::standard().with_initial_backoff(at_once))
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .build();
        let client = aws_sdk_s3::Client::from_conf(config);
        Bucket::new(client, "acme-exports", Duration::from_mins(10))
    }
}

impl HttpConnector for Storage {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let headers = request.headers().iter();
        self.sent.lock().unwrap().push(SentRequest {
            method: request.method().to_owned(),
            uri: request.uri().to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: request.body().bytes().unwrap_or_default().to_vec(),
        });
        match self.behaviour {
            Behaviour::Take => answered(200, String::new()),
            Behaviour::Refuse(status, code) => {
                answered(status, format!("<Error><Code>{code}</Code><Message>no</Message></Error>"))
            }
            Behaviour::Vanish => {
                let error = ConnectorError::io("connection refused".into());
                HttpConnectorFuture::ready(Err(error))
            }
        }
    }
}

fn answered(status: u16, body: String) -> HttpConnectorFuture {
    let status = status.try_into().unwrap();
    HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body))))
}
