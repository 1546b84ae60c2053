//! Credits used day by day, and the balance.

use api::openapi::{SectionResponse, UnknownInbox};
use api::{App, Caller, Problem, Selection, Strict};
use axum::extract::State;
use axum::response::Response;
use domain::section::{Payment, PaymentAnswer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `GET /v1/payment`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(payment))
}

/// Credits used day by day, and the balance
///
/// Usage without an inbox counts only where no inbox is asked for; the balance is always of the whole account.
#[utoipa::path(
    get,
    path = "/v1/payment",
    tag = "sections",
    params(Selection),
    responses((status = 200, description = "The section's figures.", body = SectionResponse<PaymentAnswer>), UnknownInbox),
)]
async fn payment(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Payment).await
}
