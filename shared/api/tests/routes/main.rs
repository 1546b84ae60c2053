//! Every route as it is served, on a DynamoDB that answers from memory: who is refused before
//! anything is read, what is refused, and what all answers have.

mod client;
mod database;

use client::{OWNER, ROUTES, all, ask, get};
use database::{Behaviour, Database};
use serde_json::{Value, json};

const NOW: &str = "2026-11-22T10:15:30.123Z";

fn acme() -> Database {
    let item = |entity: &str, name: &str| {
        json!({
            "account_id": { "S": "acme" }, "entity": { "S": entity }, "name": { "S": name },
        })
    };
    let mut account = item("account", "Acme");
    account["timezone"] = json!({ "S": "Asia/Taipei" });
    let mut team = item("team#sales", "Sales");
    team["agent_ids"] = json!({ "L": [{ "S": "ann" }] });
    let mut inbox = item("inbox#wa", "WhatsApp");
    inbox["channel"] = json!({ "S": "whatsapp" });
    let flow = item("flow#hello", "Hello");
    Database::with(&[account, inbox, item("agent#ann", "Ann"), team, flow, inbox_of("other", "ig")])
}

fn inbox_of(account: &str, id: &str) -> Value {
    json!({ "account_id": { "S": account }, "entity": { "S": format!("inbox#{id}") } })
}

#[tokio::test]
async fn who_may_not_read_is_refused_before_anything_is_read() {
    let database = acme();
    let router = all(database.reader(), NOW);
    let agent: &[(&str, &str)] = &[("account_id", "acme"), ("role", "agent")];
    let nobody: &[(&str, &str)] = &[("role", "owner")];
    for route in ROUTES {
        for query in ["", "?inbox_id=nowhere", "?period=99d&period=&x", "?%ff"] {
            let path = format!("{route}{query}");
            for (claims, problem) in [
                (None, (401, "unauthenticated")),
                (Some(nobody), (401, "unauthenticated")),
                (Some(agent), (403, "forbidden")),
            ] {
                let response =
                    ask(&router, ("GET", &path), claims, &[("if-none-match", "*")]).await;
                let (status, code) = response.problem();
                assert_eq!((status, &*code), problem, "{path} {claims:?}");
                assert_eq!(response.header("cache-control"), "private, no-cache");
                assert_eq!(response.header("vary"), "Authorization, Accept-Encoding");
                assert_eq!(response.header("etag"), "");
            }
        }
    }
    assert_eq!(database.take_requests(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_bad_request_is_refused_before_anything_is_read() {
    let database = acme();
    let router = all(database.reader(), NOW);
    for route in ROUTES {
        for (query, code) in [
            ("account_id=other", "unknown_parameter"),
            (
                "inbox_id=",
                if route == "/v1/directory" { "unknown_parameter" } else { "empty_parameter" },
            ),
            ("&", "unknown_parameter"),
        ] {
            let response = get(&router, &format!("{route}?{query}")).await;
            assert_eq!(response.problem(), (400, code.to_owned()), "{route} {query}");
        }
    }
    let takes_no_period = ["/v1/overview", "/v1/directory"];
    for route in ROUTES.into_iter().filter(|route| !takes_no_period.contains(route)) {
        for (query, code) in [
            ("period=8d", "bad_parameter"),
            ("period=7d&period=7d", "repeated_parameter"),
            ("period=7d&from=2026-11-20&to=2026-11-22", "bad_period"),
            ("from=2026-11-20", "bad_period"),
        ] {
            let response = get(&router, &format!("{route}?{query}")).await;
            assert_eq!(response.problem(), (400, code.to_owned()), "{route} {query}");
        }
    }
    for route in takes_no_period {
        let response = get(&router, &format!("{route}?period=7d")).await;
        assert_eq!(response.problem(), (400, "unknown_parameter".to_owned()), "{route}");
    }
    assert_eq!(get(&router, "/v1/flows?top=0").await.problem().0, 400);
    assert_eq!(get(&router, "/v1/messages?top=5").await.problem().0, 400);
    assert_eq!(database.take_requests(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_period_is_judged_in_the_account_s_calendar() {
    // 01:15 on the 23rd in Taipei
    let router = all(acme().reader(), "2026-11-22T17:15:00Z");
    for (days, status) in [
        ("from=2026-11-23&to=2026-11-23", 200),
        ("from=2026-11-24&to=2026-11-24", 400),
        ("from=2026-11-23&to=2026-11-22", 400),
        ("from=2026-08-26&to=2026-11-23", 200),
        ("from=2026-08-25&to=2026-11-23", 400),
        ("from=2025-10-19&to=2025-10-19", 200),
        ("from=2025-10-18&to=2025-10-18", 400),
    ] {
        let response = get(&router, &format!("/v1/messages?{days}")).await;
        assert_eq!(response.status, status, "{days}");
        if status == 400 {
            assert_eq!(response.problem().1, "bad_period");
        }
    }
    let period = &get(&router, "/v1/messages").await.json()["period"];
    let expected =
        json!({ "from": "2026-11-17", "to": "2026-11-23", "days": 7, "timezone": "Asia/Taipei" });
    assert_eq!(period, &expected);
}

#[tokio::test]
async fn every_answer_has_the_common_fields_and_headers() {
    let router = all(acme().reader(), NOW);
    for route in ROUTES {
        let response = get(&router, route).await;
        assert_eq!(response.status, 200, "{route}");
        assert_eq!(response.header("content-type"), "application/json");
        assert_eq!(response.header("cache-control"), "private, no-cache");
        assert_eq!(response.header("vary"), "Authorization, Accept-Encoding");
        assert!(response.header("etag").starts_with("W/\""));
        if route != "/v1/directory" {
            let json = response.json();
            assert_eq!(json["as_of"], "2026-11-22T10:15:30.123Z");
            assert_eq!(json["inbox_id"], Value::Null);
            assert_eq!(json["history"], "complete");
            assert_eq!(json["period"]["days"], 7);
            let response = get(&router, &format!("{route}?inbox_id=wa")).await;
            assert_eq!(response.json()["inbox_id"], "wa");
        }
    }
}

#[tokio::test]
async fn an_unchanged_answer_is_not_sent_again() {
    let database = acme();
    let (now, later) =
        (all(database.reader(), NOW), all(database.reader(), "2026-11-22T11:00:00Z"));
    for route in ROUTES {
        let first = get(&now, route).await;
        let tag = first.header("etag");
        let known = format!("\"old\", {tag}");
        let again = ask(&later, ("GET", route), Some(OWNER), &[("if-none-match", &known)]).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{route}");
        assert_eq!(again.header("etag"), tag);
        assert_eq!(again.header("cache-control"), "private, no-cache");
        assert_eq!(again.header("vary"), "Authorization, Accept-Encoding");
        assert_eq!(again.header("content-type"), "");
        let other = ask(&later, ("GET", route), Some(OWNER), &[("if-none-match", "\"old\"")]).await;
        assert_eq!(other.status, 200);
    }
    let seven = get(&now, "/v1/messages").await;
    let fifteen = get(&now, "/v1/messages?period=15d").await;
    assert_ne!(seven.header("etag"), fifteen.header("etag"));
    let headers = [("if-none-match", "*")];
    let bad = ask(&now, ("GET", "/v1/messages?period=8d"), Some(OWNER), &headers).await;
    assert_eq!(bad.status, 400);
}

#[tokio::test]
async fn an_id_is_unknown_once_a_fresh_look_at_the_directory_misses_it() {
    let database = acme();
    let router = all(database.reader(), NOW);
    let paths = [
        ("/v1/messages?inbox_id=ig", "unknown_inbox"),
        ("/v1/performance/agents/bob", "not_found"),
        ("/v1/performance/teams/care", "not_found"),
    ];
    for (path, code) in paths {
        // `ig` is an inbox, but of another account
        assert_eq!(get(&router, path).await.problem(), (404, code.to_owned()), "{path}");
    }
    for path in ["agents/%ff", "agents/a%2Fb", "agents/a%25b", "teams/a%23b"] {
        let response = get(&router, &format!("/v1/performance/{path}")).await;
        assert_eq!(response.problem().0, 404, "{path}");
    }
    database.list(inbox_of("acme", "ig"));
    for entity in ["agent#bob", "team#care"] {
        database.list(json!({ "account_id": { "S": "acme" }, "entity": { "S": entity } }));
    }
    for (path, _) in paths {
        assert_eq!(get(&router, path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn nothing_is_read_of_another_account() {
    let database = acme();
    let router = all(database.reader(), NOW);
    for route in ROUTES {
        get(&router, route).await;
        get(&router, &format!("{route}?inbox_id=ig")).await;
    }
    get(&router, "/v1/performance/agents/other").await;
    // The epoch is nobody's: how records are counted now.
    let of_accounts = |request: &Value| request["Key"]["pk"]["S"] != "#epoch";
    for request in database.take_requests().into_iter().filter(of_accounts) {
        let keys = [
            &request["ExpressionAttributeValues"][":account"]["S"],
            &request["ExpressionAttributeValues"][":pk"]["S"],
            &request["Key"]["pk"]["S"],
        ];
        let batch = request["RequestItems"]["counters"]["Keys"].as_array();
        let keys = keys.into_iter().chain(batch.into_iter().flatten().map(|key| &key["pk"]["S"]));
        let accounts: Vec<_> = keys.filter_map(|key| key.as_str()?.split('#').next()).collect();
        assert!(
            !accounts.is_empty() && accounts.iter().all(|account| *account == "acme"),
            "{request}"
        );
    }
}

#[tokio::test]
async fn a_failure_gives_an_id_and_hides_its_cause() {
    for (behaviour, status, code, retry_after) in [
        (Behaviour::Refuse("AccessDeniedException"), 500, "internal", ""),
        (Behaviour::Refuse("ProvisionedThroughputExceededException"), 503, "unavailable", "1"),
        (Behaviour::Refuse("ThrottlingException"), 503, "unavailable", "1"),
        (Behaviour::Refuse("InternalServerError"), 503, "unavailable", "1"),
    ] {
        let database = acme();
        database.now(behaviour);
        let router = all(database.reader(), NOW);
        for route in ROUTES {
            let response = get(&router, route).await;
            assert_eq!(response.problem(), (status, code.to_owned()), "{route}");
            assert_eq!(response.json()["id"], "JKJaXmPLvHcESHA=");
            assert_eq!(response.header("retry-after"), retry_after);
            assert!(!String::from_utf8_lossy(&response.body).contains("Exception"));
        }
    }
}

#[tokio::test]
async fn long_answers_are_compressed_for_clients_that_can_read_that() {
    let router = all(acme().reader(), NOW);
    let ask = async |path: &str, accepted: &str| {
        ask(&router, ("GET", path), Some(OWNER), &[("accept-encoding", accepted)]).await
    };
    let long = "/v1/payment?period=30d";
    let plain = get(&router, long).await;
    let packed = ask(long, "br, gzip").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.header("vary"), "Authorization, Accept-Encoding");
    assert_eq!(packed.header("etag"), plain.header("etag"));
    assert_eq!(packed.body[..2], [0x1f, 0x8b]);
    assert!(packed.body.len() * 3 < plain.body.len());
    assert_eq!(ask(long, "br").await.body, plain.body);
    assert_eq!(ask(long, "gzip;q=0").await.body, plain.body);
    assert_eq!(ask("/v1/overview", "gzip").await.header("content-encoding"), "");
    assert_eq!(ask(long, "*;q=0").await.problem(), (406, "not_acceptable".to_owned()));
    assert_eq!(ask("/v1/flows?top=0", "*;q=0").await.problem().0, 400);
}

#[tokio::test]
async fn other_paths_and_methods_are_problems_too() {
    let router = all(acme().reader(), NOW);
    for path in ["/", "/v1", "/v1/message", "/v1/messages/", "/v1/performance/agents/"] {
        assert_eq!(get(&router, path).await.problem(), (404, "no_route".to_owned()), "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        let response = ask(&router, (method, "/v1/messages"), Some(OWNER), &[]).await;
        assert_eq!(response.problem(), (405, "method_not_allowed".to_owned()));
        assert_eq!(response.header("allow"), "GET,HEAD");
    }
}

#[tokio::test]
async fn the_directory_has_its_own_fields() {
    // 01:15 on the 23rd in Taipei
    let router = all(acme().reader(), "2026-11-22T17:15:00Z");
    let expected = json!({
        "account": {
            "id": "acme", "name": "Acme", "timezone": "Asia/Taipei", "today": "2026-11-23",
        },
        "me": { "subject": "u-1", "role": "owner" },
        "inboxes": [{ "id": "wa", "name": "WhatsApp", "channel": "whatsapp" }],
        "agents": [{ "id": "ann", "name": "Ann" }],
        "teams": [{ "id": "sales", "name": "Sales", "agent_ids": ["ann"] }],
        "flows": [{ "id": "hello", "name": "Hello" }],
    });
    assert_eq!(get(&router, "/v1/directory").await.json(), expected);
    let admin: &[(&str, &str)] = &[("account_id", "acme"), ("role", "[agent admin]")];
    let response = ask(&router, ("GET", "/v1/directory"), Some(admin), &[]).await;
    assert_eq!(response.json()["me"], json!({ "subject": null, "role": "admin" }));
}
