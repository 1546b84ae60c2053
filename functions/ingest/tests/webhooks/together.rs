//! Functions that take events of one conversation at the same time.

use futures::future::join_all;
use serde_json::{Map, Value};

use crate::database::Database;
use crate::sender::{changed, chatwoot, conversation, ingest, message};

fn events() -> Vec<Value> {
    let mut events = Vec::new();
    for n in 0..12u64 {
        let at = |minute: u64| format!("2026-10-{:02}T09:{minute:02}:00Z", 1 + 2 * n);
        let open = conversation(17, "open", Some(5 + n % 2), &at(1));
        events.push(message(100 + n, None, &at(0), &open));
        events.push(message(200 + n, Some(5 + n % 2), &at(2), &open));
        let resolved = conversation(17, "resolved", Some(5 + n % 2), &at(30));
        events.push(changed("conversation_status_changed", &resolved));
    }
    events
}

type Item = Map<String, Value>;

/// The messages, and the sessions that count. One that a later fact has shown not to be one is left
/// without `opened_at`, and counts for nothing.
async fn all(database: &Database) -> (Vec<Item>, Vec<Item>) {
    let mut sessions = database.all("sessions").await;
    sessions.retain(|item| item.contains_key("opened_at"));
    (database.all("messages").await, sessions)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_copies_of_the_function_come_to_the_same_records_in_any_order() {
    let expected = {
        let database = Database::start().await;
        let routes = ingest::routes(ingest(&database));
        for event in events() {
            assert_eq!(chatwoot(event).status(&routes).await, 200);
        }
        all(&database).await
    };
    assert_eq!((expected.0.len(), expected.1.len()), (24, 12));
    for seed in 0..4u64 {
        let database = Database::start().await;
        let copies = [0, 1].map(|_| ingest::routes(ingest(&database)));
        let mut events = events();
        // Some twice, all in another order.
        events.extend(events.clone().into_iter().step_by(3));
        let length = events.len() as u64;
        events.sort_by_key(|event| {
            let text = event.to_string();
            let sum: u64 = text.bytes().map(u64::from).sum();
            (sum * (seed * 2 + 7919) + seed) % length
        });
        for some in events.chunks(6) {
            let sending = some.iter().enumerate();
            let sending = sending.map(|(n, event)| chatwoot(event).status(&copies[n % 2]));
            let statuses = join_all(sending).await;
            assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
        }
        assert!(all(&database).await == expected, "{seed}: {:#?}", all(&database).await);
    }
}
