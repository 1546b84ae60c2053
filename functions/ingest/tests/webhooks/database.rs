//! An embedded DynamoDB with all tables, and what goes wrong on the way to it.

use std::fmt;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use domain::image::Image;
use domain::record::{Record, Source};
use serde_json::{Map, Value};
use store::{Conversations, Tables, json_item};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is answered with 500 and not carried out.
    Broken,
    /// It is carried out, and its answer is lost.
    AnswerLost,
    /// Its sender dies before it is sent: nobody goes on.
    SenderDies,
}

type Script = Arc<Mutex<Box<dyn FnMut(&str, &str) -> Option<Fault> + Send>>>;

/// A DynamoDB of a test's own.
pub(crate) struct Database {
    client: Client,
    endpoint: String,
    script: Script,
    server: JoinHandle<Result<(), String>>,
}

impl Drop for Database {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Database {
    /// One with empty tables.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let memory = dynoxide::Database::memory().unwrap();
        let stop = std::future::pending();
        let server = tokio::spawn(dynoxide::server::serve_with_shutdown(listener, memory, stop));
        let client = client(&endpoint, Builder::new().build_http());
        for schema in Tables::prefixed("").schemas() {
            assert!(schema.create(&client).await.unwrap());
        }
        let script: Script = Arc::new(Mutex::new(Box::new(|_, _| None)));
        Self { client, endpoint, script, server }
    }

    /// What reads and writes conversations over the faulty network.
    pub(crate) fn conversations(&self) -> Conversations {
        let network =
            Network { script: Arc::clone(&self.script), inner: Builder::new().build_http() };
        let client = client(&self.endpoint, SharedHttpClient::new(network));
        Conversations::new(client, Tables::prefixed("")).unwrap()
    }

    /// From now on, what happens to a request, by its operation and its body.
    pub(crate) fn follow(&self, script: impl FnMut(&str, &str) -> Option<Fault> + Send + 'static) {
        *self.script.lock().unwrap() = Box::new(script);
    }

    /// From now on nothing goes wrong.
    pub(crate) fn mend(&self) {
        self.follow(|_, _| None);
    }

    /// The client of the platform.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// All items of a table as DynamoDB's JSON, in the order of their texts.
    #[expect(clippy::disallowed_methods, reason = "the tables of a test are small")]
    pub(crate) async fn all(&self, table: &str) -> Vec<Map<String, Value>> {
        let items = self.client.scan().table_name(table).into_paginator().items().send();
        let items: Vec<_> = items.collect::<Result<_, _>>().await.unwrap();
        let mut items: Vec<_> = items.iter().map(json_item).collect();
        items.sort_by_key(|item| serde_json::to_string(item).unwrap());
        items
    }

    /// The records of a source table, none of which is bad.
    pub(crate) async fn records(&self, source: Source) -> Vec<Record> {
        let items = self.all(source.table()).await;
        items.iter().map(|item| Record::decode(source, Image(item)).unwrap()).collect()
    }

    /// How many items all tables have.
    pub(crate) async fn items(&self) -> usize {
        let mut items = 0;
        for schema in Tables::prefixed("").schemas() {
            items += self.all(&schema.name).await.len();
        }
        items
    }
}

fn client(endpoint: &str, http: impl HttpClient + 'static) -> Client {
    Client::from_conf(
        Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(endpoint)
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("any", "any", None, None, "test"))
            .retry_config(RetryConfig::disabled())
            .http_client(http)
            .build(),
    )
}

/// A network that follows a script.
#[derive(Clone)]
struct Network {
    script: Script,
    inner: SharedHttpClient,
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network")
    }
}

impl HttpClient for Network {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Wire { script: Arc::clone(&self.script), inner })
    }
}

#[derive(Clone)]
struct Wire {
    script: Script,
    inner: SharedHttpConnector,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = request.body().bytes().map(String::from_utf8_lossy).unwrap_or_default();
        let fault = (self.script.lock().unwrap())(&operation, &body);
        let inner = self.inner.clone();
        match fault {
            None => inner.call(request),
            Some(Fault::SenderDies) => HttpConnectorFuture::new(std::future::pending()),
            Some(Fault::Broken) => {
                let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}"#;
                let answer = HttpResponse::new(500.try_into().unwrap(), SdkBody::from(body));
                HttpConnectorFuture::ready(Ok(answer))
            }
            Some(Fault::AnswerLost) => HttpConnectorFuture::new(async move {
                let _ = inner.call(request).await;
                Err(ConnectorError::io("the connection broke".into()))
            }),
        }
    }
}
