//! A URL gives one file, to read, for its time, and nothing else.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use e2e::clock;
use e2e::system::{Setup, System};
use http::Method;
use serde_json::json;

use crate::download::{export, get, request};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_else_is_reached_by_any_change_to_a_url() {
    let system = System::start(&Setup::new()).await;
    let ours = export(&system, "acme", &json!({ "section": "messages" })).await;
    let theirs = export(&system, "other", &json!({ "section": "messages" })).await;
    let (url, (object, signed)) = (&ours.url, ours.url.split_once('?').expect("a query"));
    let (bucket, key) = object.rsplit_once('/').expect("a key");
    let their_key =
        theirs.url.split_once('?').expect("a query").0.rsplit_once('/').expect("a key").1;
    assert_ne!(key, their_key);
    for word in ["acme", "other", "messages", "csv"] {
        assert!(!object.contains(word), "{object} contains {word}");
    }

    let replaced = |name: &str, value: &str| {
        let change = |parameter: &str| match parameter.split_once('=') {
            Some((found, _)) if found == name => format!("{name}={value}"),
            _ => parameter.to_owned(),
        };
        let changed = signed.split('&').map(change).collect::<Vec<_>>().join("&");
        assert_ne!(changed, signed, "{name}");
        format!("{object}?{changed}")
    };
    let later = (clock::now() + TimeDelta::minutes(5)).format("%Y%m%dT%H%M%SZ").to_string();
    for (what, changed) in [
        ("another's file", format!("{bucket}/{their_key}?{signed}")),
        ("no such file", format!("{bucket}/{}?{signed}", "0".repeat(64))),
        ("a file of a folder", format!("{object}/x?{signed}")),
        ("the bucket", format!("{bucket}?{signed}")),
        ("the list of files", format!("{bucket}?list-type=2&{signed}")),
        ("another parameter", format!("{url}&versionId=1")),
        ("longer", replaced("X-Amz-Expires", "86400")),
        ("later", replaced("X-Amz-Date", &later)),
        ("another signature", replaced("X-Amz-Signature", &"0".repeat(64))),
        ("another name", replaced("response-content-disposition", "inline")),
        ("unsigned", object.to_owned()),
        ("unsigned list", bucket.to_owned()),
        ("the root", bucket.replace("/exports", "/")),
    ] {
        let reply = get(&changed).await;
        let body = String::from_utf8_lossy(&reply.body);
        assert_eq!(reply.status, 403, "{what}: {body}");
        assert!(!body.contains("agent_sent"), "{what}: {body}");
    }
    for method in [Method::PUT, Method::DELETE, Method::POST, Method::HEAD, Method::PATCH] {
        for url in [url, object] {
            let reply = request(method.clone(), url).await;
            assert!([403, 405, 501].contains(&reply.status), "{method} {url}: {}", reply.status);
        }
    }
    // it is still what it was
    assert_eq!(get(url).await.body, ours.reply.body);
    assert_eq!(get(&theirs.url).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_url_works_for_15_minutes_by_the_real_clock() {
    let held = clock::now() - TimeDelta::days(40);
    let system = System::start(&Setup::new().at(held)).await;
    let before = clock::now();
    let file = export(&system, "acme", &json!({ "section": "messages" })).await;
    let expires = time(&file.expires_at);
    assert!(expires > before + TimeDelta::minutes(15) - TimeDelta::seconds(1), "{expires}");
    assert!(expires <= clock::now() + TimeDelta::minutes(15), "{expires}");
    assert!(file.filename.ends_with(&format!("_{}.csv", held.date_naive())), "{}", file.filename);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_url_dies_on_time() {
    let system = System::start(&Setup::new().with("EXPORT_URL_SECONDS", "4")).await;
    let file = export(&system, "acme", &json!({ "section": "messages" })).await;
    let expires = time(&file.expires_at);
    let started = Instant::now();
    loop {
        let asked_at = clock::now();
        let served = get(&file.url).await.status == 200;
        if !served {
            let late = clock::now() - expires;
            assert!(late > TimeDelta::zero(), "it died too early, {late}");
            break;
        }
        let late = asked_at - expires;
        assert!(late < TimeDelta::milliseconds(500), "it lived too long, {late}");
        assert!(started.elapsed() < Duration::from_secs(10), "it lives on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let refused = get(&file.url).await;
    assert_eq!(refused.status, 403);
    let body = String::from_utf8_lossy(&refused.body);
    assert!(body.contains("Request has expired"), "{body}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_curl_downloads_it_under_its_name() {
    let system = System::start(&Setup::new()).await;
    let scratch = e2e::system::Scratch::new();
    for body in [
        json!({ "section": "all" }),
        json!({ "section": "all", "format": "xlsx" }),
        json!({ "section": "flows" }),
    ] {
        let file = export(&system, "acme", &body).await;
        let curl = std::process::Command::new("curl")
            .args(["--silent", "--show-error", "--fail", "-O", "-J", &file.url])
            .current_dir(scratch.path())
            .status();
        assert!(curl.expect("curl is installed").success());
        let bytes = std::fs::read(scratch.path().join(&file.filename)).expect("a file of its name");
        assert_eq!(bytes, file.reply.body);
    }
}

fn time(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a time").to_utc()
}
