//! Uses of AI tools day by day, and how much of their suggestions was kept.

use api::openapi::{SectionResponse, UnknownInbox};
use api::{App, Caller, Problem, Selection, Strict};
use axum::extract::State;
use axum::response::Response;
use domain::section::{Features, FeaturesAnswer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `GET /v1/features`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(features))
}

/// Uses of AI tools day by day, and their accuracy
///
/// How much of the tools' suggestions was kept in what was sent.
#[utoipa::path(
    get,
    path = "/v1/features",
    tag = "sections",
    params(Selection),
    responses((status = 200, description = "The section's figures.", body = SectionResponse<FeaturesAnswer>), UnknownInbox),
)]
async fn features(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Features).await
}
