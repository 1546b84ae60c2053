//! The section functions in this process, as they run on AWS, with any DynamoDB.

use std::time::Duration;

use anyhow::ensure;
use api::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use chrono::{DateTime, Utc};
use config::{Claims, Clock};
use domain::history::History;
use serde_json::Value;
use store::{Reader, Tables};
use tower::ServiceExt;

/// The path of every section, for an agent and a team of [`crate::business`]; of one inbox, of those
/// that can be asked for.
pub fn section_paths(inbox: Option<&str>) -> Vec<String> {
    let sections = http_api::functions()
        .into_iter()
        .filter(|function| !["directory", "export"].contains(&function.name));
    let paths = sections.flat_map(|section| section.routes.into_openapi().paths.paths.into_keys());
    // The list of inboxes has them all.
    let paths = paths.filter(|path| inbox.is_none() || !path.ends_with("/inboxes"));
    paths.map(|path| path.replace("{agent_id}", "agent-1").replace("{team_id}", "team-1")).collect()
}

/// The path with the parameters of the 90 days up to `now`.
pub fn ninety_days(path: &str, inbox: Option<&str>, now: DateTime<Utc>) -> String {
    let today = now.date_naive();
    let mut parameters = Vec::new();
    if path != "/v1/overview" {
        parameters.push(format!("from={}&to={today}", today - chrono::Days::new(89)));
    }
    parameters.extend(inbox.map(|inbox| format!("inbox_id={inbox}")));
    format!("{path}?{}", parameters.join("&"))
}

/// The routes of the functions, which read with this client.
pub fn routes(client: aws_sdk_dynamodb::Client, now: DateTime<Utc>) -> Router {
    let reader = Reader::new(client, Tables::prefixed(""), Duration::ZERO, History::Complete);
    let app = App::new(reader, Clock::Held(now), Claims::default());
    api::router(http_api::reading_routes(), app)
}

/// The answer to an owner of this account.
pub async fn get(routes: &Router, account: &str, path: &str) -> anyhow::Result<Value> {
    let claims = [("account_id", account), ("role", "owner")];
    let claims = claims.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut request = Request::get(path).body(Body::empty())?;
    request.extensions_mut().insert(local::verified(claims));
    let answer = routes.clone().oneshot(request).await?;
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await?;
    ensure!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&body));
    Ok(serde_json::from_slice(&body)?)
}
