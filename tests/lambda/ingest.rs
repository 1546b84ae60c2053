//! The functions of the connectors: they write what events say, answer as the local system does, and use
//! what the template gives them, and nothing else.

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
use e2e::clock;
use e2e::system::{Scratch, Setup, System};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use stand_in_chatwoot::api::Server;
use stand_in_chatwoot::life::World;
use tokio::net::TcpListener;

use crate::emulator::Function;
use crate::events::{Event, Replay};
use crate::stack::{Stack, own_table};
use crate::template::Template;
use crate::{expect_environment, expect_permissions, given_to, looked_at, metrics};

const CHATWOOT_SECRET: &str = "8c1f0b3a52d94e6790ab1c2d3e4f5061";
const ACCESS_TOKEN: &str = "an-access-token";
const APP_SECRET: &str = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
const NUMBER: &str = "106540352242922";

/// More sessions than a transaction has items.
const SESSIONS: i64 = 120;

/// When the customer of the sample event wrote.
const WRITTEN: DateTime<Utc> = DateTime::from_timestamp(1_795_342_530, 0).expect("a time");

type Item = HashMap<String, AttributeValue>;

/// The connectors; with a Chatwoot's address they are those of the functions, which read from it.
fn connectors(url: Option<&str>) -> [Value; 2] {
    let mut chatwoot = json!({ "account": 1, "webhook_secret": CHATWOOT_SECRET });
    if let Some(url) = url {
        chatwoot["url"] = json!(url);
        chatwoot["api_token"] = json!(ACCESS_TOKEN);
    }
    let whatsapp = json!({
        "app_secret": APP_SECRET, "verify_token": "Zp3kQ8vN1mT6yR4wX9cB2d",
        "phone_numbers": { NUMBER: "Support" },
    });
    [
        json!({ "name": "shop", "account_id": "acme", "timezone": "Asia/Taipei", "chatwoot": chatwoot }),
        json!({ "name": "line", "account_id": "acme", "whatsapp": whatsapp }),
    ]
}

/// The same as TOML. What JSON writes of these values, TOML writes as well, but for `:`.
fn as_toml() -> String {
    let table = |connector: &Value| {
        let lines = connector.as_object().expect("fields").iter();
        let lines = lines.map(|(name, value)| format!("{name} = {}", inline(value)));
        format!("[[connectors]]\n{}\n", lines.collect::<Vec<_>>().join("\n"))
    };
    connectors(None).iter().map(table).collect()
}

/// A Chatwoot in which nothing happened yet; its address.
async fn chatwoot() -> String {
    let world = Arc::new(Mutex::new(World::new(1, 0, 1, WRITTEN.timestamp_millis())));
    let server = Server::new(world, ACCESS_TOKEN, u32::MAX);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(axum::serve(listener, server.router()).into_future());
    format!("http://{address}")
}

fn inline(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, it)| format!("{name:?} = {}", inline(it)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_functions_of_the_connectors_write_what_events_say() {
    let scratch = Scratch::new();
    fs::create_dir_all(scratch.path()).expect("a folder");
    let file = scratch.path().join("connectors.toml");
    fs::write(&file, as_toml()).expect("a file");
    let system = System::start(&Setup::new().with_connectors(&file)).await;
    let (stack, client) = (Stack::beside(&system).await, system.dynamodb());
    let url = chatwoot().await;
    let stack = stack.with_secrets(&connectors(Some(&url))).await;
    let template = Template::read();
    let function = Function::start("ingest", &stack.environment("ingest", &template)).await;
    let mut sent = 0;
    for event in Replay::at(clock::now()).events() {
        if event.function() == "ingest" {
            expect_same(&event, &function, &system).await;
            sent += usize::from(event.method() == http::Method::POST);
        }
    }
    let mut large = Replay::at(clock::now()).events();
    large.retain(|event| event.name == "ingest-whatsapp");
    let mut large = serde_json::from_str::<Value>(&large[0].text()).expect("JSON");
    let body = many_sessions().to_string();
    large["headers"]["x-hub-signature-256"] = json!(signature(APP_SECRET, &body));
    large["body"] = json!(body);
    let answer = function.invoke(large.to_string()).await;
    assert_eq!(answer["statusCode"], 200, "{answer}");
    sent += 1;

    // The source tables have the same as the local system's, but for what it was not sent. By now it may
    // have ended a session.
    for table in ["messages", "sessions", "directory"] {
        let [own, mut local] = [all(&client, &own_table(table)).await, all(&client, table).await];
        for item in &mut local {
            item.remove("resolved_at");
        }
        assert!(!local.is_empty(), "{table}");
        for item in local {
            assert!(own.contains(&item), "{table}: {item:?} is missing");
        }
    }
    let open = open_sessions(&client).await;
    // Chatwoot's event is an agent's message, which opens none.
    assert_eq!(open.len(), 2, "of each customer of WhatsApp the last one: {open:?}");
    let complete =
        |log: &str| looked_at(log) == given_to("ingest", &template) && metrics(log).len() == sent;
    let (log, used) = (function.stop(complete).await, stack.uses());
    expect_environment("ingest", &log, &template);
    expect_permissions("ingest", &used, &template);
    let taken = metrics(&log).iter().filter(|line| line["EventsTaken"] == 1).count();
    assert_eq!(taken, sent, "{log}");

    // A function was killed before it had written the records of this customer.
    unwrite(&client).await;
    let function = Function::start("sweep", &stack.environment("sweep", &template)).await;
    let event = Replay::at(clock::now()).events().into_iter().find(|it| it.name == "sweep");
    let answer = function.invoke(event.expect("an event").text()).await;
    // The customer of the sample event has been silent for a day, unless a test has set the clock back.
    let silent = usize::from(clock::now() >= WRITTEN + TimeDelta::days(1));
    assert_eq!(answer["conversations"], 1 + silent, "{answer}");
    assert_eq!((&answer["read"], &answer["mended"]), (&json!(0), &json!(0)), "{answer}");
    let open = open_sessions(&client).await;
    assert_eq!(open.len(), 1 - silent, "that of the sample event: {open:?}");
    let complete =
        |log: &str| looked_at(log) == given_to("sweep", &template) && metrics(log).len() == 1;
    let (log, used) = (function.stop(complete).await, stack.uses());
    expect_environment("sweep", &log, &template);
    expect_permissions("sweep", &used, &template);
    assert_eq!(metrics(&log)[0]["RecordsMended"], 0, "{log}");
}

/// Sends an event to the function, and the same to the local system, and compares the answers. The one of
/// Chatwoot is signed again, since its signature is older than five minutes.
async fn expect_same(event: &Event, function: &Function, system: &System) {
    let mut json: Value = serde_json::from_str(&event.text()).expect("JSON");
    let body = event.body();
    if event.name == "ingest-chatwoot" {
        let timestamp = clock::now().timestamp().to_string();
        let signed = signature(CHATWOOT_SECRET, &format!("{timestamp}.{body}"));
        json["headers"]["x-chatwoot-timestamp"] = json!(timestamp);
        json["headers"]["x-chatwoot-signature"] = json!(signed);
    }
    let answer = function.invoke(json.to_string()).await;
    let headers = json["headers"].as_object().expect("headers").iter();
    let headers =
        headers.filter(|(name, _)| name.starts_with("x-chatwoot-") || name.starts_with("x-hub-"));
    let headers: Vec<_> =
        headers.map(|(name, value)| (name.as_str(), value.as_str().expect("text"))).collect();
    let reply = system.http().send(event.method(), &event.address(), &headers, body).await;
    assert_eq!(
        (&answer["statusCode"], reply.status),
        (&json!(200), 200),
        "{}: {answer}",
        event.name
    );
    let text = String::from_utf8_lossy(&reply.body);
    assert_eq!(answer["body"].as_str().unwrap_or_default(), text, "{}", event.name);
}

/// A customer's message on every other day until the day before yesterday.
fn many_sessions() -> Value {
    let start = clock::now() - TimeDelta::days(2 * SESSIONS);
    let at = |n| (start + TimeDelta::days(2 * n)).timestamp().to_string();
    let message = |n| {
        json!({
            "from": "886912000999", "id": format!("wamid.many{n}"), "timestamp": at(n),
            "type": "text", "text": { "body": "…" },
        })
    };
    let messages: Vec<_> = (0..SESSIONS).map(message).collect();
    // A message that was sent, and is billed.
    let status = json!({
        "id": "wamid.sent", "status": "delivered", "timestamp": at(0), "recipient_id": "886912000999",
        "pricing": { "billable": true, "pricing_model": "PMP", "category": "marketing" },
    });
    let value = json!({
        "messaging_product": "whatsapp", "messages": messages, "statuses": [status],
        "metadata": { "display_phone_number": "15550783881", "phone_number_id": NUMBER },
    });
    let change = json!({ "field": "messages", "value": value });
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [change] }] })
}

fn signature(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(text.as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().fold("sha256=".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

/// The ids of the stack's sessions that have not ended.
async fn open_sessions(client: &Client) -> Vec<String> {
    let mut items = all(client, &own_table("sessions")).await;
    items.retain(|item| !item.contains_key("resolved_at"));
    items.iter().map(|item| text(item, "session_id")).collect()
}

/// Leaves the conversation with many sessions as one whose records are not written.
async fn unwrite(client: &Client) {
    let table = own_table("conversations");
    let items = all(client, &table).await;
    let large = items.into_iter().find(|item| format!("{item:?}").contains("886912000999"));
    let mut large = large.expect("the conversation");
    let mut state: Value = serde_json::from_str(&text(&large, "state")).expect("JSON");
    state["u"] = json!(true);
    large.insert("state".to_owned(), AttributeValue::S(state.to_string()));
    // The day that the sample event is of may be ahead of a test's clock: this one has certainly passed.
    let passed: DateTime<Utc> = clock::now() - TimeDelta::hours(1);
    let passed = passed.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    large.insert("closes_at".to_owned(), AttributeValue::S(passed));
    client.put_item().table_name(table).set_item(Some(large)).send().await.expect("it is put");
}

#[expect(clippy::disallowed_methods, reason = "the tables of a test are small")]
async fn all(client: &Client, table: &str) -> Vec<Item> {
    let items = client.scan().table_name(table).into_paginator().items().send();
    items.collect::<Result<_, _>>().await.expect("items")
}

fn text(item: &Item, name: &str) -> String {
    item[name].as_s().expect("a text").clone()
}
