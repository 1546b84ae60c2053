//! Tables that are down: 503, and nothing is lost when the sender tries again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use domain::record::Source;
use serde_json::{Value, json};

use crate::database::{Database, Fault};
use crate::sender::{
    changed, chatwoot, conversation, impatient, ingest, message, received, value, whatsapp,
};

fn events() -> Vec<Value> {
    let open = conversation(17, "open", Some(5), "2026-11-22T09:00:00Z");
    let resolved = conversation(17, "resolved", Some(5), "2026-11-22T09:30:00Z");
    vec![
        message(100, None, "2026-11-22T09:00:00Z", &open),
        message(101, Some(5), "2026-11-22T09:02:00Z", &open),
        changed("conversation_status_changed", &resolved),
        message(102, None, "2026-11-24T09:00:00Z", &resolved),
    ]
}

/// What all tables have after these events, each sent once and nothing wrong.
async fn undisturbed(events: &[Value]) -> Vec<Vec<serde_json::Map<String, Value>>> {
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    for event in events {
        assert_eq!(chatwoot(event).status(&routes).await, 200);
    }
    all(&database).await
}

async fn all(database: &Database) -> Vec<Vec<serde_json::Map<String, Value>>> {
    let mut tables = Vec::new();
    for table in ["messages", "sessions", "billing", "directory", "conversations"] {
        let mut items = database.all(table).await;
        // How often it was written.
        for item in &mut items {
            item.remove("version");
        }
        tables.push(items);
    }
    tables
}

#[tokio::test]
async fn a_table_that_is_down_is_answered_503_and_nothing_is_lost() {
    let expected = undisturbed(&events()).await;
    for table in ["messages", "sessions", "conversations", "directory"] {
        let database = Database::start().await;
        let routes = ingest::routes(impatient(&database));
        let mut refused = 0;
        for event in events() {
            let name = format!("\"{table}\"");
            let is_needed = Arc::new(AtomicBool::new(false));
            let needs = Arc::clone(&is_needed);
            database.follow(move |_, body| {
                let names_it = body.contains(&name);
                needs.fetch_or(names_it, Ordering::SeqCst);
                names_it.then_some(Fault::Broken)
            });
            let status = chatwoot(&event).status(&routes).await;
            // A change of a conversation writes no message, and is taken without that table.
            let is_needed = is_needed.load(Ordering::SeqCst);
            assert_eq!(status, if is_needed { 503 } else { 200 }, "{table}: {event}");
            refused += u32::from(is_needed);
            database.mend();
            assert_eq!(chatwoot(&event).status(&routes).await, 200, "{table}");
        }
        assert!(refused >= 3, "{table}: {refused}");
        assert_eq!(all(&database).await, expected, "{table}");
    }
}

/// An account's first record is counted in the time zone that the directory has then.
#[tokio::test]
async fn nothing_is_written_before_the_directory_has_the_account() {
    let database = Database::start().await;
    let routes = ingest::routes(ingest(&database));
    let has_account = Arc::new(AtomicBool::new(false));
    let too_early = Arc::new(AtomicUsize::new(0));
    let (named, early) = (Arc::clone(&has_account), Arc::clone(&too_early));
    database.follow(move |operation, body| {
        if operation == "UpdateItem" && body.contains("\"directory\"") {
            named.store(true, Ordering::SeqCst);
        }
        let is_of_record = body.contains("\"conversations\"") && !named.load(Ordering::SeqCst);
        early.fetch_add(usize::from(is_of_record), Ordering::SeqCst);
        None
    });
    assert_eq!(chatwoot(&events()[0]).status(&routes).await, 200);
    assert!(has_account.load(Ordering::SeqCst));
    assert_eq!(too_early.load(Ordering::SeqCst), 0);
    assert_eq!(database.records(Source::Messages).await.len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_lost_changes_nothing() {
    let expected = undisturbed(&events()).await;
    for number in 0..6 {
        let database = Database::start().await;
        let routes = ingest::routes(impatient(&database));
        for event in events() {
            let mut n = 0;
            database.follow(move |_, _| {
                n += 1;
                (n == number + 1).then_some(Fault::AnswerLost)
            });
            let status = chatwoot(&event).status(&routes).await;
            // What only names are missing of is sent again.
            if status != 200 {
                assert_eq!(status, 503);
                database.mend();
                assert_eq!(chatwoot(&event).status(&routes).await, 200);
            }
        }
        assert_eq!(all(&database).await, expected, "request {number}");
    }
}

/// Messages of many customers of WhatsApp, and of one over many days.
#[tokio::test]
async fn a_function_that_is_killed_anywhere_leaves_what_the_next_one_completes() {
    let start: chrono::DateTime<chrono::Utc> = "2026-01-01T09:00:00Z".parse().unwrap();
    let day = |n: i32| (start + chrono::TimeDelta::days(i64::from(n) * 2)).to_rfc3339();
    let messages: Vec<_> = (0..130).map(|n| received(&format!("wamid.{n}"), &day(n))).collect();
    let event = value(json!(messages), json!([]));
    let expected = {
        let database = Database::start().await;
        let routes = ingest::routes(ingest(&database));
        assert_eq!(whatsapp(&event).status(&routes).await, 200);
        all(&database).await
    };
    assert_eq!(expected[1].len(), 130, "a session each: more than a transaction has");
    let mut killed = 0;
    for number in 0.. {
        let database = Database::start().await;
        let routes = ingest::routes(ingest(&database));
        let n = AtomicUsize::new(0);
        database.follow(move |operation, _| {
            let is_write = operation == "TransactWriteItems";
            let n = n.fetch_add(usize::from(is_write), Ordering::SeqCst);
            (is_write && n == number).then_some(Fault::SenderDies)
        });
        let sending = whatsapp(&event).status(&routes);
        let wait = std::time::Duration::from_millis(1_500);
        if let Ok(status) = tokio::time::timeout(wait, sending).await {
            assert_eq!(status, 200);
            break;
        }
        killed += 1;
        database.mend();
        // The next event is another one: it completes what the first one left.
        let later = value(json!([received("wamid.0", &day(0))]), json!([]));
        assert_eq!(whatsapp(&later).status(&routes).await, 200);
        if number > 0 {
            assert_eq!(
                database.records(Source::Sessions).await.len(),
                130,
                "killed at write {number}"
            );
        }
        assert_eq!(whatsapp(&event).status(&routes).await, 200);
        assert_eq!(all(&database).await, expected, "killed at write {number}");
    }
    assert_eq!(killed, 5, "the state as unwritten, three pieces, the state");
}
