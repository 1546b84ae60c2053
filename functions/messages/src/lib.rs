//! Messages sent and received, day by day and by the hour of the week.

use api::section::{About, route};
use api::{App, Selection};
use domain::section::{Hours, Messages, SectionName};
use utoipa_axum::router::OpenApiRouter;

const MESSAGES: About = About {
    summary: "Messages sent and received, day by day",
    description: "By human agents, by bots, by broadcasts, and by customers.",
};

const HOURS: About = About {
    summary: "Messages and new sessions by the hour of the week",
    description: "Sums over the period, by local weekday and hour.",
};

/// `GET /v1/messages` and `GET /v1/hours`.
pub fn routes() -> OpenApiRouter<App> {
    route(SectionName::Messages, MESSAGES, |selection: Selection| (selection, Messages))
        .merge(route(SectionName::Hours, HOURS, |selection: Selection| (selection, Hours)))
}
