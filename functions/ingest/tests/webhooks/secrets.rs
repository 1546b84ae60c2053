//! Connectors that secrets configure.

use std::sync::{Arc, Mutex};

use aws_sdk_secretsmanager::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_secretsmanager::{Client, Config};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use config::Clock;
use ingest::{Connectors, Ingest, Secrets};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::database::Database;
use crate::sender::{
    CHATWOOT_SECRET, OTHER_SECRET, Sent, configuration, conversation, message, now, signed_at,
};

/// A Secrets Manager with one secret.
#[derive(Clone, Default)]
struct Manager(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    /// The secret's text; without one it does not answer.
    secret: Option<String>,
    asked: usize,
}

impl Manager {
    fn holds(&self, secret: Option<&Value>) {
        self.0.lock().unwrap().secret = secret.map(Value::to_string);
    }

    fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }

    async fn secrets(&self) -> Secrets {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(get_secret).with_state(self.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(endpoint)
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("any", "any", None, None, "test"))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .retry_config(aws_sdk_secretsmanager::config::retry::RetryConfig::disabled())
            .build();
        Secrets::new(Client::from_conf(config), vec!["arn:shop".to_owned()])
    }
}

async fn get_secret(State(manager): State<Manager>, body: Bytes) -> Response {
    let asked: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(asked["SecretId"], "arn:shop");
    let mut held = manager.0.lock().unwrap();
    held.asked += 1;
    match &held.secret {
        Some(text) => json!({ "SecretString": text }).to_string().into_response(),
        None => (StatusCode::INTERNAL_SERVER_ERROR, r#"{"__type":"InternalServiceError"}"#)
            .into_response(),
    }
}

fn connector(secret: &str) -> Value {
    let mut connector = configuration()["connectors"][0].clone();
    connector["chatwoot"]["webhook_secret"] = json!(secret);
    connector
}

fn signed_by(secret: &str) -> Sent {
    let open = conversation(17, "open", None, "2026-11-22T09:00:00Z");
    let event = message(100, None, "2026-11-22T09:00:00Z", &open);
    signed_at(&event.to_string(), now().timestamp(), secret)
}

async fn routes(database: &Database, manager: &Manager) -> Router {
    let connectors = Connectors::read(manager.secrets().await).await;
    let ingest = Ingest::new(connectors, database.conversations(), Clock::Held(now()), None);
    ingest::routes(ingest)
}

#[tokio::test]
async fn a_changed_secret_is_read_when_a_signature_fails_at_most_once_a_minute() {
    let (database, manager) = (Database::start().await, Manager::default());
    manager.holds(Some(&connector(CHATWOOT_SECRET)));
    let routes = routes(&database, &manager).await;
    assert_eq!(manager.asked(), 1);
    manager.holds(Some(&connector(OTHER_SECRET)));
    for (seconds, secret, status, asked) in [
        (0, CHATWOOT_SECRET, 200, 1),
        (59, OTHER_SECRET, 401, 1),
        (1, CHATWOOT_SECRET, 200, 1),
        (0, OTHER_SECRET, 200, 2),
        (0, CHATWOOT_SECRET, 401, 2),
        (30, CHATWOOT_SECRET, 401, 2),
        (30, CHATWOOT_SECRET, 401, 3),
        (0, OTHER_SECRET, 200, 3),
    ] {
        tokio::time::pause();
        tokio::time::advance(std::time::Duration::from_secs(seconds)).await;
        tokio::time::resume();
        assert_eq!(signed_by(secret).status(&routes).await, status, "after {seconds} s");
        assert_eq!(manager.asked(), asked, "after {seconds} s");
    }
}

#[tokio::test]
async fn who_cannot_be_known_is_answered_503_until_the_secrets_can_be_read() {
    let (database, manager) = (Database::start().await, Manager::default());
    let routes = routes(&database, &manager).await;
    assert_eq!(signed_by(CHATWOOT_SECRET).status(&routes).await, 503);
    manager.holds(Some(&json!({ "name": "shop", "chatwoot": { "webhook_secret": "weak" } })));
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_mins(1)).await;
    tokio::time::resume();
    assert_eq!(signed_by(CHATWOOT_SECRET).status(&routes).await, 503, "it is no connector");
    manager.holds(Some(&connector(CHATWOOT_SECRET)));
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_mins(1)).await;
    tokio::time::resume();
    assert_eq!(signed_by(CHATWOOT_SECRET).status(&routes).await, 200);
    // What was read once is kept.
    manager.holds(None);
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_mins(1)).await;
    tokio::time::resume();
    assert_eq!(signed_by(OTHER_SECRET).status(&routes).await, 401);
    assert_eq!(signed_by(CHATWOOT_SECRET).status(&routes).await, 200);
}
