//! Verifies tokens and passes their claims to the functions, like a JWT authorizer of API Gateway.

use axum::Json;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use lambda_http::aws_lambda_events::apigw::{
    ApiGatewayRequestAuthorizer, ApiGatewayRequestAuthorizerJwtDescription,
    ApiGatewayV2httpRequestContext,
};
use lambda_http::request::RequestContext;
use serde_json::json;

use super::token::Secret;

/// These routes, for requests with a valid token only. Other requests get an answer in the form
/// of API Gateway's own: `{"message": …}`.
pub(crate) fn authorized(functions: Router, secret: Secret) -> Router {
    functions.layer(from_fn_with_state(secret, authorize))
}

/// API Gateway's answer to a request for an unknown route.
pub(crate) async fn not_found() -> Response {
    refuse(StatusCode::NOT_FOUND, "Not Found")
}

async fn authorize(State(secret): State<Secret>, mut request: Request, next: Next) -> Response {
    if request.extensions().get::<MatchedPath>().is_none() {
        return not_found().await;
    }
    let claims = bearer(request.headers()).and_then(|token| secret.verify(token));
    let Some(claims) = claims else {
        let mut refused = refuse(StatusCode::UNAUTHORIZED, "Unauthorized");
        refused.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return refused;
    };
    request.extensions_mut().insert(verified(claims));
    let response = next.run(request).await;
    // For API Gateway a known path with another method is an unknown route.
    if response.status() == StatusCode::METHOD_NOT_ALLOWED { not_found().await } else { response }
}

/// The token of an `Authorization: Bearer` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The request context of an HTTP API event with the claims of a verified token, from which a
/// function knows its caller.
pub fn verified(claims: impl IntoIterator<Item = (String, String)>) -> RequestContext {
    let mut token = ApiGatewayRequestAuthorizerJwtDescription::default();
    token.claims = claims.into_iter().collect();
    let mut authorizer = ApiGatewayRequestAuthorizer::default();
    authorizer.jwt = Some(token);
    let mut context = ApiGatewayV2httpRequestContext::default();
    context.request_id = Some(format!("{:016x}", fastrand::u64(..)));
    context.stage = Some("$default".to_owned());
    context.authorizer = Some(authorizer);
    RequestContext::ApiGatewayV2(context)
}

fn refuse(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}
