//! Sessions: new ones day by day, and those active.

use api::openapi::{SectionResponse, UnknownInbox};
use api::{App, Caller, Problem, Selection, Strict};
use axum::extract::State;
use axum::response::Response;
use domain::section::{Conversations, ConversationsAnswer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `GET /v1/conversations`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(conversations))
}

/// Sessions: those active now, and new ones day by day
///
/// A session starts when it is opened and ends 24 hours after it is resolved; until then it is active.
#[utoipa::path(
    get,
    path = "/v1/conversations",
    tag = "sections",
    params(Selection),
    responses((status = 200, description = "The section's figures.", body = SectionResponse<ConversationsAnswer>), UnknownInbox),
)]
async fn conversations(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Conversations).await
}
