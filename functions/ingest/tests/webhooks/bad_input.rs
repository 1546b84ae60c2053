//! Bad input of every kind: what it is answered, and that nothing is written.

use axum::http::Method;
use serde_json::{Value, json};

use crate::database::Database;
use crate::sender::{
    CHATWOOT_SECRET, OTHER_SECRET, Sent, URL_TOKEN, VERIFY_TOKEN, chatwoot, conversation, hmac,
    ingest, message, now, received, signed_at, value, whatsapp,
};

fn an_event() -> Value {
    let open = conversation(17, "open", Some(5), "2026-11-22T09:00:00Z");
    message(100, None, "2026-11-22T09:00:00Z", &open)
}

/// Sends these, and expects these answers, and nothing written.
async fn expect(sent: impl IntoIterator<Item = (&'static str, Sent, u16)>) {
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    for (what, sent, expected) in sent {
        assert_eq!(sent.status(&routes).await, expected, "{what}");
        assert_eq!(database.items().await, 0, "{what}: something is written");
    }
}

#[tokio::test]
async fn whoever_is_not_the_platform_is_refused() {
    let event = an_event().to_string();
    let now = now().timestamp();
    let mut other_body = chatwoot(&event);
    other_body.body.push(b' ');
    let unsigned =
        || chatwoot(&event).without("x-chatwoot-signature").without("x-chatwoot-timestamp");
    expect([
        ("no signature", unsigned(), 401),
        ("no timestamp", chatwoot(&event).without("x-chatwoot-timestamp"), 401),
        ("no signature with a timestamp", chatwoot(&event).without("x-chatwoot-signature"), 401),
        ("another secret", signed_at(&event, now, OTHER_SECRET), 401),
        ("over five minutes old", signed_at(&event, now - 301, CHATWOOT_SECRET), 401),
        ("over five minutes ahead", signed_at(&event, now + 301, CHATWOOT_SECRET), 401),
        (
            "another time than the signed one",
            chatwoot(&event).with("x-chatwoot-timestamp", "1"),
            401,
        ),
        ("no time", chatwoot(&event).with("x-chatwoot-timestamp", "now"), 401),
        ("another body", other_body, 401),
        ("no hexadecimal digits", chatwoot(&event).with("x-chatwoot-signature", "sha256=zz"), 401),
        ("an empty signature", chatwoot(&event).with("x-chatwoot-signature", ""), 401),
        ("an unknown connector", chatwoot(&event).to("/ingest/chatwoot/nobody"), 401),
        ("another connector's secret", chatwoot(&event).to("/ingest/chatwoot/old"), 401),
        ("another platform's connector", chatwoot(&event).to("/ingest/chatwoot/line"), 401),
        ("another platform's route", chatwoot(&event).to("/ingest/whatsapp/shop"), 401),
        (
            "a token where there is a secret",
            unsigned().to(&format!("/ingest/chatwoot/shop?token={CHATWOOT_SECRET}")),
            401,
        ),
        ("no token", unsigned().to("/ingest/chatwoot/old"), 401),
        ("a wrong token", unsigned().to("/ingest/chatwoot/old?token=q7Vw2LmZx0RtYbN4sKd9eB"), 401),
        ("an empty token", unsigned().to("/ingest/chatwoot/old?token="), 401),
        (
            "two tokens",
            unsigned().to(&format!("/ingest/chatwoot/old?token={URL_TOKEN}&token={URL_TOKEN}")),
            401,
        ),
    ])
    .await;
}

#[tokio::test]
async fn whoever_is_not_whatsapp_is_refused() {
    let event = value(json!([received("wamid.in", "2026-11-22T09:00:00Z")]), json!([]));
    let body = event.to_string();
    let ask = |query: &str| Sent {
        method: Method::GET,
        address: format!("/ingest/whatsapp/line?{query}"),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let verify = format!("hub.mode=subscribe&hub.challenge=7&hub.verify_token={VERIFY_TOKEN}");
    let other = hmac(OTHER_SECRET, &[body.as_bytes()]);
    expect([
        ("no signature", whatsapp(&event).without("x-hub-signature-256"), 401),
        ("another secret", whatsapp(&event).with("x-hub-signature-256", &other), 401),
        (
            "the old header",
            whatsapp(&event).without("x-hub-signature-256").with("x-hub-signature", &other),
            401,
        ),
        ("an unknown connector", whatsapp(&event).to("/ingest/whatsapp/nobody"), 401),
        ("a wrong token", ask("hub.mode=subscribe&hub.challenge=7&hub.verify_token=guess"), 403),
        ("no token", ask("hub.mode=subscribe&hub.challenge=7"), 403),
        ("no parameters", ask(""), 403),
        ("another mode", ask(&verify.replace("subscribe", "unsubscribe")), 403),
        (
            "a verification of an unknown connector",
            ask(&verify).to(&format!("/ingest/whatsapp/nobody?{verify}")),
            401,
        ),
        (
            "a verification of Chatwoot",
            ask(&verify).to(&format!("/ingest/whatsapp/shop?{verify}")),
            401,
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_is_no_event_is_refused_or_ignored() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut long = an_event();
    long["content"] = json!("x".repeat(1_000_000));
    let with = |pointer: &str, value: Value| {
        let mut event = an_event();
        *event.pointer_mut(pointer).unwrap() = value;
        chatwoot(event)
    };
    let ours = |body: Value| whatsapp(body);
    Box::pin(expect([
        ("no JSON", chatwoot("event=message_created"), 400),
        ("nothing", chatwoot(""), 400),
        ("half of it", chatwoot(&an_event().to_string()[..200]), 400),
        (
            "no UTF-8",
            {
                let mut it = chatwoot("{}");
                it.body = vec![b'"', 0xff, b'"'];
                let t = now().timestamp().to_string();
                let s = hmac(CHATWOOT_SECRET, &[t.as_bytes(), b".", &it.body]);
                it.with("x-chatwoot-signature", &s)
            },
            400,
        ),
        ("too deep", chatwoot(deep), 400),
        ("over 1 MB", chatwoot(&long), 413),
        ("over 1 MB and not signed", chatwoot(&long).without("x-chatwoot-signature"), 413),
        ("no JSON of WhatsApp", whatsapp("<xml/>"), 400),
        ("a private note", with("/private", json!(true)), 204),
        ("an activity", with("/message_type", json!("activity")), 204),
        ("an unknown event", with("/event", json!("webwidget_triggered")), 204),
        ("no event", with("/event", Value::Null), 204),
        ("an event that is a number", with("/event", json!(7)), 204),
        ("no id", with("/id", Value::Null), 204),
        ("an id that is a text", with("/id", json!("100")), 204),
        ("no time", with("/created_at", Value::Null), 204),
        ("a time that is none", with("/created_at", json!("yesterday")), 204),
        ("a year that no record may have", with("/created_at", json!("1999-12-31T23:59:59Z")), 204),
        ("no conversation", with("/conversation", Value::Null), 204),
        ("a conversation that is a list", with("/conversation", json!([])), 204),
        ("no customer", with("/conversation/meta/sender", Value::Null), 204),
        ("another account of the Chatwoot", with("/account/id", json!(2)), 204),
        ("a list", chatwoot(json!([an_event()])), 204),
        ("a text", chatwoot(json!("message_created")), 204),
        ("null", chatwoot(json!(null)), 204),
        ("another object of Meta", ours(json!({ "object": "page", "entry": [] })), 204),
        ("no object", ours(json!({ "entry": [] })), 204),
        ("no entries", ours(json!({ "object": "whatsapp_business_account" })), 204),
        ("nulls", ours(value(Value::Null, Value::Null)), 204),
        (
            "another number",
            ours({
                let mut it =
                    value(json!([received("wamid.in", "2026-11-22T09:00:00Z")]), json!([]));
                it["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = json!("999");
                it
            }),
            204,
        ),
    ]))
    .await;
}

#[tokio::test]
async fn the_answer_to_a_stranger_tells_nothing() {
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    let event = an_event();
    let unknown = chatwoot(&event).to("/ingest/chatwoot/nobody").answer(&routes).await;
    let wrong = signed_at(&event.to_string(), now().timestamp(), OTHER_SECRET);
    assert_eq!(
        unknown,
        wrong.answer(&routes).await,
        "who asks cannot find out which connectors there are"
    );
}

#[tokio::test]
async fn what_is_signed_just_in_time_is_taken() {
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    let event = an_event().to_string();
    for seconds in [-300, 300] {
        let sent = signed_at(&event, now().timestamp() + seconds, CHATWOOT_SECRET);
        assert_eq!(sent.status(&routes).await, 200, "{seconds}");
    }
    let mut old = an_event();
    for account in ["/account/id", "/conversation/account_id"] {
        *old.pointer_mut(account).unwrap() = json!(2);
    }
    let by_token = chatwoot(old)
        .without("x-chatwoot-signature")
        .without("x-chatwoot-timestamp")
        .to(&format!("/ingest/chatwoot/old?token={URL_TOKEN}"));
    assert_eq!(by_token.status(&routes).await, 200, "a version that does not sign");
}
