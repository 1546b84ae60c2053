//! Contacts: new ones day by day, active and idle customers.

use api::openapi::{SectionResponse, UnknownInbox};
use api::{App, Caller, Problem, Selection, Strict};
use axum::extract::State;
use axum::response::Response;
use domain::section::{Contacts, ContactsAnswer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `GET /v1/contacts`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(contacts))
}

/// Contacts: active and idle ones, and new ones day by day
///
/// A contact is a distinct customer with at least one session, in the account or in the inbox.
#[utoipa::path(
    get,
    path = "/v1/contacts",
    tag = "sections",
    params(Selection),
    responses((status = 200, description = "The section's figures.", body = SectionResponse<ContactsAnswer>), UnknownInbox),
)]
async fn contacts(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Contacts).await
}
