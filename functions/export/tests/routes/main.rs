//! The route as it is served, on a DynamoDB and an S3 that answer from memory.

mod services;

use api::App;
use axum::Router;
use axum::body::to_bytes;
use axum::http::HeaderMap;
use config::{Claims, Clock};
use serde_json::{Value, json};
use services::{Behaviour, Database, Storage};
use tower::ServiceExt;

const NOW: &str = "2026-11-22T10:15:30.123Z";

const OWNER: &[(&str, &str)] = &[("account_id", "acme"), ("role", "owner")];

fn acme() -> Database {
    let item = |entity: &str| {
        json!({
            "account_id": { "S": "acme" }, "entity": { "S": entity }, "name": { "S": "=Name" },
        })
    };
    let all = ["account", "inbox#wa", "agent#ann", "team#sales", "flow#hello"];
    Database::with(&all.map(item))
}

fn routes(database: &Database, storage: &Storage) -> Router {
    let clock = Clock::Held(NOW.parse().unwrap());
    let app = App::new(database.reader(), clock, Claims::default());
    api::router(export::routes(storage.bucket()), app)
}

struct Response {
    status: u16,
    headers: HeaderMap,
    json: Value,
}

impl Response {
    /// The status and code of a problem, which this must be.
    fn problem(&self) -> (u16, &str) {
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert!(self.json["detail"].as_str().unwrap().ends_with('.'), "{}", self.json);
        assert_eq!(self.json.get("url"), None);
        (self.status, self.json["code"].as_str().unwrap())
    }
}

/// Asks as API Gateway does, with the claims of a verified token or none.
async fn ask(routes: &Router, path: &str, claims: Option<&[(&str, &str)]>, body: &str) -> Response {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let claims = claims.map(|claims| {
        let claims = claims.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
        json!({ "jwt": { "claims": claims.collect::<serde_json::Map<_, _>>() } })
    });
    let event = json!({
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": { "host": "api.example.com" },
        "body": body,
        "isBase64Encoded": false,
        "requestContext": {
            "stage": "$default",
            "requestId": "JKJaXmPLvHcESHA=",
            "timeEpoch": 0,
            "http": { "method": "POST", "path": path },
            "authorizer": claims,
        },
    });
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    let (head, body) = routes.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let json = serde_json::from_slice(&body).unwrap();
    Response { status: head.status.as_u16(), headers: head.headers, json }
}

async fn export(routes: &Router, body: Value) -> Response {
    ask(routes, "/v1/exports", Some(OWNER), &body.to_string()).await
}

#[tokio::test]
async fn a_file_is_stored_and_linked_to() {
    let (database, storage) = (acme(), Storage::new(Behaviour::Take));
    let routes = routes(&database, &storage);
    let response = export(&routes, json!({ "section": "agents" })).await;
    assert_eq!(response.status, 201);
    assert_eq!(response.headers["content-type"], "application/json");
    assert_eq!(response.headers["cache-control"], "private, no-cache");

    let [put] = &storage.sent()[..] else { panic!("one request") };
    assert_eq!(put.method, "PUT");
    let filename = "agents_2026-11-16_2026-11-22.csv";
    let disposition = format!("attachment; filename=\"{filename}\"");
    for (name, value) in [
        ("x-amz-server-side-encryption", "AES256"),
        ("content-type", "text/csv; charset=utf-8"),
        ("content-disposition", &*disposition),
        ("cache-control", "private, no-store"),
    ] {
        assert_eq!(put.headers[name], value);
    }
    let file = "\u{feff}agent_id,name,active_sessions,times_assigned,messages_sent,responses,\
                response_time_seconds,response_time_median_seconds,response_time_p90_seconds\r\n\
                ann,'=Name,0,0,0,0,,,\r\n";
    assert_eq!(String::from_utf8_lossy(&put.body), file);

    let answer = &response.json;
    assert_eq!((&answer["filename"], &answer["rows"]), (&json!(filename), &json!(1)));
    assert_eq!(answer["bytes"], file.len());
    let url = answer["url"].as_str().unwrap();
    let (object, signed) = url.split_once('?').unwrap();
    assert!(put.uri.starts_with(object), "{} {object}", put.uri);
    assert!(signed.contains("X-Amz-Expires=600&"), "{signed}");
    let named = "response-content-disposition=attachment%3B%20filename%3D%22agents_2026-11-16_";
    assert!(signed.contains(named), "{signed}");

    // the key names nothing: 64 hexadecimal digits, others each time
    let key = |object: &str| object.rsplit('/').next().unwrap().to_owned();
    assert_eq!(key(object).len(), 64);
    assert!(key(object).bytes().all(|byte| byte.is_ascii_hexdigit()), "{object}");
    let again = export(&routes, json!({ "section": "agents" })).await;
    let again = again.json["url"].as_str().unwrap().split_once('?').unwrap().0.to_owned();
    assert_ne!(key(&again), key(object));
}

#[tokio::test]
async fn a_url_expires_by_the_real_clock_when_its_answer_says() {
    let routes = routes(&acme(), &Storage::new(Behaviour::Take));
    let before = Clock::System.now();
    let response = export(&routes, json!({ "section": "messages" })).await;
    let after = Clock::System.now();
    let text = response.json["expires_at"].as_str().unwrap();
    let expires = text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let minutes = chrono::TimeDelta::minutes(10);
    assert!(expires > before + minutes - chrono::TimeDelta::seconds(1), "{text}");
    assert!(expires <= after + minutes, "{text}");
    let signed = (expires - minutes).format("X-Amz-Date=%Y%m%dT%H%M%SZ").to_string();
    assert!(response.json["url"].as_str().unwrap().contains(&signed));
}

#[tokio::test]
async fn where_nothing_can_be_stored_there_is_no_url() {
    let database = acme();
    for (behaviour, attempts) in [
        (Behaviour::Refuse(403, "AccessDenied"), 1),
        (Behaviour::Refuse(404, "NoSuchBucket"), 1),
        (Behaviour::Refuse(503, "SlowDown"), 3),
        (Behaviour::Refuse(500, "InternalError"), 3),
        (Behaviour::Vanish, 3),
    ] {
        let storage = Storage::new(behaviour);
        let response = export(&routes(&database, &storage), json!({ "section": "all" })).await;
        assert_eq!(response.problem(), (502, "not_stored"), "{behaviour:?}");
        assert_eq!(response.json["id"], "JKJaXmPLvHcESHA=");
        assert!(!response.json.to_string().contains("acme-exports"), "{}", response.json);
        assert_eq!(storage.sent().len(), attempts, "{behaviour:?}");
    }
}

#[tokio::test]
async fn who_may_not_read_is_refused_before_anything_else() {
    let (database, storage) = (acme(), Storage::new(Behaviour::Take));
    let routes = routes(&database, &storage);
    let agent: &[(&str, &str)] = &[("account_id", "acme"), ("role", "agent")];
    let nobody: &[(&str, &str)] = &[("role", "owner")];
    let large = "x".repeat(5000);
    for body in [r#"{"section":"messages"}"#, "", "[", &large] {
        for (claims, problem) in [
            (None, (401, "unauthenticated")),
            (Some(nobody), (401, "unauthenticated")),
            (Some(agent), (403, "forbidden")),
        ] {
            for path in ["/v1/exports", "/v1/exports?x=1"] {
                assert_eq!(ask(&routes, path, claims, body).await.problem(), problem, "{body}");
            }
        }
    }
    assert_eq!((database.requests(), storage.sent().len()), (0, 0));
}

#[tokio::test]
async fn a_bad_request_is_refused_before_anything_is_read() {
    let (database, storage) = (acme(), Storage::new(Behaviour::Take));
    let routes = routes(&database, &storage);
    let padded = |bytes: usize| format!("{:<bytes$}", r#"{"section":"messages"}"#);
    for (body, problem) in [
        ("", (400, "bad_body")),
        ("{", (400, "bad_body")),
        ("[]", (400, "bad_body")),
        (r#"{"section":"messages"} {}"#, (400, "bad_body")),
        ("{}", (400, "bad_parameter")),
        (r#"{"section":"nothing"}"#, (400, "bad_parameter")),
        (r#"{"section":["messages"]}"#, (400, "bad_parameter")),
        (r#"{"section":null}"#, (400, "bad_parameter")),
        (r#"{"section":"messages","format":"pdf"}"#, (400, "bad_parameter")),
        (r#"{"section":"messages","period":"8d"}"#, (400, "bad_parameter")),
        (r#"{"section":"overview","period":"8d"}"#, (400, "bad_parameter")),
        (r#"{"section":"messages","period":7}"#, (400, "bad_parameter")),
        (r#"{"section":"messages","period":"7d","to":"2026-11-22"}"#, (400, "bad_period")),
        (r#"{"section":"messages","inbox_id":""}"#, (400, "empty_parameter")),
        (r#"{"section":"messages","inbox_id":"a#b"}"#, (400, "bad_parameter")),
        (r#"{"section":"messages","section":"all"}"#, (400, "repeated_parameter")),
        (r#"{"section":"messages","account_id":"other"}"#, (400, "unknown_parameter")),
        (r#"{"section":"agent"}"#, (400, "bad_parameter")),
        (r#"{"section":"agent","agent_id":"a/b"}"#, (400, "bad_parameter")),
        (r#"{"section":"all","team_id":"sales"}"#, (400, "bad_parameter")),
        (&*padded(4097), (413, "body_too_large")),
    ] {
        let response = ask(&routes, "/v1/exports", Some(OWNER), body).await;
        assert_eq!(response.problem(), problem, "{body}");
    }
    let response = ask(&routes, "/v1/exports?section=all", Some(OWNER), &padded(22)).await;
    assert_eq!(response.problem(), (400, "unknown_parameter"));
    assert_eq!((database.requests(), storage.sent().len()), (0, 0));
    assert_eq!(ask(&routes, "/v1/exports", Some(OWNER), &padded(4096)).await.status, 201);
}

#[tokio::test]
async fn the_refusal_names_what_does_not_exist() {
    let storage = Storage::new(Behaviour::Take);
    let routes = routes(&acme(), &storage);
    for (body, problem) in [
        (json!({ "section": "messages", "inbox_id": "ig" }), (404, "unknown_inbox")),
        (json!({ "section": "overview", "inbox_id": "ig" }), (404, "unknown_inbox")),
        (json!({ "section": "agent", "agent_id": "bob" }), (404, "unknown_agent")),
        (json!({ "section": "team", "team_id": "ann" }), (404, "unknown_team")),
        (
            json!({ "section": "messages", "from": "2026-11-22", "to": "2026-11-23" }),
            (400, "bad_period"),
        ),
        // the overview takes no other days, but it refuses bad ones, too
        (
            json!({ "section": "overview", "from": "2020-11-22", "to": "2020-11-23" }),
            (400, "bad_period"),
        ),
    ] {
        assert_eq!(export(&routes, body.clone()).await.problem(), problem, "{body}");
    }
    assert_eq!(storage.sent().len(), 0);
}

#[tokio::test]
async fn every_section_has_a_file_name_without_an_id() {
    let routes = routes(&acme(), &Storage::new(Behaviour::Take));
    for (section, id, rows) in [
        ("overview", None, 1),
        ("messages", None, 2),
        ("conversations", None, 2),
        ("hours", None, 168),
        ("speed", None, 2),
        ("contacts", None, 2),
        ("agents", None, 1),
        ("agent", Some(("agent_id", "ann")), 2),
        ("teams", None, 1),
        ("team", Some(("team_id", "sales")), 2),
        ("flows", None, 0),
        ("payment", None, 2),
        ("features", None, 2),
        ("all", None, 183),
    ] {
        for format in ["csv", "xlsx"] {
            let mut body = json!({
                "section": section, "format": format, "inbox_id": "wa",
                "from": "2026-11-20", "to": "2026-11-21",
            });
            if let Some((name, id)) = id {
                body[name] = json!(id);
            }
            let response = export(&routes, body).await;
            assert_eq!(response.status, 201, "{}", response.json);
            let days = match section {
                "overview" => "2026-11-16_2026-11-22",
                _ => "2026-11-20_2026-11-21",
            };
            let extension = if (section, format) == ("all", "csv") { "zip" } else { format };
            assert_eq!(response.json["filename"], format!("{section}_{days}.{extension}"));
            assert_eq!(response.json["rows"], rows, "{section}");
        }
    }
}
