//! Running a function on AWS Lambda, behind API Gateway.

use axum::Router;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use config::Clock;
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request};
use tower::ServiceExt;

use crate::app::App;
use crate::{middleware, origin};

/// Serves these routes as a Lambda function behind API Gateway's HTTP API.
pub async fn run(routes: impl Into<Router<App>>) -> Result<(), Error> {
    config::logging();
    let reader = config::reader().await?;
    reader.connect().await;
    let app = App::new(reader, Clock::System, config::claims());
    let routes = origin::only_with(config::origin_secret().as_deref(), routes.into());
    lambda_http::run(middleware::router(routes, app).map_request(without_stage)).await
}

/// The request with the path of its route: API Gateway puts the name of the stage before the path,
/// unless the stage is `$default`.
fn without_stage(mut request: Request) -> Request {
    let stage = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.stage.as_deref(),
        _ => None,
    };
    let whole = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    let route = stage
        .filter(|stage| *stage != "$default")
        .and_then(|stage| whole.strip_prefix('/')?.strip_prefix(stage))
        .filter(|route| route.starts_with('/'))
        .and_then(|route| route.parse::<Uri>().ok());
    if let Some(route) = route {
        *request.uri_mut() = route;
    }
    request
}

#[cfg(test)]
pub(crate) mod tests {
    use lambda_http::Body;
    use serde_json::json;

    use super::*;

    /// A request as API Gateway hands it to a function: with the claims of a verified token.
    pub(crate) fn with_claims(claims: &[(&str, &str)]) -> Request {
        let claims: serde_json::Map<_, _> =
            claims.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        request("$default", "/v1/messages", "", &json!({ "jwt": { "claims": claims } }))
    }

    fn request(stage: &str, path: &str, query: &str, authorizer: &serde_json::Value) -> Request {
        let event = json!({
            "version": "2.0",
            "routeKey": "GET /v1/messages",
            "rawPath": path,
            "rawQueryString": query,
            "headers": { "host": "api.example.com" },
            "isBase64Encoded": false,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "api",
                "stage": stage,
                "requestId": "JKJaXmPLvHcESHA=",
                "timeEpoch": 1_795_000_000_000_i64,
                "http": {
                    "method": "GET", "path": path, "protocol": "HTTP/1.1",
                    "sourceIp": "192.0.2.1", "userAgent": "agent",
                },
                "authorizer": authorizer,
            },
        });
        lambda_http::request::from_str(&event.to_string()).unwrap()
    }

    #[test]
    fn a_stage_is_taken_off_the_path() {
        for (stage, path, query, routed) in [
            ("$default", "/v1/messages", "period=7d", "/v1/messages?period=7d"),
            ("prod", "/prod/v1/messages", "period=7d", "/v1/messages?period=7d"),
            (
                "prod",
                "/prod/v1/performance/agents/ann é",
                "",
                "/v1/performance/agents/ann%20%C3%A9",
            ),
            ("v1", "/v1/v1/messages", "", "/v1/messages"),
            ("prod", "/v1/messages", "", "/v1/messages"),
            ("prod", "/production/v1/messages", "", "/production/v1/messages"),
        ] {
            let request = without_stage(request(stage, path, query, &json!(null)));
            let uri = request.uri().path_and_query().unwrap().as_str();
            assert_eq!(uri, routed, "{stage} {path}");
            assert!(matches!(request.body(), Body::Empty));
        }
    }
}
