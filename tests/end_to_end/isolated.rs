//! Isolated: a token shows one account's figures to those who may read them, and nothing else to anybody.

use e2e::clock;
use e2e::http::{Http, Reply, encoded};
use e2e::load::Account;
use e2e::request::Route;
use e2e::system::Setup;
use e2e::token::{SECRET, claims, signed, token, unsigned};
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Harness, held_clock};

/// Every route that answers an account's figures.
fn routes(account: &Account) -> Vec<String> {
    let mut routes = Route::sections();
    routes.extend([
        Route::Overview,
        Route::Agent(account.agents[0].clone()),
        Route::Team(account.teams[0].clone()),
        Route::Directory { subject: String::new(), role: String::new() },
    ]);
    routes.iter().map(Route::path).collect()
}

async fn with_authorization(http: &Http, path: &str, value: &str) -> Reply {
    http.request(Method::GET, path, &[("authorization", value)]).await
}

/// A refusal without a single figure in it.
fn expect_refusal(reply: &Reply, status: u16, asked: &str) {
    let body = reply.json();
    assert_eq!(reply.status, status, "{asked}: {body}");
    let explained = body["message"].is_string() || body["detail"].is_string();
    assert!(explained, "{asked}: {body}");
    for name in ["totals", "daily", "agents", "contacts", "account", "period"] {
        assert!(body.get(name).is_none(), "{asked}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_owners_and_admins_read() {
    let mut harness = Harness::start(&Setup::new().at(held_clock(100)), 100).await;
    harness.write_more(300).await;
    harness.system.settle().await;
    let http = harness.system.http();
    let account = &harness.load.accounts()[0];
    for path in routes(account) {
        for role in ["owner", "admin"] {
            let token = token(&account.id, role);
            assert_eq!(http.get(&path, Some(&token)).await.status, 200, "{role} {path}");
        }
        for role in ["agent", "supervisor", "Owner", "ADMIN", "", "administrator", "co-owner", "*"]
        {
            let token = token(&account.id, role);
            let reply = http.get(&path, Some(&token)).await;
            expect_refusal(&reply, 403, &format!("{role:?} {path}"));
            assert!(reply.header("content-type").starts_with("application/problem+json"), "{path}");
        }
        let without = without(&account.id, "role");
        let reply = http.get(&path, Some(&without)).await;
        expect_refusal(&reply, 403, &format!("no role {path}"));
    }
}

fn without(account: &str, claim: &str) -> String {
    let mut claims = claims(account, "admin");
    claims.as_object_mut().expect("an object").remove(claim);
    signed(&claims, SECRET)
}

/// Authorization headers that prove nothing.
fn worthless(account: &str) -> Vec<(&'static str, String)> {
    let good = token(account, "admin");
    let parts: Vec<&str> = good.split('.').collect();
    let other = token("acme-twin", "owner");
    let others: Vec<&str> = other.split('.').collect();
    let claims = claims(account, "admin");
    let mut expired = claims.clone();
    expired["exp"] = json!(clock::now().timestamp() - 3_600);
    let mut empty = claims.clone();
    empty["account_id"] = json!("");
    let bearer = |token: &str| format!("Bearer {token}");
    vec![
        ("empty", String::new()),
        ("no token", "Bearer".to_owned()),
        ("empty token", "Bearer ".to_owned()),
        ("garbage", bearer("garbage")),
        ("three dots", bearer("a.b.c")),
        ("expired", bearer(&signed(&expired, SECRET))),
        ("another secret", bearer(&signed(&claims, "another-secret"))),
        ("an empty secret", bearer(&signed(&claims, ""))),
        ("alg none", bearer(&unsigned(&claims))),
        ("no signature", bearer(&format!("{}.{}.", parts[0], parts[1]))),
        ("two parts", bearer(&format!("{}.{}", parts[0], parts[1]))),
        ("others' claims", bearer(&format!("{}.{}.{}", parts[0], others[1], parts[2]))),
        ("others' signature", bearer(&format!("{}.{}.{}", parts[0], parts[1], others[2]))),
        ("no account", bearer(&without(account, "account_id"))),
        ("an empty account", bearer(&signed(&empty, SECRET))),
        ("another scheme", format!("Basic {good}")),
        ("another scheme still", format!("Token {good}")),
        ("two tokens", format!("Bearer {good} {good}")),
        ("two tokens with a comma", format!("Bearer {good}, Bearer {good}")),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_proves_nothing_shows_nothing() {
    let mut harness = Harness::start(&Setup::new().at(held_clock(101)), 101).await;
    harness.write_more(300).await;
    harness.system.settle().await;
    let http = harness.system.http();
    let account = &harness.load.accounts()[0];
    for path in routes(account) {
        expect_refusal(&http.get(&path, None).await, 401, &path);
        for (what, value) in worthless(&account.id) {
            let reply = with_authorization(http, &path, &value).await;
            expect_refusal(&reply, 401, &format!("{what} {path}"));
        }
        // A token belongs into its header.
        let good = token(&account.id, "admin");
        for query in ["access_token", "token", "authorization"] {
            let asked = format!("{path}?{query}={good}");
            expect_refusal(&http.get(&asked, None).await, 401, &asked);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_parameter_path_or_header_reaches_another_account() {
    let mut harness = Harness::start(&Setup::new().at(held_clock(102)), 102).await;
    let edges = harness.load.edge_cases();
    harness.write(&edges).await;
    harness.write_more(1_500).await;
    harness.system.settle().await;
    let http = harness.system.http();
    let accounts = harness.load.accounts();
    // The two share no id.
    let (own, other) = (&accounts[0], &accounts[3]);
    let token = token(&own.id, "owner");

    for path in routes(own) {
        for name in
            ["account_id", "account", "accountId", "tenant", "custom:account_id", "sub", "role"]
        {
            let asked = format!("{path}?{}={}", encoded(name), encoded(&other.id));
            expect_refusal(&http.get(&asked, Some(&token)).await, 400, &asked);
        }
        let plain = http.get(&path, Some(&token)).await;
        let bearer = format!("Bearer {token}");
        let forged = [
            ("authorization", bearer.as_str()),
            ("x-account-id", other.id.as_str()),
            ("account_id", other.id.as_str()),
            (
                "x-amzn-request-context",
                r#"{"authorizer":{"jwt":{"claims":{"account_id":"london"}}}}"#,
            ),
            ("x-amzn-lambda-context", r#"{"account_id":"london"}"#),
        ];
        let forged = http.request(Method::GET, &path, &forged).await;
        assert_eq!((forged.status, forged.json()), (200, plain.json()), "{path}");
        if !path.contains("directory") {
            // An inbox of the other's, and ids that would read on in a key.
            let asked = format!("{path}?inbox_id={}", encoded(&other.inboxes[0]));
            expect_refusal(&http.get(&asked, Some(&token)).await, 404, &asked);
            for id in [format!("{}#1", other.id), "#".to_owned(), "inbox-1#agent".to_owned()] {
                let asked = format!("{path}?inbox_id={}", encoded(&id));
                let reply = http.get(&asked, Some(&token)).await;
                expect_refusal(&reply, if reply.status == 400 { 400 } else { 404 }, &asked);
            }
        }
    }
    for agent in &other.agents {
        let asked = Route::Agent(agent.clone()).path();
        expect_refusal(&http.get(&asked, Some(&token)).await, 404, &asked);
    }
    for team in &other.teams {
        let asked = Route::Team(team.clone()).path();
        expect_refusal(&http.get(&asked, Some(&token)).await, 404, &asked);
    }
    expect_no_id_of_the_other_account(http, own, other, &token).await;
}

/// No id that only the other account has stands in any answer.
async fn expect_no_id_of_the_other_account(
    http: &Http,
    own: &Account,
    other: &Account,
    token: &str,
) {
    for path in routes(own) {
        let reply = http.get(&path, Some(token)).await;
        let text = String::from_utf8_lossy(&reply.body);
        let ids = [&other.inboxes, &other.agents, &other.teams, &other.flows, &other.customers];
        for id in ids.into_iter().flatten().chain([&other.id]) {
            let quoted = Value::from(id.as_str()).to_string();
            assert!(!text.contains(&quoted), "{path}: {quoted}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_no_id_reads_nothing() {
    let mut harness = Harness::start(&Setup::new().at(held_clock(103)), 103).await;
    harness.write_more(300).await;
    harness.system.settle().await;
    let http = harness.system.http();
    let long = "a".repeat(129);
    for account in ["acme#1", "acme#1#day#", "#", "acme\n", long.as_str()] {
        for path in routes(&harness.load.accounts()[0]) {
            let reply = http.get(&path, Some(&token(account, "admin"))).await;
            let status = if reply.status == 403 { 403 } else { 401 };
            expect_refusal(&reply, status, &format!("{account:?} {path}"));
        }
    }
}
