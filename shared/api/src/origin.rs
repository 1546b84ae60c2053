//! Where requests come from. On a stack whose page has a web ACL, CloudFront proves to the functions that
//! a request came through the page: API Gateway itself lets everybody in who has a token, past the web
//! ACL and its limits.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::problem::Problem;

/// What CloudFront proves itself with. It overwrites such a header of a caller.
const HEADER: &str = "x-origin-secret";

/// These routes, for requests that show the secret; for all where there is none.
pub(crate) fn only_with(secret: Option<&str>, routes: Router<App>) -> Router<App> {
    let Some(secret) = secret else { return routes };
    let secret: [u8; 32] = Sha256::digest(secret).into();
    routes.layer(from_fn_with_state(secret, refuse_without))
}

/// It compares digests: how long that takes tells nothing about the secret.
async fn refuse_without(State(secret): State<[u8; 32]>, request: Request, next: Next) -> Response {
    let shown = request.headers().get(HEADER).map(|shown| Sha256::digest(shown.as_bytes()));
    if shown.is_some_and(|shown| shown[..] == secret[..]) {
        next.run(request).await
    } else {
        Problem::wrong_address().into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::get;
    use config::{Claims, Clock};
    use domain::history::History;
    use store::{Reader, Tables};
    use tower::ServiceExt;

    use super::*;

    async fn status(secret: Option<&str>, shown: &[&str]) -> StatusCode {
        let client = aws_sdk_dynamodb::Client::from_conf(
            aws_sdk_dynamodb::Config::builder()
                .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
                .build(),
        );
        let kept = std::time::Duration::ZERO;
        let reader = Reader::new(client, Tables::prefixed(""), kept, History::Complete);
        let app = App::new(reader, Clock::System, Claims::default());
        let routes = Router::new().route("/v1/messages", get(|| async { "figures" }));
        let api = crate::router(only_with(secret, routes), app);
        let request = shown.iter().fold(Request::builder().uri("/v1/messages"), |request, it| {
            request.header(HEADER, *it)
        });
        api.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn only_who_shows_the_secret_is_answered() {
        for (shown, expected) in [
            (&["the-secret"][..], 200),
            (&[], 403),
            (&[""], 403),
            (&["the-secre"], 403),
            (&["the-secret2"], 403),
            (&["The-Secret"], 403),
            (&["another", "the-secret"], 403),
        ] {
            assert_eq!(status(Some("the-secret"), shown).await, expected, "{shown:?}");
        }
    }

    #[tokio::test]
    async fn everybody_is_answered_where_there_is_none() {
        assert_eq!(status(None, &[]).await, 200);
        assert_eq!(status(None, &["anything"]).await, 200);
    }
}
