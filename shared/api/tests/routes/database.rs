//! A DynamoDB that answers from memory and remembers its requests.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use domain::history::History;
use serde_json::{Value, json};
use store::{Reader, Tables};

/// What the database does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Answers.
    Answer,
    /// Refuses with this error code.
    Refuse(&'static str),
}

/// A database with directories and no counters.
#[derive(Debug, Clone)]
pub(crate) struct Database(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    behaviour: Behaviour,
    directory: Vec<Value>,
    requests: Vec<Value>,
}

impl Database {
    /// One whose directory has these items.
    pub(crate) fn with(directory: &[Value]) -> Self {
        let directory = directory.to_vec();
        Self(Arc::new(Mutex::new(State {
            behaviour: Behaviour::Answer,
            directory,
            requests: Vec::new(),
        })))
    }

    /// From now on it does this.
    pub(crate) fn now(&self, behaviour: Behaviour) {
        self.0.lock().unwrap().behaviour = behaviour;
    }

    /// From now on its directory has this item too.
    pub(crate) fn list(&self, item: Value) {
        self.0.lock().unwrap().directory.push(item);
    }

    /// Takes the requests that it was sent since this was called last.
    pub(crate) fn take_requests(&self) -> Vec<Value> {
        std::mem::take(&mut self.0.lock().unwrap().requests)
    }

    /// A reader of it that keeps contexts for a minute.
    pub(crate) fn reader(&self) -> Reader {
        let connector = SharedHttpConnector::new(self.clone());
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-central-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "tests"))
            .retry_config(RetryConfig::disabled())
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .build();
        Reader::new(
            Client::from_conf(config),
            Tables::prefixed(""),
            Duration::from_mins(1),
            History::Complete,
        )
    }

    fn answer(&self, operation: &str, body: Value) -> (u16, Value) {
        let mut state = self.0.lock().unwrap();
        let of_directory = body["TableName"] == "directory";
        let account = body["ExpressionAttributeValues"][":account"].clone();
        state.requests.push(body);
        match (state.behaviour, operation) {
            (Behaviour::Refuse(code), _) => (400, json!({ "__type": code, "message": "no" })),
            (Behaviour::Answer, "GetItem") => (200, json!({})),
            (Behaviour::Answer, "BatchGetItem") => (200, json!({ "Responses": {} })),
            (Behaviour::Answer, "Query") => {
                let all = state.directory.iter();
                let items: Vec<_> =
                    all.filter(|item| of_directory && item["account_id"] == account).collect();
                (200, json!({ "Items": items, "Count": items.len() }))
            }
            (Behaviour::Answer, other) => panic!("a function must not use {other}"),
        }
    }
}

impl HttpConnector for Database {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap();
        let (status, answer) = self.answer(operation, body);
        let status = status.try_into().unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(answer.to_string()))))
    }
}
