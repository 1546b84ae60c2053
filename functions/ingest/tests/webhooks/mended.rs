//! What changed in a Chatwoot in the last hours is read through its API.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use config::Clock;
use domain::record::Source;
use ingest::{Connectors, Ingest};
use serde_json::{Value, json};
use stand_in_chatwoot::api::Server;
use stand_in_chatwoot::conversation::Author;
use stand_in_chatwoot::life::World;
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::database::Database;
use crate::sender::{CHATWOOT_SECRET, now};

const TOKEN: &str = "an-access-token";

/// A Chatwoot with a past until now, and with much to do in the last hours.
fn world() -> World {
    let end = now() - TimeDelta::hours(5);
    let mut world = World::new(5, 60, 60, end.timestamp_millis());
    for minutes in 0..300 {
        world.step((end + TimeDelta::minutes(minutes)).timestamp_millis());
    }
    world
}

async fn serve(world: &Arc<Mutex<World>>) -> String {
    let server = Server::new(Arc::clone(world), TOKEN, u32::MAX);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, server.router()).into_future());
    url
}

fn connector(name: &str, url: Option<&str>) -> Value {
    let mut chatwoot = json!({ "account": 1, "webhook_secret": CHATWOOT_SECRET });
    if let Some(url) = url {
        chatwoot["url"] = json!(url);
        chatwoot["api_token"] = json!(TOKEN);
    }
    json!({ "name": name, "account_id": "acme", "chatwoot": chatwoot })
}

fn ingest(database: &Database, connectors: &[Value]) -> Ingest {
    let connectors = serde_json::from_value(json!({ "connectors": connectors })).unwrap();
    let connectors = Connectors::fixed(connectors);
    Ingest::new(connectors, database.conversations(), Clock::Held(now()), None)
}

fn soon() -> Instant {
    Instant::now() + Duration::from_mins(1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_reads_what_was_written_in_the_last_hours_whatever_is_wrong_with_others() {
    let database = Database::start().await;
    let world = Arc::new(Mutex::new(world()));
    let url = serve(&world).await;
    // Nobody listens there; another has no token.
    let broken = connector("broken", Some("http://127.0.0.1:1"));
    let connectors = [broken, connector("shop", Some(&url)), connector("takes", None)];
    let error = ingest(&database, &connectors).mend(soon()).await.unwrap_err();
    assert_eq!(error.to_string(), "what changed could not be read of these connectors: broken");

    let written = {
        let world = world.lock().unwrap();
        let since = (now() - TimeDelta::hours(6)).timestamp();
        let all = world.conversations.iter().filter(|it| it.last_activity_at() >= since);
        let messages = all.flat_map(|it| &it.messages).filter(|message| {
            let is_public = !matches!(message.author, Author::Note(_) | Author::Activity);
            is_public && message.at / 1000 >= since
        });
        messages.map(|message| format!("shop.{}", message.id)).collect::<Vec<_>>()
    };
    assert!(written.len() > 100, "{}", written.len());
    let found = database.all(Source::Messages.table()).await;
    let found: Vec<_> =
        found.iter().map(|item| item["message_id"]["S"].as_str().unwrap().to_owned()).collect();
    for id in &written {
        assert!(found.contains(id), "{id}");
    }
    // And the last public message of each, however old.
    assert!(found.len() < written.len() + 60, "{} {}", found.len(), written.len());
    let names = database.all("directory").await;
    assert!(names.iter().any(|item| item["entity"]["S"] == "team#shop.3"), "{names:?}");

    let again = ingest(&database, &connectors[1..]).mend(soon()).await.unwrap();
    assert_eq!(again.records, 0);
    assert!(again.conversations > 5, "{again:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_that_runs_out_of_time_fails() {
    let database = Database::start().await;
    let url = serve(&Arc::new(Mutex::new(world()))).await;
    let ingest = ingest(&database, &[connector("shop", Some(&url))]);
    let error = ingest.mend(Instant::now() + Duration::from_millis(30)).await.unwrap_err();
    assert!(error.to_string().ends_with(": shop"), "{error}");
    ingest.mend(soon()).await.unwrap();
}
