//! Platforms that send events, and the function that takes them.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use chrono::{DateTime, Utc};
use config::Clock;
use hmac::{Hmac, KeyInit, Mac};
use ingest::{Connectors, Ingest};
use serde_json::{Value, json};
use sha2::Sha256;
use tower::ServiceExt;

use crate::database::Database;

pub(crate) const CHATWOOT_SECRET: &str = "8c1f0b3a52d94e6790ab1c2d3e4f5061";
pub(crate) const OTHER_SECRET: &str = "19a7c5e3b1d08f6e4c2a0b8d6f4e2c0a";
pub(crate) const URL_TOKEN: &str = "q7Vw2LmZx0RtYbN4sKd9eA";
pub(crate) const APP_SECRET: &str = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
pub(crate) const VERIFY_TOKEN: &str = "Zp3kQ8vN1mT6yR4wX9cB2d";

/// The time of the tests.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T10:15:30Z".parse().unwrap()
}

/// Two connectors of each platform, as they are written.
pub(crate) fn configuration() -> Value {
    json!({ "connectors": [
        {
            "name": "shop", "account_id": "acme", "timezone": "Asia/Taipei",
            "chatwoot": { "account": 1, "webhook_secret": CHATWOOT_SECRET },
        },
        {
            "name": "old", "account_id": "globex",
            "chatwoot": { "account": 2, "token": URL_TOKEN },
        },
        {
            "name": "line", "account_id": "acme",
            "whatsapp": {
                "app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN,
                "phone_numbers": { "106540352242922": "Support" },
            },
            "rate_card": {
                "currency": "USD",
                "periods": [{
                    "from": "2026-01-01",
                    "rates": { "marketing": { "TW": "0.0704", "*": "0.0805" } },
                }],
            },
        },
    ] })
}

/// The function that takes events.
pub(crate) fn ingest(database: &Database) -> Ingest {
    ingest_at(database, now())
}

/// The same with little time to write an event.
pub(crate) fn impatient(database: &Database) -> Ingest {
    ingest(database).within(std::time::Duration::from_millis(400))
}

/// The same at another time.
pub(crate) fn ingest_at(database: &Database, now: DateTime<Utc>) -> Ingest {
    let connectors = Connectors::fixed(serde_json::from_value(configuration()).unwrap());
    Ingest::new(connectors, database.conversations(), Clock::Held(now), None)
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) address: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(it, _)| *it != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(it, _)| *it != name);
        self
    }

    pub(crate) fn to(self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self }
    }

    /// Its status, and the answer's text.
    pub(crate) async fn answer(self, routes: &Router) -> (u16, String) {
        let mut request = Request::builder().method(self.method).uri(self.address);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(self.body)).unwrap();
        let response = routes.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    pub(crate) async fn status(self, routes: &Router) -> u16 {
        self.answer(routes).await.0
    }
}

pub(crate) fn hmac(secret: &str, parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    for part in parts {
        mac.update(part);
    }
    let digest = mac.finalize().into_bytes();
    digest.iter().fold("sha256=".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

/// A signed webhook of Chatwoot to the connector `shop`.
pub(crate) fn chatwoot(body: impl ToString) -> Sent {
    signed_at(&body.to_string(), now().timestamp(), CHATWOOT_SECRET)
}

pub(crate) fn signed_at(body: &str, timestamp: i64, secret: &str) -> Sent {
    let timestamp = timestamp.to_string();
    let signature = hmac(secret, &[timestamp.as_bytes(), b".", body.as_bytes()]);
    Sent {
        method: Method::POST,
        address: "/ingest/chatwoot/shop".to_owned(),
        headers: vec![("x-chatwoot-timestamp", timestamp), ("x-chatwoot-signature", signature)],
        body: body.into(),
    }
}

/// A signed webhook of WhatsApp to the connector `line`.
pub(crate) fn whatsapp(body: impl ToString) -> Sent {
    let body = body.to_string();
    let signature = hmac(APP_SECRET, &[body.as_bytes()]);
    Sent {
        method: Method::POST,
        address: "/ingest/whatsapp/line".to_owned(),
        headers: vec![("x-hub-signature-256", signature)],
        body: body.into(),
    }
}

/// A conversation of Chatwoot as its webhooks have it.
pub(crate) fn conversation(number: u64, status: &str, agent: Option<u64>, updated: &str) -> Value {
    let updated: DateTime<Utc> = updated.parse().unwrap();
    let assignee =
        agent.map(|id| json!({ "id": id, "name": format!("Agent {id}"), "type": "user" }));
    json!({
        "id": number, "account_id": 1, "inbox_id": 3, "status": status,
        "channel": "Channel::WebWidget",
        "updated_at": updated.timestamp(),
        "meta": {
            "sender": { "id": 71, "name": "Mei Private", "phone_number": "+886912345678" },
            "assignee": assignee, "assignee_type": agent.map(|_| "User"), "team": null,
        },
    })
}

/// A message of a customer, or of an agent.
pub(crate) fn message(id: u64, agent: Option<u64>, at: &str, conversation: &Value) -> Value {
    let sender = match agent {
        Some(id) => json!({ "id": id, "name": format!("Agent {id}"), "type": "user" }),
        None => json!({ "id": 71, "name": "Mei Private", "type": "contact" }),
    };
    json!({
        "event": "message_created", "id": id, "content": "a private text",
        "message_type": if agent.is_some() { "outgoing" } else { "incoming" },
        "private": false, "created_at": at,
        "account": { "id": 1, "name": "Acme" }, "inbox": { "id": 3, "name": "Web chat" },
        "sender": sender, "conversation": conversation,
    })
}

/// A change of a conversation.
pub(crate) fn changed(event: &str, conversation: &Value) -> Value {
    let mut event = json!({ "event": event });
    for (name, value) in conversation.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

/// A webhook of WhatsApp with these messages and statuses.
pub(crate) fn value(messages: Value, statuses: Value) -> Value {
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "15550783881", "phone_number_id": "106540352242922" },
        "messages": messages, "statuses": statuses,
    });
    let change = json!({ "field": "messages", "value": value });
    json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "102290129340398", "changes": [change] }],
    })
}

/// A message of a customer of WhatsApp.
pub(crate) fn received(id: &str, at: &str) -> Value {
    let at: DateTime<Utc> = at.parse().unwrap();
    json!({
        "from": "886912345678", "id": id, "timestamp": at.timestamp().to_string(),
        "type": "text", "text": { "body": "a private text" },
    })
}

/// A status of a message to that customer.
pub(crate) fn status(id: &str, status: &str, at: &str, category: &str) -> Value {
    let at: DateTime<Utc> = at.parse().unwrap();
    json!({
        "id": id, "status": status, "timestamp": at.timestamp().to_string(),
        "recipient_id": "886912345678",
        "pricing": { "billable": true, "pricing_model": "PMP", "type": "regular", "category": category },
    })
}
