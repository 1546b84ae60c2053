//! What every answer carries: caching, compression, and the time it was true.

use chrono::{DateTime, TimeDelta};
use e2e::clock;
use e2e::http::{Http, Reply};
use e2e::request::Route;
use e2e::source::Table;
use e2e::system::{Setup, System};
use e2e::token::token;
use http::Method;

use crate::harness::{Harness, held_clock};

async fn get(http: &Http, path: &str, token: Option<&str>, headers: &[(&str, &str)]) -> Reply {
    let bearer = token.map(|t| format!("Bearer {t}"));
    let mut all = headers.to_vec();
    all.extend(bearer.iter().map(|b| ("authorization", b.as_str())));
    http.request(Method::GET, path, &all).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_has_not_changed_is_not_sent_again() {
    let mut harness = Harness::start(&Setup::new().at(held_clock(80)), 80).await;
    harness.write_more(400).await;
    harness.system.settle().await;
    let http = harness.system.http().clone();
    let account = harness.load.accounts()[0].clone();
    let (admin, agent) = (token(&account.id, "admin"), token(&account.id, "agent"));
    let mut routes = Route::sections();
    routes.extend([
        Route::Overview,
        Route::Agent(account.agents[0].clone()),
        Route::Team(account.teams[0].clone()),
        Route::Directory { subject: String::new(), role: String::new() },
    ]);
    for route in routes {
        let path = route.path();
        let first = get(&http, &path, Some(&admin), &[]).await;
        assert_eq!(first.status, 200, "{path}");
        assert!(first.header("content-type").starts_with("application/json"), "{path}");
        assert_eq!(first.header("cache-control"), "private, no-cache", "{path}");
        let vary = first.header("vary").to_lowercase();
        assert!(vary.contains("authorization"), "{path}: {vary}");
        let etag = first.header("etag").to_owned();
        assert!(etag.ends_with('"') && etag.len() > 4, "{path}: {etag}");

        let known = [
            etag.clone(),
            format!("\"other\", {etag}"),
            format!("W/{}", etag.trim_start_matches("W/")),
        ];
        for known in known.iter().map(String::as_str).chain(["*"]) {
            let again = get(&http, &path, Some(&admin), &[("if-none-match", known)]).await;
            assert_eq!(again.status, 304, "{path}: {known}");
            assert!(again.body.is_empty(), "{path}");
            assert_eq!(again.header("etag"), etag, "{path}");
            assert_eq!(again.header("cache-control"), "private, no-cache", "{path}");
        }
        let other = get(&http, &path, Some(&admin), &[("if-none-match", "\"other\"")]).await;
        assert_eq!((other.status, other.body), (200, first.body), "{path}");

        // Who may not read gets the refusal first.
        for (token, status) in [(None, 401), (Some("nonsense"), 401), (Some(agent.as_str()), 403)] {
            for known in [etag.as_str(), "*"] {
                let refused = get(&http, &path, token, &[("if-none-match", known)]).await;
                assert_eq!(refused.status, status, "{path}: {known}");
                assert_eq!(refused.header("etag"), "", "{path}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_figure_changes_the_tag() {
    let mut harness = Harness::start(&Setup::new().at(held_clock(81)), 81).await;
    let edges = harness.load.edge_cases();
    harness.write(&edges).await;
    harness.system.settle().await;
    let account = harness.load.accounts()[0].clone();
    let token = token(&account.id, "owner");
    let path = Route::Conversations.path();
    let first = harness.system.http().get(&path, Some(&token)).await;
    let theirs = edges.iter().find(|w| w.key.table == Table::Sessions && w.key.hash == account.id);
    let mut added = theirs.expect("edges in every account").clone();
    added.key.range.push_str(" and another");
    let image = added.image.as_mut().expect("a put");
    image.extend(added.key.item());
    harness.write(&[added]).await;
    harness.system.settle().await;
    let etag = first.header("etag");
    let second = get(harness.system.http(), &path, Some(&token), &[("if-none-match", etag)]).await;
    assert_eq!(second.status, 200);
    assert_ne!(second.header("etag"), etag);
    assert_ne!(second.body, first.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_answers_are_compressed_for_who_can_read_that() {
    let harness = Harness::start(&Setup::new().at(held_clock(82)), 82).await;
    let token = token("acme", "admin");
    let path = "/v1/messages?period=30d";
    let gzip = [("accept-encoding", "gzip, deflate, br")];
    let reply = get(harness.system.http(), path, Some(&token), &gzip).await;
    assert_eq!(reply.header("content-encoding"), "gzip");
    assert_eq!(reply.body[..2], [0x1f, 0x8b]);
    let vary: Vec<_> = reply.headers.get_all("vary").iter().collect();
    assert!(format!("{vary:?}").to_lowercase().contains("authorization"), "{vary:?}");
    let known = [gzip[0], ("if-none-match", reply.header("etag"))];
    let again = get(harness.system.http(), path, Some(&token), &known).await;
    assert_eq!(again.status, 304);
    let plain = get(harness.system.http(), path, Some(&token), &[]).await;
    assert_eq!(plain.header("content-encoding"), "");
    assert!(plain.json()["totals"].is_object());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_runs_unless_it_is_held() {
    let token = token("acme", "admin");
    let held = held_clock(83);
    for now in [None, Some(held)] {
        let setup = Setup { now, ..Setup::new() };
        let system = System::start(&setup).await;
        let before = clock::now();
        let reply = system.http().get("/v1/overview", Some(&token)).await.json();
        let after = clock::now();
        let as_of = reply["as_of"].as_str().expect("a text");
        let as_of = DateTime::parse_from_rfc3339(as_of).expect("a time").to_utc();
        match now {
            Some(held) => assert_eq!(as_of, held),
            // It is given in whole milliseconds.
            None => {
                assert!(before - TimeDelta::milliseconds(1) < as_of && as_of <= after, "{as_of}");
            }
        }
    }
}
