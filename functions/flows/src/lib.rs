//! Chat flows triggered day by day, and the most popular ones.

use api::parameters::{Given, Parameters};
use api::section::{About, route};
use api::{App, Problem, Selection};
use domain::section::{Flows, SectionName};
use serde_json::json;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa_axum::router::OpenApiRouter;

const ABOUT: About = About {
    summary: "Chat flows triggered day by day, and the most popular ones",
    description: "`flows_triggered` counts distinct flows with at least one run, `times_triggered` \
                  the runs.",
};

/// `GET /v1/flows`.
pub fn routes() -> OpenApiRouter<App> {
    route(SectionName::Flows, ABOUT, |FlowsParameters { selection, top }| {
        (selection, Flows { top: Some(top) })
    })
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

impl IntoParams for FlowsParameters {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let number = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(100))
            .default(Some(json!(10)))
            .build();
        let top = ParameterBuilder::new()
            .name("top")
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some("How many of the most popular flows to list."))
            .schema(Some(number))
            .example(Some(json!(20)))
            .build();
        let mut parameters = Selection::into_params(place);
        parameters.push(top);
        parameters
    }
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
            let expected = "`top` must be a whole number from 1 to 100.";
            assert_eq!(parsed(&format!("top={bad}")).unwrap_err(), expected, "{bad}");
        }
    }
}
