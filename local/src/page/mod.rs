//! Serves the page as CloudFront does on AWS: its files, its security headers, and the
//! configuration of its sign-in.

use std::path::{Path, PathBuf};

use axum::Json;
use axum::Router;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, Response};
use axum::routing::get;
use serde_json::json;
use tower_http::compression::CompressionLayer;
use tower_http::services::{ServeDir, ServeFile};
use tracing::warn;

/// The content security policy: the page loads from its own origin only. `infra/page.yaml` has the
/// same policy.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' \
                      data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri \
                      'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers of all files of the page, without the policy.
const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// The folder that `make page` builds the page into.
pub(crate) fn built() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/dist")
}

/// The headers of all files of the page.
pub fn headers() -> impl Iterator<Item = (&'static str, &'static str)> {
    HEADERS.into_iter().chain([("content-security-policy", POLICY)])
}

/// The routes of the page in this folder. If it is not built, they say how to build it.
pub(crate) fn routes(folder: &Path) -> anyhow::Result<Router> {
    let index = folder.join("index.html");
    let page = if index.is_file() {
        let mut page = Router::new().route_service("/", ServeFile::new(index));
        for entry in folder.read_dir()? {
            let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
            let name = name.to_string_lossy();
            if name == "assets" {
                page = page.nest_service("/assets", ServeDir::new(path));
            } else if path.is_file() && name != "index.html" {
                page = page.route_service(&format!("/{name}"), ServeFile::new(path));
            }
        }
        page.layer(CompressionLayer::new()).layer(from_fn(with_headers))
    } else {
        warn!("the page is not built: `make run` builds it, and so does `make page`");
        Router::new().route("/", get(|| async { Html(include_str!("not_built.html")) }))
    };
    Ok(page.route("/config.json", get(|| async { Json(json!({ "sign_in": "local" })) })))
}

/// Adds the headers. Browsers keep files whose names change with their content, and ask again for
/// the others each time.
async fn with_headers(request: Request, next: Next) -> Response {
    let immutable = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let caching = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let answer = response.headers_mut();
    answer.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    for (name, value) in HEADERS {
        answer.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}
