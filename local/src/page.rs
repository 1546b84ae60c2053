//! The page, as CloudFront serves it on AWS: its files, the headers that guard it, and how one
//! signs in.

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

/// What the page may do: load what comes from here, and nothing else. `infra/page.yaml` has the
/// same.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' \
                      data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri \
                      'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers of everything that the page consists of, but for its policy.
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

/// Where `make page` puts the page.
pub(crate) fn built() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/dist")
}

/// The headers of everything that the page consists of.
pub fn headers() -> impl Iterator<Item = (&'static str, &'static str)> {
    HEADERS.into_iter().chain([("content-security-policy", POLICY)])
}

/// The routes of the page in this folder; without one there is a word on how to build it.
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
        page.layer(CompressionLayer::new()).layer(from_fn(guarded))
    } else {
        warn!("the page is not built: `make run` builds it, and so does `make page`");
        Router::new().route("/", get(|| async { Html(include_str!("not_built.html")) }))
    };
    Ok(page.route("/config.json", get(|| async { Json(json!({ "sign_in": "local" })) })))
}

/// Adds the headers. Files whose names change with their content are kept for good; the others
/// are asked for again each time.
async fn guarded(request: Request, next: Next) -> Response {
    let kept = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let known = if kept { "public, max-age=31536000, immutable" } else { "no-cache" };
    let answer = response.headers_mut();
    answer.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    for (name, value) in HEADERS {
        answer.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(known));
    response
}
