//! Uses of AI tools day by day, and how much of their suggestions was kept.

use api::{App, Caller, Problem, Selection, Strict};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::section::Features;

/// `GET /v1/features`.
///
/// Parameters: `period`, or `from` and `to`; `inbox_id` ([`Selection`]). Answer:
/// [`domain::section::FeaturesAnswer`] with the common fields. Errors: 400, 401, 403; 404 for an inbox
/// that the directory does not list.
pub fn routes() -> Router<App> {
    Router::new().route("/v1/features", get(features))
}

async fn features(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Features).await
}
