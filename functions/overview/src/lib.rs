//! The channel at a glance.

use api::parameters::{Given, Parameters, inbox};
use api::{App, Caller, Problem, Selection, Strict};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::id::Id;
use domain::period::Asked;
use domain::section::Overview;

/// `GET /v1/overview`, always of the last 7 days.
///
/// Parameters: `inbox_id` ([`OverviewParameters`]). Answer: [`domain::section::OverviewAnswer`]
/// with the common fields. Errors: 400, 401, 403; 404 for an inbox that the directory does not
/// list.
pub fn routes() -> Router<App> {
    Router::new().route("/v1/overview", get(overview))
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

async fn overview(
    State(app): State<App>,
    caller: Caller,
    Strict(OverviewParameters { inbox }): Strict<OverviewParameters>,
) -> Result<Response, Problem> {
    let selection = Selection { period: Asked::Last(7), inbox };
    api::section::answer(&app, &caller, &selection, &Overview).await
}
