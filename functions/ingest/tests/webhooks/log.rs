//! What is logged: never a body, a token, a secret or a customer's number.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::database::{Database, Fault};
use crate::sender::{
    APP_SECRET, CHATWOOT_SECRET, OTHER_SECRET, URL_TOKEN, VERIFY_TOKEN, changed, chatwoot,
    conversation, ingest, message, now, received, signed_at, value, whatsapp,
};

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nothing_private_is_logged_at_any_level_that_the_stack_allows() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(log.clone())
        .finish();
    // The SDK's own debug log has whole requests; its level is not what this crate logs.
    let subscriber = {
        use tracing_subscriber::layer::SubscriberExt;
        let ours = tracing_subscriber::filter::Targets::new()
            .with_target("ingest", tracing::Level::DEBUG)
            .with_target("store", tracing::Level::DEBUG)
            .with_target("connectors", tracing::Level::DEBUG);
        subscriber.with(ours)
    };
    // With one subscriber alone, tracing asks only that of the thread which logs a line first whether anybody
    // wants the line; that may be another test's, which has none.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(subscriber);
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    let open = conversation(17, "open", Some(5), "2026-11-22T09:00:00Z");
    let event = message(100, None, "2026-11-22T09:00:00Z", &open);
    let mut strange = event.clone();
    strange["id"] = json!("+886912345678");
    let wrong = signed_at(&event.to_string(), now().timestamp(), OTHER_SECRET);
    let by_token = chatwoot(&event)
        .without("x-chatwoot-signature")
        .to("/ingest/chatwoot/old?token=a-token-that-is-wrong");
    let incoming = value(json!([received("wamid.in", "2026-11-22T09:00:00Z")]), json!([]));
    for sent in [
        chatwoot(&event),
        chatwoot(&strange),
        chatwoot("a private text that is no JSON"),
        chatwoot(&event).to("/ingest/chatwoot/a-token-in-the-wrong-place"),
        wrong,
        by_token,
        whatsapp(&incoming),
        whatsapp(&incoming).with("x-hub-signature-256", "sha256=00"),
    ] {
        sent.status(&routes).await;
    }
    database.follow(|_, _| Some(Fault::Broken));
    let resolved = conversation(17, "resolved", Some(5), "2026-11-22T09:30:00Z");
    let event = changed("conversation_status_changed", &resolved);
    assert_eq!(chatwoot(event).status(&routes).await, 503);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for line in ["took an event", "is not understood", "was refused", "could not be written"] {
        assert!(log.contains(line), "{line}:\n{log}");
    }
    for private in [
        "private text",
        "Mei",
        "886912345678",
        CHATWOOT_SECRET,
        OTHER_SECRET,
        URL_TOKEN,
        APP_SECRET,
        VERIFY_TOKEN,
        "a-token",
        "sha256",
        "wamid",
    ] {
        assert!(!log.contains(private), "{private}:\n{log}");
    }
}
