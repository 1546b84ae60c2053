//! Sends requests to the routes as API Gateway does.

use api::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode};
use config::{Claims, Clock};
use serde_json::{Value, json};
use store::Reader;
use tower::ServiceExt;
use utoipa_axum::router::OpenApiRouter;

/// Every route, with ids that the directory of the tests has.
pub(crate) const ROUTES: [&str; 12] = [
    "/v1/overview",
    "/v1/messages",
    "/v1/conversations",
    "/v1/contacts",
    "/v1/performance/agents",
    "/v1/performance/agents/ann",
    "/v1/performance/teams",
    "/v1/performance/teams/sales",
    "/v1/flows",
    "/v1/payment",
    "/v1/features",
    "/v1/directory",
];

/// The claims of an owner of the account `acme`.
pub(crate) const OWNER: &[(&str, &str)] =
    &[("account_id", "acme"), ("role", "owner"), ("sub", "u-1")];

/// All routes as they are served, at this time.
pub(crate) fn all(reader: Reader, now: &str) -> Router {
    let claims = Claims { account: "account_id".into(), role: "role".into() };
    let routes = OpenApiRouter::new()
        .merge(overview::routes())
        .merge(messages::routes())
        .merge(conversations::routes())
        .merge(contacts::routes())
        .merge(performance::routes())
        .merge(flows::routes())
        .merge(payment::routes())
        .merge(features::routes())
        .merge(directory::routes());
    api::router(routes, App::new(reader, Clock::Held(now.parse().unwrap()), claims))
}

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    /// Its status.
    pub(crate) status: StatusCode,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its body.
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A header.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and the code of a problem, which this must be.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        assert_eq!(json["status"], self.status.as_u16());
        assert!(json["detail"].as_str().unwrap().ends_with('.'), "{json}");
        (self.status.as_u16(), json["code"].as_str().unwrap().to_owned())
    }
}

/// Asks with a method and the claims of a verified token, or none, and headers.
pub(crate) async fn ask(
    router: &Router,
    (method, path_and_query): (&str, &str),
    claims: Option<&[(&str, &str)]>,
    headers: &[(&'static str, &str)],
) -> Response {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let claims = claims.map(|claims| {
        let claims = claims.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
        json!({ "jwt": { "claims": claims.collect::<serde_json::Map<_, _>>() } })
    });
    let event = json!({
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": { "host": "api.example.com" },
        "isBase64Encoded": false,
        "requestContext": {
            "stage": "$default",
            "requestId": "JKJaXmPLvHcESHA=",
            "timeEpoch": 0,
            "http": { "method": method, "path": path },
            "authorizer": claims,
        },
    });
    let mut request = lambda_http::request::from_str(&event.to_string()).unwrap();
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    let response = router.clone().oneshot(request.map(|_| Body::empty())).await.unwrap();
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Response { status: head.status, headers: head.headers, body }
}

/// Asks as the owner.
pub(crate) async fn get(router: &Router, path_and_query: &str) -> Response {
    ask(router, ("GET", path_and_query), Some(OWNER), &[]).await
}
