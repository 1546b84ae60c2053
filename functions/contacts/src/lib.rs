//! Contacts: new ones day by day, active and idle customers.

use api::section::{About, route};
use api::{App, Selection};
use domain::section::{Contacts, SectionName};
use utoipa_axum::router::OpenApiRouter;

const ABOUT: About = About {
    summary: "Contacts: active and idle ones, and new ones day by day",
    description: "A contact is a distinct customer with at least one session, in the account \
              or in the inbox.",
};

/// `GET /v1/contacts`.
pub fn routes() -> OpenApiRouter<App> {
    route(SectionName::Contacts, ABOUT, |selection: Selection| (selection, Contacts))
}
