//! Sessions: new ones day by day, and those active.

use api::{App, Caller, Problem, Selection, Strict};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::section::Conversations;

/// `GET /v1/conversations`.
///
/// Parameters: `period`, or `from` and `to`; `inbox_id` ([`Selection`]). Answer:
/// [`domain::section::ConversationsAnswer`] with the common fields. Errors: 400, 401, 403; 404 for an inbox
/// that the directory does not list.
pub fn routes() -> Router<App> {
    Router::new().route("/v1/conversations", get(conversations))
}

async fn conversations(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Conversations).await
}
