//! Sessions: new ones day by day, and those active.

use api::section::{About, route};
use api::{App, Selection};
use domain::section::{Conversations, SectionName};
use utoipa_axum::router::OpenApiRouter;

const ABOUT: About = About {
    summary: "Sessions: those active now, and new ones day by day",
    description: "A session starts when it is opened and ends 24 hours after it is resolved; \
              until then it is active.",
};

/// `GET /v1/conversations`.
pub fn routes() -> OpenApiRouter<App> {
    route(SectionName::Conversations, ABOUT, |selection: Selection| (selection, Conversations))
}
