//! The channel at a glance.

use api::openapi::{InboxParameter, SectionResponse, UnknownInbox};
use api::parameters::{Given, Parameters, inbox};
use api::{App, Caller, Problem, Selection, Strict};
use axum::extract::State;
use axum::response::Response;
use domain::id::Id;
use domain::period::RequestedPeriod;
use domain::section::{Overview, OverviewAnswer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `GET /v1/overview`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(overview))
}

/// The parameters of `GET /v1/overview`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverviewParameters {
    /// `inbox_id=ID`; all inboxes if it is not given.
    pub inbox: Option<Id>,
}

impl Parameters for OverviewParameters {
    const NAMES: &'static [&'static str] = &["inbox_id"];

    fn of(given: &Given) -> Result<Self, Problem> {
        Ok(Self { inbox: inbox(given)? })
    }
}

/// The channel at a glance, in the last 7 days
///
/// Messages sent are those of agents and bots; broadcasts are given on their own.
#[utoipa::path(
    get,
    path = "/v1/overview",
    tag = "sections",
    params(InboxParameter),
    responses((status = 200, description = "The figures.", body = SectionResponse<OverviewAnswer>), UnknownInbox),
)]
async fn overview(
    State(app): State<App>,
    caller: Caller,
    Strict(OverviewParameters { inbox }): Strict<OverviewParameters>,
) -> Result<Response, Problem> {
    let selection = Selection { period: RequestedPeriod::Last(7), inbox };
    api::section::answer(&app, &caller, &selection, &Overview).await
}
