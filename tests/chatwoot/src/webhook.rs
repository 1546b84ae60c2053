//! Chatwoot's webhooks: one request an event, signed, five seconds to answer, never sent again.

use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::{Method, Request};
use fastrand::Rng;
use hmac::{Hmac, KeyInit, Mac};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use sha2::Sha256;

use crate::json;
use crate::life::{Happened, World};

/// What may happen to webhooks on their way, in hundredths.
#[derive(Debug, Clone, Copy, Default)]
pub struct Way {
    /// How many are lost.
    pub lost: u8,
    /// How many come twice.
    pub twice: u8,
    /// How many come after some that happened later.
    pub late: u8,
}

/// A webhook as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The header `X-Chatwoot-Timestamp`.
    pub timestamp: String,
    /// The header `X-Chatwoot-Signature`.
    pub signature: String,
    /// The raw body.
    pub body: String,
}

/// Events on their way.
pub struct Queue {
    way: Way,
    /// Each with the number of the event that it comes after.
    waiting: Vec<(u64, Happened)>,
    count: u64,
    rng: Rng,
}

impl Queue {
    /// Events on such a way.
    pub fn new(way: Way, seed: u64) -> Self {
        Self { way, waiting: Vec::new(), count: 0, rng: Rng::with_seed(seed) }
    }

    /// Something happened.
    pub fn push(&mut self, happened: Happened) {
        self.count += 1;
        if self.rng.u8(0..100) < self.way.lost {
            return;
        }
        let times = if self.rng.u8(0..100) < self.way.twice { 2 } else { 1 };
        for _ in 0..times {
            let is_late = self.rng.u8(0..100) < self.way.late;
            let delay = if is_late { self.rng.u64(1..50) } else { 0 };
            self.waiting.push((self.count + delay, happened));
        }
    }

    /// The next event to send, if one is due.
    pub fn pop(&mut self) -> Option<Happened> {
        let due = self.waiting.iter().position(|(due, _)| *due <= self.count)?;
        Some(self.waiting.remove(due).1)
    }

    /// All events that are still on their way.
    pub fn rest(&mut self) -> Vec<Happened> {
        std::mem::take(&mut self.waiting).into_iter().map(|(_, happened)| happened).collect()
    }
}

/// The body of an event. It is written when it is sent, so its state may be newer than the event.
pub fn body(world: &World, happened: Happened) -> Value {
    let conversation = &world.conversations[happened.conversation];
    let mut body = match happened.message {
        Some(message) => {
            let message = &conversation.messages[message];
            json::webhook_message(&world.account, conversation, message)
        }
        None => json::conversation(&world.account, conversation),
    };
    body["event"] = happened.event.into();
    body
}

/// A webhook of this body, signed at a time in seconds.
pub fn signed(body: &Value, secret: &str, seconds: i64) -> Webhook {
    let (body, timestamp) = (body.to_string(), seconds.to_string());
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    mac.update(format!("{timestamp}.{body}").as_bytes());
    let digest = mac.finalize().into_bytes();
    let digits: String = digest.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    });
    Webhook { timestamp, signature: format!("sha256={digits}"), body }
}

/// Sends webhooks to an address.
pub struct Sender {
    url: String,
    client: Client<HttpConnector, String>,
    answers: Mutex<Vec<u16>>,
}

impl Sender {
    /// Sends to this address.
    pub fn new(url: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { url: url.to_owned(), client, answers: Mutex::default() }
    }

    /// Sends one. Whatever comes of it, it is not sent again.
    pub async fn send(&self, webhook: Webhook) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(&self.url)
            .header("content-type", "application/json")
            .header("x-chatwoot-timestamp", &webhook.timestamp)
            .header("x-chatwoot-signature", &webhook.signature)
            .body(webhook.body)
            .expect("a request");
        let answer =
            tokio::time::timeout(Duration::from_secs(5), self.client.request(request)).await;
        let status = answer.ok().and_then(Result::ok).map_or(0, |answer| answer.status().as_u16());
        self.answers.lock().expect("no panic").push(status);
    }

    /// The statuses that were answered so far; 0 where there was no answer.
    pub fn answers(&self) -> Vec<u16> {
        self.answers.lock().expect("no panic").clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_signed_by_its_time_and_body() {
        // printf '1795342530.{"event":"message_created"}' | openssl dgst -sha256 -hmac SECRET
        let body = serde_json::json!({"event": "message_created"});
        let webhook = signed(&body, "8c1f0b3a52d94e6790ab1c2d3e4f5061", 1_795_342_530);
        assert_eq!(
            webhook.signature,
            "sha256=c76ad0a4758b5b2bb02b979b2295613b08052daead0d63b9bb076522ad517ae7"
        );
    }

    #[test]
    fn some_are_lost_some_come_twice_and_some_late() {
        let event = |conversation| Happened { event: "x", conversation, message: None };
        let sent = |way| {
            let mut queue = Queue::new(way, 7);
            let mut sent = Vec::new();
            for n in 0..1000 {
                queue.push(event(n));
                sent.extend(std::iter::from_fn(|| queue.pop()));
            }
            sent.extend(queue.rest());
            sent.iter().map(|happened| happened.conversation).collect::<Vec<_>>()
        };
        let lossy = sent(Way { lost: 10, ..Way::default() });
        assert!((850..950).contains(&lossy.len()), "{}", lossy.len());
        let double = sent(Way { twice: 10, ..Way::default() });
        assert!((1050..1150).contains(&double.len()), "{}", double.len());
        let late = sent(Way { late: 20, ..Way::default() });
        assert!(late.len() == 1000 && !late.is_sorted());
        assert!(sent(Way::default()).is_sorted());
    }
}
