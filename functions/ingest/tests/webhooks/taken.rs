//! What is taken, and what is written of it.

use domain::record::{Record, Source};
use serde_json::{Value, json};

use crate::database::Database;
use crate::sender::{
    Sent, VERIFY_TOKEN, changed, chatwoot, conversation, ingest, ingest_at, message, received,
    status, value, whatsapp,
};

#[tokio::test]
async fn a_conversation_of_chatwoot_becomes_records() {
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    let open = conversation(17, "open", None, "2026-11-22T09:00:00Z");
    let assigned = conversation(17, "open", Some(5), "2026-11-22T09:01:00Z");
    let resolved = conversation(17, "resolved", Some(5), "2026-11-22T09:30:00Z");
    let events = [
        message(100, None, "2026-11-22T09:00:00Z", &open),
        changed("conversation_updated", &assigned),
        message(101, Some(5), "2026-11-22T09:02:00Z", &assigned),
        changed("conversation_status_changed", &resolved),
    ];
    for event in &events {
        assert_eq!(chatwoot(event).answer(&routes).await, (200, String::new()));
    }
    assert_eq!(database.records(Source::Messages).await.len(), 2);
    let sessions = database.records(Source::Sessions).await;
    let [Record::Session(session)] = &sessions[..] else { panic!("one session: {sessions:?}") };
    let [assignment] = &session.assignments[..] else { panic!("{session:?}") };
    assert_eq!(assignment.agent.as_ref().map(domain::id::Id::as_str), Some("shop.5"));
    assert!(session.resolved_at.is_some());
    let mut entities: Vec<_> =
        database.all("directory").await.iter().map(|it| it["entity"].clone()).collect();
    entities.sort_by_key(Value::to_string);
    assert_eq!(entities, ["account", "agent#shop.5", "inbox#shop.3"].map(|it| json!({ "S": it })));
}

#[tokio::test]
async fn an_event_that_comes_again_writes_nothing() {
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    let open = conversation(17, "open", Some(5), "2026-11-22T09:00:00Z");
    let event = message(100, None, "2026-11-22T09:00:00Z", &open);
    assert_eq!(chatwoot(&event).status(&routes).await, 200);
    database.follow(|operation, _| {
        let reads = ["GetItem", "BatchGetItem"];
        assert!(reads.contains(&operation), "{operation}");
        None
    });
    assert_eq!(chatwoot(&event).status(&routes).await, 200);
}

#[tokio::test]
async fn a_name_that_the_directory_has_is_left() {
    let database = Database::start().await;
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    for (entity, name, value) in
        [("account", "timezone", "Europe/Berlin"), ("agent#shop.5", "name", "Ann Lee")]
    {
        let put = database.client().put_item().table_name("directory");
        let put = put.item("account_id", text("acme")).item("entity", text(entity));
        put.item(name, text(value)).item("own", text("kept")).send().await.unwrap();
    }
    let routes = ingest::routes(ingest(&database));
    let open = conversation(17, "open", Some(5), "2026-11-22T09:00:00Z");
    let event = message(100, Some(5), "2026-11-22T09:00:00Z", &open);
    assert_eq!(chatwoot(event).status(&routes).await, 200);
    let directory = database.all("directory").await;
    let of = |entity: &str| {
        let found = directory.iter().find(|it| it["entity"] == json!({ "S": entity }));
        found.unwrap_or_else(|| panic!("no {entity}")).clone()
    };
    assert_eq!(of("account")["timezone"], json!({ "S": "Europe/Berlin" }));
    assert_eq!(of("agent#shop.5")["name"], json!({ "S": "Ann Lee" }));
    assert_eq!(of("agent#shop.5")["own"], json!({ "S": "kept" }));
    assert_eq!(of("inbox#shop.3")["name"], json!({ "S": "Web chat" }));
}

#[tokio::test]
async fn whatsapp_is_verified_and_its_messages_and_bills_are_taken() {
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    let asked = Sent {
        method: axum::http::Method::GET,
        address: format!(
            "/ingest/whatsapp/line?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={VERIFY_TOKEN}"
        ),
        headers: Vec::new(),
        body: Vec::new(),
    };
    assert_eq!(asked.answer(&routes).await, (200, "1158201444".to_owned()));
    let event = value(
        json!([received("wamid.in", "2026-11-22T09:00:00Z")]),
        json!([
            status("wamid.out", "delivered", "2026-11-22T09:00:10Z", "marketing"),
            status("wamid.free", "delivered", "2026-11-22T09:00:11Z", "utility"),
        ]),
    );
    assert_eq!(whatsapp(event).answer(&routes).await, (200, String::new()));
    assert_eq!(database.records(Source::Messages).await.len(), 3);
    let mut amounts = Vec::new();
    for record in database.records(Source::Billing).await {
        let Record::Billing(entry) = record else { panic!("{record:?}") };
        amounts.push(entry.amount.to_string());
    }
    amounts.sort();
    assert_eq!(amounts, ["0", "0.0704"], "what has no rate costs nothing, and is told by a metric");
}

#[tokio::test]
async fn a_session_of_a_silent_customer_is_ended_by_the_sweep() {
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    let event = value(json!([received("wamid.in", "2026-11-22T09:00:00Z")]), json!([]));
    assert_eq!(whatsapp(event).status(&routes).await, 200);
    let chat = message(
        100,
        None,
        "2026-11-22T09:00:00Z",
        &conversation(17, "open", None, "2026-11-22T09:00:00Z"),
    );
    assert_eq!(chatwoot(chat).status(&routes).await, 200);
    let resolved = async || {
        let items = database.all("sessions").await;
        let of_line = |it: &&serde_json::Map<String, Value>| {
            it["session_id"]["S"].as_str().is_some_and(|id| id.starts_with("line."))
        };
        let item = items.iter().find(of_line).expect("a session").clone();
        item.get("resolved_at").and_then(|it| it["S"].as_str()).map(str::to_owned)
    };
    for (now, looked_at, ended) in [
        ("2026-11-23T08:59:59Z", 0, None),
        ("2026-11-23T09:00:00Z", 1, Some("2026-11-22T09:00:00.000Z")),
        ("2026-11-30T09:00:00Z", 0, Some("2026-11-22T09:00:00.000Z")),
    ] {
        let closed = ingest_at(&database, now.parse().unwrap()).close().await.unwrap();
        assert_eq!(closed.conversations, looked_at, "{now}");
        assert_eq!(resolved().await.as_deref(), ended, "{now}");
    }
    // The customer writes again before the day is over, and the message comes late.
    let event = value(json!([received("wamid.late", "2026-11-23T08:00:00Z")]), json!([]));
    assert_eq!(whatsapp(event).status(&routes).await, 200);
    assert_eq!(database.records(Source::Sessions).await.len(), 2, "one of each platform");
    let at = "2026-11-30T09:00:00Z".parse().unwrap();
    ingest_at(&database, at).close().await.unwrap();
    assert_eq!(resolved().await.as_deref(), Some("2026-11-23T08:00:00.000Z"));
}
