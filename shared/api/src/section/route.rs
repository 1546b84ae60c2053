//! The routes of sections: path, description and handler.

use axum::extract::State;
use axum::routing::{MethodRouter, get};
use domain::id::Id;
use domain::section::{Section, SectionName};
use serde::Serialize;
use serde_json::json;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem, Paths,
};
use utoipa::openapi::response::ResponsesBuilder;
use utoipa::openapi::schema::AllOfBuilder;
use utoipa::openapi::{ContentBuilder, Ref, Required, ResponseBuilder};
use utoipa::{IntoParams, IntoResponses, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::openapi::{NotFound, SectionResponse, UnknownInbox};
use crate::parameters::{Parameters, Strict};
use crate::path::PathId;
use crate::selection::Selection;

/// What `openapi.json` says about a route.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// What it answers, as a title.
    pub summary: &'static str,
    /// What a caller has to know about it, in a sentence or two.
    pub description: &'static str,
}

/// A route whose path ends with the id of an agent or a team.
#[derive(Debug, Clone, Copy)]
pub struct Detail {
    /// The route's name in `openapi.json`.
    pub name: &'static str,
    /// The section that lists all of them; its path comes before the id.
    pub of: SectionName,
    /// The name of the id in the path.
    pub id: &'static str,
    /// An example of an id.
    pub example: &'static str,
}

/// The path of a section.
pub const fn path(section: SectionName) -> &'static str {
    match section {
        SectionName::Overview => "/v1/overview",
        SectionName::Messages => "/v1/messages",
        SectionName::Conversations => "/v1/conversations",
        SectionName::Contacts => "/v1/contacts",
        SectionName::Hours => "/v1/hours",
        SectionName::Speed => "/v1/speed",
        SectionName::Inboxes => "/v1/performance/inboxes",
        SectionName::Agents => "/v1/performance/agents",
        SectionName::Teams => "/v1/performance/teams",
        SectionName::Flows => "/v1/flows",
        SectionName::Payment => "/v1/payment",
        SectionName::Features => "/v1/features",
    }
}

/// The route `GET` of a section: `of` makes the days, the inbox and the section from the
/// parameters.
///
/// It answers only owners and admins, and only about the account of their token.
pub fn route<P, S>(
    name: SectionName,
    about: About,
    of: fn(P) -> (Selection, S),
) -> OpenApiRouter<App>
where
    P: Parameters + IntoParams + Send + 'static,
    S: Section + Send + Sync + 'static,
    S::Answer: Serialize + ToSchema + Send,
{
    let handler = move |State(app): State<App>, caller: Caller, Strict(given): Strict<P>| async move {
        let (selection, section) = of(given);
        answer(&app, &caller, &selection, &section).await
    };
    let parameters = P::into_params(|| Some(ParameterIn::Query));
    let operation = operation::<S::Answer, UnknownInbox>(about, name.as_str(), parameters);
    router::<S::Answer>(path(name), operation, get(handler))
}

/// The route `GET` of one agent or one team: `of` makes the section from the id in the path. 404
/// for an id that the account does not have.
///
/// It answers only owners and admins, and only about the account of their token.
pub fn detail_route<S>(detail: Detail, about: About, of: fn(Id) -> S) -> OpenApiRouter<App>
where
    S: Section + Send + Sync + 'static,
    S::Answer: Serialize + ToSchema + Send,
{
    let handler = move |State(app): State<App>,
                        caller: Caller,
                        PathId(id): PathId,
                        Strict(selection): Strict<Selection>| async move {
        answer(&app, &caller, &selection, &of(id)).await
    };
    let id = ParameterBuilder::new()
        .name(detail.id)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("Whose figures: an id of the list."))
        .schema(Some(Ref::from_schema_name(Id::name())))
        .example(Some(json!(detail.example)))
        .build();
    let mut parameters = vec![id];
    parameters.extend(Selection::into_params(|| Some(ParameterIn::Query)));
    let operation = operation::<S::Answer, NotFound>(about, detail.name, parameters);
    let path = format!("{}/{{{}}}", path(detail.of), detail.id);
    router::<S::Answer>(&path, operation, get(handler))
}

/// The description of a route that answers with `A`, and with `R` where something is not found.
fn operation<A: ToSchema, R: IntoResponses>(
    about: About,
    name: &str,
    parameters: Vec<Parameter>,
) -> OperationBuilder {
    let schema = AllOfBuilder::new()
        .item(Ref::from_schema_name(SectionResponse::name()))
        .item(Ref::from_schema_name(A::name()));
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let found = ResponseBuilder::new()
        .description("The section's figures.")
        .content("application/json", content);
    let responses =
        ResponsesBuilder::new().response("200", found).responses_from_into_responses::<R>();
    OperationBuilder::new()
        .tag("sections")
        .summary(Some(about.summary))
        .description(Some(about.description))
        .operation_id(Some(name))
        .parameters(Some(parameters))
        .responses(responses.build())
}

/// The router of one described route.
fn router<A: ToSchema>(
    path: &str,
    operation: OperationBuilder,
    handler: MethodRouter<App>,
) -> OpenApiRouter<App> {
    let mut schemas = vec![
        (SectionResponse::name().into_owned(), SectionResponse::schema()),
        (A::name().into_owned(), A::schema()),
    ];
    SectionResponse::schemas(&mut schemas);
    A::schemas(&mut schemas);
    let mut paths = Paths::new();
    paths.paths.insert(path.to_owned(), PathItem::new(HttpMethod::Get, operation));
    OpenApiRouter::new().routes((schemas, paths, handler))
}
