//! Responses: JSON with an entity tag; figures also have the time at which they were read.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::section::Answer;
use serde::Serialize;

use crate::etag;
use crate::problem::Problem;

/// The response with a section's figures, and `as_of` after their own fields. The tag covers all
/// fields but `as_of`, so it changes only when a figure does.
pub fn figures<A: Serialize>(
    answer: &Answer<A>,
    as_of: DateTime<Utc>,
) -> Result<Response, Problem> {
    let mut json = serde_json::to_vec(answer).map_err(Problem::internal)?;
    let tag = etag::of(&json);
    let as_of = as_of.to_rfc3339_opts(SecondsFormat::Millis, true);
    json.truncate(json.len().saturating_sub(1)); // the closing brace
    json.extend_from_slice(format!(",\"as_of\":\"{as_of}\"}}").as_bytes());
    Ok(response(json, tag))
}

/// The response with an answer that has no `as_of`.
pub fn plain(answer: &impl Serialize) -> Result<Response, Problem> {
    let json = serde_json::to_vec(answer).map_err(Problem::internal)?;
    let tag = etag::of(&json);
    Ok(response(json, tag))
}

fn response(json: Vec<u8>, tag: HeaderValue) -> Response {
    let mut response = Response::new(Body::from(json));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ETAG, tag);
    response
}
