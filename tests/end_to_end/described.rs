//! Every answer is as `openapi.json` describes it, and has no field that it does not describe.

use e2e::description::ApiDescription;
use e2e::request::Route;
use e2e::system::Setup;
use e2e::token::token;
use http::Method;
use serde_json::json;

use crate::harness::{Harness, held_clock};

/// Each described route with a request for it.
fn requests(agent: &str, team: &str) -> Vec<(&'static str, String)> {
    let mut requests = vec![
        ("/v1/performance/agents/{agent_id}", Route::Agent(agent.to_owned()).path()),
        ("/v1/performance/teams/{team_id}", Route::Team(team.to_owned()).path()),
    ];
    for path in ["overview", "messages", "conversations", "contacts", "flows", "payment"]
        .into_iter()
        .chain(["features", "directory", "performance/agents", "performance/teams"])
        .chain(["hours", "speed", "performance/inboxes"])
    {
        let path: &'static str = String::leak(format!("/v1/{path}"));
        requests.push((path, path.to_owned()));
    }
    requests
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_is_as_it_is_described() {
    let description = ApiDescription::committed();
    let mut harness = Harness::start(&Setup::new().at(held_clock(95)), 95).await;
    harness.write_more(1_000).await;
    harness.system.settle().await;
    let http = harness.system.http().clone();
    let account = harness.load.accounts()[0].clone();
    let [owner, agent] = ["owner", "agent"].map(|role| token(&account.id, role));
    let mut asked: Vec<_> = requests(&account.agents[0], &account.teams[0]);
    let mut differences = Vec::new();
    let mut judge = |method: &str, path: &str, reply: &e2e::http::Reply, status: u16| {
        assert_eq!(reply.status, status, "{path}: {reply:?}");
        let content_type = reply.header("content-type");
        differences.extend(description.differences(
            method,
            path,
            status,
            content_type,
            &reply.json(),
        ));
    };
    for (path, address) in &asked {
        judge("GET", path, &http.get(address, Some(&owner)).await, 200);
        judge("GET", path, &http.get(&format!("{address}?days=1"), Some(&owner)).await, 400);
        judge("GET", path, &http.get(address, None).await, 401);
        judge("GET", path, &http.get(address, Some(&agent)).await, 403);
        // The others take an inbox.
        if !["/v1/directory", "/v1/performance/inboxes"].contains(path) {
            let nowhere = format!("{address}?inbox_id=nowhere");
            judge("GET", path, &http.get(&nowhere, Some(&owner)).await, 404);
        }
    }
    let path = "/v1/exports";
    for (body, status) in [
        (json!({ "section": "messages" }), 201),
        (json!({ "section": "everything" }), 400),
        (json!({ "section": "agent", "agent_id": "nobody" }), 404),
        (json!({ "section": "x".repeat(5_000) }), 413),
    ] {
        let bearer = format!("Bearer {owner}");
        let headers = [("authorization", bearer.as_str())];
        judge(
            "POST",
            path,
            &http.send(Method::POST, path, &headers, body.to_string()).await,
            status,
        );
    }
    assert_eq!(differences, [] as [String; 0]);

    asked.push((path, path.to_owned()));
    let mut asked: Vec<_> = asked.into_iter().map(|(path, _)| path).collect();
    asked.sort_unstable();
    let mut routes: Vec<_> = description.routes().into_iter().map(|(_, path)| path).collect();
    routes.sort_unstable();
    assert_eq!(asked, routes, "every described route is asked");
}
