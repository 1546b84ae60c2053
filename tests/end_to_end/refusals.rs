//! What is asked wrongly is refused, with a word on what to change.

use chrono::{Days, NaiveDate};
use e2e::http::{Reply, encoded};
use e2e::recount::date;
use e2e::request::Route;
use e2e::system::Setup;
use e2e::token::token;

use crate::harness::{Harness, held_clock};

/// A problem of RFC 9457 with this status, which says what to change.
fn expect_problem(reply: &Reply, status: u16, asked: &str) {
    let body = String::from_utf8_lossy(&reply.body);
    assert_eq!(reply.status, status, "{asked}: {body}");
    let kind = reply.header("content-type");
    assert!(kind.starts_with("application/problem+json"), "{asked}: {kind}");
    let problem = reply.json();
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(!detail.is_empty(), "{asked}: {body}");
    if let Some(repeated) = problem.get("status") {
        assert_eq!(repeated, status, "{asked}");
    }
}

/// Queries that every section with a period has to refuse.
fn bad_queries(today: NaiveDate, inbox: &str) -> Vec<String> {
    let ago = |days| today - Days::new(days);
    let range = |from: NaiveDate, to: NaiveDate| format!("from={from}&to={to}");
    let mut bad: Vec<String> = [
        "period=",
        "period=8d",
        "period=7",
        "period=7D",
        "period=07d",
        "period=7d&period=7d",
        "period=7d&period=30d",
        "period",
        "Period=7d",
        "days=7",
        "account_id=acme",
        "role=owner",
        "inbox_id=",
        "inbox=1",
        "from=2026-11-01",
        "to=2026-11-01",
        "from=&to=",
        "from=2026-02-30&to=2026-03-01",
        "from=2026-2-3&to=2026-2-4",
        "from=20260203&to=20260204",
        "from=yesterday&to=today",
        "format=csv",
        "q=",
    ]
    .map(str::to_owned)
    .into();
    bad.extend([
        range(today, today + Days::new(1)),
        range(today + Days::new(1), today + Days::new(2)),
        range(today, ago(1)),
        range(ago(90), today),
        range(ago(401), ago(400)),
        range(ago(401), ago(312)),
        format!("{}T00:00:00Z", range(ago(1), today)),
        format!("from={}", ago(1)),
        format!("to={today}"),
        format!("{}&from={}", range(ago(2), today), ago(1)),
        format!("{}&period=7d", range(ago(6), today)),
        format!("period=7d&to={today}"),
        format!("inbox_id={0}&inbox_id={0}", encoded(inbox)),
    ]);
    bad
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_parameters_get_400_and_unknown_inboxes_get_404() {
    let mut harness = Harness::start(&Setup::new().at(held_clock(90)), 90).await;
    harness.write_more(400).await;
    harness.system.settle().await;
    let http = harness.system.http();
    let account = harness.load.accounts()[0].clone();
    let token = token(&account.id, "admin");
    let today = date(account.zone(), harness.now);

    let mut routes = Route::sections();
    routes.push(Route::Agent(account.agents[0].clone()));
    routes.push(Route::Team(account.teams[0].clone()));
    for route in &routes {
        let path = route.path();
        let mut bad = bad_queries(today, &account.inboxes[0]);
        if matches!(route, Route::Flows { .. }) {
            let tops = ["top=0", "top=101", "top=-1", "top=", "top=all", "top=1.5", "top=5&top=5"];
            bad.extend(tops.map(str::to_owned));
        } else {
            bad.push("top=10".to_owned());
        }
        for query in bad {
            let asked = format!("{path}?{query}");
            expect_problem(&http.get(&asked, Some(&token)).await, 400, &asked);
        }
        for inbox in ["nobody's", account.inboxes.last().expect("some").as_str()] {
            let asked = format!("{path}?inbox_id={}", encoded(inbox));
            expect_problem(&http.get(&asked, Some(&token)).await, 404, &asked);
        }
        // The furthest and the longest that may be asked for.
        let ago = |days| today - Days::new(days);
        for (from, to) in [(ago(400), ago(311)), (ago(89), today), (today, today)] {
            let asked = format!("{path}?from={from}&to={to}");
            let status = http.get(&asked, Some(&token)).await.status;
            // An agent without figures in that period is still listed by the directory.
            assert_eq!(status, 200, "{asked}");
        }
    }
    for query in ["period=7d", "from=2026-11-01&to=2026-11-02", "top=3", "inbox_id=", "x=1"] {
        let asked = format!("/v1/overview?{query}");
        expect_problem(&http.get(&asked, Some(&token)).await, 400, &asked);
    }
    for query in ["account_id=acme-twin", "x=1"] {
        let asked = format!("/v1/directory?{query}");
        expect_problem(&http.get(&asked, Some(&token)).await, 400, &asked);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_agents_teams_and_routes_are_not_found() {
    let harness = Harness::start(&Setup::new().at(held_clock(91)), 91).await;
    let http = harness.system.http();
    let token = token("acme", "admin");
    for id in ["nobody", "ghost-1", "%20", "%E4%BB", "a%2Fb", "a%23b", "a%00b"] {
        for kind in ["agents", "teams"] {
            let asked = format!("/v1/performance/{kind}/{id}");
            let reply = http.get(&asked, Some(&token)).await;
            // What is no id at all may as well be called a bad value.
            assert!([400, 404].contains(&reply.status), "{asked}: {}", reply.status);
            assert!(reply.json()["period"].is_null(), "{asked}");
        }
    }
    for path in
        ["/v1", "/v1/", "/v1/nothing", "/v1/performance", "/v1/messages/extra", "/v2/messages"]
    {
        let reply = http.get(path, Some(&token)).await;
        // No such route: the gateway's own form.
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.json()["message"].is_string(), "{path}: {reply:?}");
    }
}
