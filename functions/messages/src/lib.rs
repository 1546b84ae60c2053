//! Messages sent and received, day by day.

use api::section::{About, route};
use api::{App, Selection};
use domain::section::{Messages, SectionName};
use utoipa_axum::router::OpenApiRouter;

const ABOUT: About = About {
    summary: "Messages sent and received, day by day",
    description: "By human agents, by bots, by broadcasts, and by customers.",
};

/// `GET /v1/messages`.
pub fn routes() -> OpenApiRouter<App> {
    route(SectionName::Messages, ABOUT, |selection: Selection| (selection, Messages))
}
