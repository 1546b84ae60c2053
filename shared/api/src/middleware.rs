//! What stands around all routes: problems are told and logged, unchanged answers become 304,
//! caching headers and gzip are added.

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

/// Below this many bytes an answer fits into one packet, and packing it gains nothing.
const WORTH_PACKING: u64 = 1024;

/// These routes with all that every route has. A path or a method that they do not have is told
/// as a problem too.
pub fn router(routes: impl Into<Router<App>>, app: App) -> Router {
    let pack = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(WORTH_PACKING));
    routes
        .into()
        .fallback(|| async { Problem::no_route() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(from_fn(etag::not_modified))
        .layer(pack)
        .layer(from_fn(finish))
        .with_state(app)
}

/// Tells and logs a problem under the request's id, and adds the headers of every response.
async fn finish(request: Request, next: Next) -> Response {
    let id = id(&request);
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    // At the level of errors, so that a filter that shows them shows what they belong to.
    let span = tracing::error_span!("request", %method, route, account = tracing::field::Empty);
    let mut response = next.run(request).instrument(span.clone()).await;
    let mut problem = response.extensions_mut().remove::<Problem>();
    if problem.is_none() && response.status() == StatusCode::NOT_ACCEPTABLE {
        problem = Some(Problem::not_acceptable()); // the compression found nothing to send
    }
    if let Some(problem) = problem {
        span.in_scope(|| problem.log(&id));
        problem.tell(&mut response, &id);
    }
    cache(response.headers_mut());
    response
}

/// The gateway's id of the request, which its access log has as well.
fn id(request: &Request) -> String {
    let context = request.extensions().get::<RequestContext>();
    let id = context.and_then(|context| match context {
        RequestContext::ApiGatewayV2(context) => context.request_id.clone(),
        _ => None,
    });
    id.unwrap_or_else(|| format!("{:016x}", fastrand::u64(..)))
}

/// An answer is its caller's alone, and asked for again each time. One `Vary` for all, since of
/// two headers of one name a function hands only the first to API Gateway.
fn cache(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Authorization, Accept-Encoding"));
}
