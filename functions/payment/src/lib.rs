//! Credits used day by day, and the balance.

use api::section::{About, route};
use api::{App, Selection};
use domain::section::{Payment, SectionName};
use utoipa_axum::router::OpenApiRouter;

const ABOUT: About = About {
    summary: "Credits used day by day, and the balance",
    description: "Usage without an inbox counts only where no inbox is asked for; the balance \
              is always of the whole account.",
};

/// `GET /v1/payment`.
pub fn routes() -> OpenApiRouter<App> {
    route(SectionName::Payment, ABOUT, |selection: Selection| (selection, Payment))
}
