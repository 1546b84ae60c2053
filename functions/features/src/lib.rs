//! Uses of AI tools day by day, and how much of their suggestions was kept.

use api::section::{About, route};
use api::{App, Selection};
use domain::section::{Features, SectionName};
use utoipa_axum::router::OpenApiRouter;

const ABOUT: About = About {
    summary: "Uses of AI tools day by day, and their accuracy",
    description: "How much of the tools' suggestions was kept in what was sent.",
};

/// `GET /v1/features`.
pub fn routes() -> OpenApiRouter<App> {
    route(SectionName::Features, ABOUT, |selection: Selection| (selection, Features))
}
