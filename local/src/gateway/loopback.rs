//! Keeps routes for requests from this machine.

use std::net::IpAddr;

use axum::Json;
use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Refuses a request whose `Host` is not a loopback name. A page of another site whose own name
/// resolves to this machine (DNS rebinding) sends that name, and is refused.
pub(crate) async fn loopback_only(request: Request, next: Next) -> Response {
    if host(request.headers()).is_some_and(is_loopback) {
        return next.run(request).await;
    }
    let refusal = json!({ "message": "ask for this on http://127.0.0.1 or http://localhost" });
    (StatusCode::FORBIDDEN, Json(refusal)).into_response()
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(HOST)?.to_str().ok()
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_are_loopback() {
        for host in
            ["127.0.0.1", "127.0.0.1:3000", "localhost:3000", "LOCALHOST", "[::1]:3000", "[::1]"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "127.0.0.1.example.com",
            "10.0.0.1:3000",
            "localhost.evil",
            "0.0.0.0",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
