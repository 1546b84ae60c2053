//! Problems: why a request failed, for the caller and for the log.
//!
//! The caller and the log get different fields. `detail` goes to the caller; it says what to
//! change, and is written for somebody who sees the request but not this code. `cause` goes to the
//! log, and no part of it to the caller. A 5xx answer has an id that the log has, too, so that the
//! two can be matched. `code` is part of the contract: it stays when the wording changes.

use std::error::Error;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::period::PeriodError;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Why a request failed: its status, its code, what the caller reads, and what the log gets.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

/// Why a request is not answered with what it asks for (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemBody<'a> {
    /// Always `about:blank`: `code` tells what kind of problem it is.
    r#type: &'static str,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What kind of problem it is, for programs. It stays when the wording changes.
    code: &'static str,
    /// What to change, for people.
    detail: &'a str,
    /// The request's id, to quote to those who run the system: on a 5xx only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    id: Option<&'a str>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), cause: None }
    }

    /// 401: no token that names an account.
    pub fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "The request has no token that names an account; sign in, and send the token as \
             `Authorization: Bearer …`.",
        )
    }

    /// 403: a role that may not read.
    pub fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Only an owner or an admin of the account may read its analytics; sign in as one.",
        )
    }

    /// 403: a request that did not come through the page, where it must.
    pub fn wrong_address() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "wrong_address",
            "The API does not answer at this address; send the request to the page's, which is the \
             stack's output `ApiUrl`.",
        )
    }

    /// 400: a parameter that the route does not have.
    pub fn unknown_parameter(name: &str, known: &[&str]) -> Self {
        let known = match known {
            [] => "this route takes none".to_owned(),
            known => format!("this route takes {}", quoted(known)),
        };
        let detail = format!("There is no parameter `{}`; {known}.", cut(name));
        Self::new(StatusCode::BAD_REQUEST, "unknown_parameter", detail)
    }

    /// 400: a parameter that is given twice.
    pub fn repeated_parameter(name: &str) -> Self {
        let detail = format!("`{name}` is given more than once; give it once.");
        Self::new(StatusCode::BAD_REQUEST, "repeated_parameter", detail)
    }

    /// 400: a parameter without a value.
    pub fn empty_parameter(name: &str) -> Self {
        let detail = format!("`{name}` has no value; give it one, or leave it out.");
        Self::new(StatusCode::BAD_REQUEST, "empty_parameter", detail)
    }

    /// 400: a value that a parameter cannot have. `expected` reads on after the parameter's name.
    pub fn bad_parameter(name: &str, expected: impl std::fmt::Display) -> Self {
        let detail = format!("`{name}` {expected}.");
        Self::new(StatusCode::BAD_REQUEST, "bad_parameter", detail)
    }

    /// 400: a body that is no JSON object. `why` reads on after "The body".
    pub fn bad_body(why: impl std::fmt::Display) -> Self {
        let detail =
            format!("The body {why}; send a JSON object with `Content-Type: application/json`.");
        Self::new(StatusCode::BAD_REQUEST, "bad_body", detail)
    }

    /// 413: a body of more than so many bytes.
    pub fn body_too_large(most: usize) -> Self {
        let detail = format!("The body is too large; send at most {most} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    }

    /// 400: a period that cannot be answered.
    pub fn bad_period(why: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_period", why)
    }

    /// 404: an inbox that the directory does not list.
    pub fn unknown_inbox() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "unknown_inbox",
            "The account has no inbox with the id in `inbox_id`; `GET /v1/directory` lists its \
             inboxes. Leave `inbox_id` out for all of them.",
        )
    }

    /// 404: an agent or a team, in the path, that the account does not have.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "The account has no agent or team with the id in the path; `GET /v1/directory` lists \
             its agents and teams.",
        )
    }

    /// 404: an agent, named by a parameter, that the account does not have.
    pub fn unknown_agent() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "unknown_agent",
            "The account has no agent with the id in `agent_id`; `GET /v1/directory` lists its \
             agents.",
        )
    }

    /// 404: a team, named by a parameter, that the account does not have.
    pub fn unknown_team() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "unknown_team",
            "The account has no team with the id in `team_id`; `GET /v1/directory` lists its \
             teams.",
        )
    }

    /// 404: no such route.
    pub fn no_route() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_route",
            "There is nothing at this path; the API's paths begin with `/v1/`, such as \
             `/v1/messages`, and end without a slash.",
        )
    }

    /// 405: a method that the route does not have.
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "The path is right, the method is not; the header `Allow` names those it takes.",
        )
    }

    /// 406: neither gzip nor plain is acceptable.
    pub fn not_acceptable() -> Self {
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            "not_acceptable",
            "`Accept-Encoding` refuses every encoding there is; allow `gzip` or `identity`.",
        )
    }

    /// 500: a fault of this system.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = "Something went wrong here, not with the request; if it happens again, \
                      report it with the `id`.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail).caused_by(cause)
    }

    /// 503: the database is busy or out of reach for the moment.
    pub fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = "The figures cannot be read at the moment; try again in a second.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).caused_by(cause)
    }

    /// 502: a file that could not be stored.
    pub fn not_stored(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = "The file could not be stored, so there is none to download; try again in a \
                      minute, and if it happens again, report it with the `id`.";
        Self::new(StatusCode::BAD_GATEWAY, "not_stored", detail).caused_by(cause)
    }

    fn caused_by(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into().into());
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What kind of problem it is, for programs.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What to change, for people.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Logs the problem: the cause of a failure here as an error, a mistake of the caller only at
    /// the level `debug`.
    pub(crate) fn log(&self, id: &str) {
        let (status, code) = (self.status.as_u16(), self.code);
        if let Some(cause) = &self.cause {
            let error = chain(cause.as_ref());
            tracing::error!(id, status, code, error, "a request failed");
        } else {
            tracing::debug!(id, status, code, "a request was refused");
        }
    }

    fn body<'a>(&'a self, id: &'a str) -> ProblemBody<'a> {
        ProblemBody {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            id: self.status.is_server_error().then_some(id),
        }
    }

    /// The body of the problem, as an example for `openapi.json`.
    pub(crate) fn example(&self) -> Value {
        json!(self.body("JKJaXmPLvHcESHA="))
    }

    /// Writes the problem into the response that it came in, with the request's id.
    pub(crate) fn write_to(&self, response: &mut Response, id: &str) {
        let body = serde_json::to_vec(&self.body(id)).unwrap_or_default();
        *response.status_mut() = self.status;
        *response.body_mut() = Body::from(body);
        let headers = response.headers_mut();
        headers.remove(CONTENT_LENGTH);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self.status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
    }
}

/// Only marks the response: [`crate::router`] writes and logs the problem, with the request's id.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        match error.kind {
            kind if kind.is_final() => Self::internal(error),
            _ => Self::unavailable(error),
        }
    }
}

impl From<PeriodError> for Problem {
    fn from(error: PeriodError) -> Self {
        Self::bad_period(format!("{error}."))
    }
}

/// Names as a list in a sentence.
fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The beginning of a name that the caller chose, short enough to repeat it in a message.
fn cut(name: &str) -> String {
    const MOST: usize = 40;
    let mut cut: String = name.chars().take(MOST).collect();
    if cut.len() < name.len() {
        cut.push('…');
    }
    cut
}

/// An error and its sources, one after another.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn response_to(problem: Problem) -> (Response<()>, String) {
        let mut response = problem.clone().into_response();
        problem.write_to(&mut response, "id-1");
        let (head, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (Response::from_parts(head, ()), String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_problem_says_what_to_change() {
        let (head, body) = response_to(Problem::unknown_parameter("days", &["period", "to"])).await;
        assert_eq!(head.status(), 400);
        assert_eq!(head.headers()[CONTENT_TYPE], "application/problem+json");
        assert_eq!(
            body,
            r#"{"type":"about:blank","title":"Bad Request","status":400,"code":"unknown_parameter","#
                .to_owned()
                + r#""detail":"There is no parameter `days`; this route takes `period`, `to`."}"#
        );
    }

    #[tokio::test]
    async fn a_request_without_a_token_learns_which_one_to_send() {
        let (head, _) = response_to(Problem::unauthenticated()).await;
        assert_eq!(head.status(), 401);
        assert_eq!(head.headers()[WWW_AUTHENTICATE], "Bearer");
    }

    #[tokio::test]
    async fn only_the_log_gets_the_cause_of_a_failure() {
        let error = |kind| store::Error {
            doing: "reading counters",
            kind,
            cause: "AccessDeniedException: arn:aws:dynamodb".to_owned(),
        };
        let problem = Problem::from(error(store::Kind::Refused));
        let cause = problem.cause.clone().unwrap();
        assert_eq!(chain(&*cause), "reading counters: AccessDeniedException: arn:aws:dynamodb");
        let (head, body) = response_to(problem).await;
        assert_eq!(head.status(), 500);
        assert!(body.contains(r#""id":"id-1""#) && !body.contains("AccessDenied"), "{body}");

        for kind in [store::Kind::Conflict, store::Kind::Busy, store::Kind::Unavailable] {
            let (head, body) = response_to(error(kind).into()).await;
            assert_eq!(head.status(), 503);
            assert_eq!(head.headers()[RETRY_AFTER], "1");
            assert!(body.contains(r#""id":"id-1""#), "{body}");
        }
    }

    #[test]
    fn a_period_says_why_it_cannot_be_answered() {
        let error = PeriodError::TooLong(91);
        let problem = Problem::from(error.clone());
        assert_eq!((problem.status(), problem.code()), (StatusCode::BAD_REQUEST, "bad_period"));
        assert_eq!(problem.detail(), format!("{error}."));
    }
}
