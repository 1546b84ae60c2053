//! Messages sent and received, day by day.

use api::openapi::{SectionResponse, UnknownInbox};
use api::{App, Caller, Problem, Selection, Strict};
use axum::extract::State;
use axum::response::Response;
use domain::section::{Messages, MessagesAnswer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `GET /v1/messages`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(messages))
}

/// Messages sent and received, day by day
///
/// By human agents, by bots, by broadcasts, and by customers.
#[utoipa::path(
    get,
    path = "/v1/messages",
    tag = "sections",
    params(Selection),
    responses((status = 200, description = "The section's figures.", body = SectionResponse<MessagesAnswer>), UnknownInbox),
)]
async fn messages(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Messages).await
}
