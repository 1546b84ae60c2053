//! The channel at a glance.

use api::openapi::InboxParameter;
use api::parameters::{Given, Parameters, inbox};
use api::section::{About, route};
use api::{App, Problem, Selection};
use domain::id::Id;
use domain::period::RequestedPeriod;
use domain::section::{Overview, SectionName};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa_axum::router::OpenApiRouter;

const ABOUT: About = About {
    summary: "The channel at a glance, in the last 7 days",
    description: "Messages sent are those of agents and bots; broadcasts are given on their own.",
};

/// `GET /v1/overview`.
pub fn routes() -> OpenApiRouter<App> {
    route(SectionName::Overview, ABOUT, |OverviewParameters { inbox }| {
        (Selection { period: RequestedPeriod::Last(7), inbox }, Overview)
    })
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

impl IntoParams for OverviewParameters {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        InboxParameter::into_params(place)
    }
}
