//! The middleware of all routes: it writes and logs problems, turns unchanged answers into 304, and
//! adds caching headers and gzip.

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::header::{CACHE_CONTROL, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use lambda_http::request::RequestContext;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tracing::Instrument;

use crate::app::App;
use crate::etag;
use crate::problem::Problem;

/// The size in bytes from which answers are compressed. A smaller one fits into one packet anyway.
const COMPRESSED_FROM: u64 = 1024;

/// These routes with the middleware of all routes. An unknown path or method gets a problem, too.
pub fn router(routes: impl Into<Router<App>>, app: App) -> Router {
    let compression = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(COMPRESSED_FROM));
    routes
        .into()
        .fallback(|| async { Problem::no_route() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(from_fn(etag::not_modified))
        .layer(compression)
        .layer(from_fn(finish))
        .with_state(app)
}

/// Writes and logs a problem with the request's id, and adds the headers of every response.
async fn finish(request: Request, next: Next) -> Response {
    let id = request_id(&request);
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    // The span has the level `error`, so a filter that shows only errors shows their request, too.
    let span = tracing::error_span!("request", %method, route, account = tracing::field::Empty);
    let mut response = next.run(request).instrument(span.clone()).await;
    let mut problem = response.extensions_mut().remove::<Problem>();
    if problem.is_none() && response.status() == StatusCode::NOT_ACCEPTABLE {
        problem = Some(Problem::not_acceptable()); // the compression layer found no encoding
    }
    if let Some(problem) = problem {
        span.in_scope(|| problem.log(&id));
        problem.write_to(&mut response, &id);
    }
    add_headers(response.headers_mut());
    response
}

/// API Gateway's id of the request, which its access log has, too.
fn request_id(request: &Request) -> String {
    let context = request.extensions().get::<RequestContext>();
    let id = context.and_then(|context| match context {
        RequestContext::ApiGatewayV2(context) => context.request_id.clone(),
        _ => None,
    });
    id.unwrap_or_else(|| format!("{:016x}", fastrand::u64(..)))
}

/// Adds the caching headers: an answer is for its caller alone, and a browser asks each time
/// whether it still holds. There is one `Vary`, because a function hands API Gateway only the first
/// of two headers with the same name.
fn add_headers(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Authorization, Accept-Encoding"));
}
