//! Chat flows triggered day by day, and the most popular ones.

use api::openapi::{SectionResponse, UnknownInbox};
use api::parameters::{Given, Parameters};
use api::{App, Caller, Problem, Selection, Strict};
use axum::extract::State;
use axum::response::Response;
use domain::section::{Flows, FlowsAnswer};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `GET /v1/flows`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(flows))
}

/// The parameters of `GET /v1/flows`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowsParameters {
    /// Which days and which inbox.
    pub selection: Selection,
    /// `top=1..100`, how many of the most popular flows to list; `10` if it is not given.
    pub top: usize,
}

impl Parameters for FlowsParameters {
    const NAMES: &'static [&'static str] = &["period", "from", "to", "inbox_id", "top"];

    fn of(given: &Given) -> Result<Self, Problem> {
        let top = given.value("top").map_or(Some(10), top);
        Ok(Self {
            selection: Selection::of(given)?,
            top: top.ok_or_else(|| {
                Problem::bad_parameter("top", "must be a whole number from 1 to 100")
            })?,
        })
    }
}

/// Only describes `top`.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // never made
struct Top {
    /// How many of the most popular flows to list.
    #[param(required = false, minimum = 1, maximum = 100, default = 10, example = 20)]
    top: u8,
}

/// Chat flows triggered day by day, and the most popular ones
///
/// `flows_triggered` counts distinct flows with at least one run, `times_triggered` the runs.
#[utoipa::path(
    get,
    path = "/v1/flows",
    tag = "sections",
    params(Selection, Top),
    responses((status = 200, description = "The section's figures.", body = SectionResponse<FlowsAnswer>), UnknownInbox),
)]
async fn flows(
    State(app): State<App>,
    caller: Caller,
    Strict(FlowsParameters { selection, top }): Strict<FlowsParameters>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Flows { top: Some(top) }).await
}

/// A number from 1 to 100, written in digits only.
fn top(text: &str) -> Option<usize> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|top| digits && (1..=100).contains(top))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(query: &str) -> Result<usize, String> {
        let given = Given::parse(Some(query), FlowsParameters::NAMES);
        let parameters = given.and_then(|given| FlowsParameters::of(&given));
        let top = parameters.map(|parameters| parameters.top);
        top.map_err(|problem| problem.detail().to_owned())
    }

    #[test]
    fn top_is_1_to_100_and_10_by_default() {
        for (query, top) in [("", 10), ("top=1", 1), ("top=10", 10), ("period=30d&top=100", 100)] {
            assert_eq!(parsed(query), Ok(top), "{query}");
        }
        for bad in ["0", "101", "-1", "%2B5", "1.0", "5+", "ten", "99999999999999999999", "٥"] {
            let told = "`top` must be a whole number from 1 to 100.";
            assert_eq!(parsed(&format!("top={bad}")).unwrap_err(), told, "{bad}");
        }
    }
}
