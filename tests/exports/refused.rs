//! Who may not export, and what cannot be exported.

use e2e::system::{Setup, System};
use e2e::token::token;
use http::Method;
use serde_json::{Value, json};

use crate::download::{ask, ask_as};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_owners_and_admins_export() {
    let system = System::start(&Setup::new()).await;
    let token = |role| token("acme", role);
    for (token, status) in [
        (None, 401),
        (Some("nonsense".to_owned()), 401),
        (Some(token("agent")), 403),
        (Some(token("viewer")), 403),
        (Some(token("owner")), 201),
        (Some(token("admin")), 201),
    ] {
        for body in [json!({ "section": "messages" }), json!([])] {
            let expected = if status == 201 && body.is_array() { 400 } else { status };
            let reply = ask_as(&system, token.as_deref(), &body).await;
            assert_eq!(reply.status, expected, "{token:?} {body}");
            assert!(expected == 201 || reply.json().get("url").is_none());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_says_what_to_change() {
    let system = System::start(&Setup::new()).await;
    let long = "x".repeat(5_000);
    for (body, status, says) in [
        (json!({}), 400, "`section`"),
        (json!({ "section": "everything" }), 400, "`messages`"),
        (json!({ "section": "messages", "format": "pdf" }), 400, "`xlsx`"),
        (json!({ "section": "messages", "period": "90d" }), 400, "`30d`"),
        (json!({ "section": "messages", "from": "2026-13-01", "to": "x" }), 400, "YYYY-MM-DD"),
        (
            json!({ "section": "messages", "from": "2020-01-01", "to": "2020-01-02" }),
            400,
            "400 days",
        ),
        (json!({ "section": "messages", "inbox_id": "none" }), 404, "inbox"),
        (json!({ "section": "messages", "inbox_id": 7 }), 400, "`inbox_id`"),
        (json!({ "section": "messages", "account_id": "other" }), 400, "`account_id`"),
        (json!({ "section": "agent" }), 400, "`agent_id`"),
        (json!({ "section": "agent", "agent_id": "nobody" }), 404, "agent"),
        (json!({ "section": "team", "team_id": "nobody" }), 404, "team"),
        (json!("messages"), 400, "JSON object"),
        (json!({ "section": long }), 413, "4096"),
    ] {
        let reply = ask(&system, "acme", &body).await;
        let problem = reply.json();
        assert_eq!(reply.status, status, "{body}: {problem}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(problem["status"], status);
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(says), "{body}: {detail}");
    }
    let bearer = format!("Bearer {}", token("acme", "owner"));
    let headers = [("authorization", &*bearer)];
    for body in ["", "{", "{\"section\":\"messages\"", "section=messages"] {
        let send = system.http().send(Method::POST, "/v1/exports", &headers, body.to_owned());
        let reply = send.await;
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (400, &Value::from("bad_body")),
            "{body}"
        );
    }
    let get = system.http().request(Method::GET, "/v1/exports", &headers).await;
    assert_eq!(get.status, 404);
}
