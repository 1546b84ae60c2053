//! The API's description (`openapi.json`), made from the routes themselves.
//!
//! A route is declared once, beside its handler, with its path, its parameters and its answer. This
//! module adds what [all routes have](crate::router): refusals, `ETag` and 304.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::history::History;
use domain::id::Id;
use domain::section::PeriodAnswer;
use serde_json::json;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{Components, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ContentBuilder, Info, License, OpenApi, Ref, RefOr, Required, Server};
use utoipa::{IntoParams, IntoResponses, PartialSchema, ToSchema};

use crate::body;
use crate::parameters::Parameters;
use crate::problem::{Problem, ProblemBody};
use crate::selection::{Days, PERIODS, Selection};

/// The content type of answers.
const JSON: &str = "application/json";

/// The content type of problems (RFC 9457).
const PROBLEM: &str = "application/problem+json";

/// The name of the token's scheme.
const BEARER: &str = "bearer";

// Only a description: `crate::answer::figures` writes the real answer.
/// The fields that the answers of all sections have, before those of their own.
#[derive(Debug, ToSchema)]
#[allow(dead_code)] // never constructed
pub(crate) struct SectionResponse {
    /// The days that were asked for.
    period: PeriodAnswer,
    /// The inbox that was asked for; null for all of them.
    #[schema(required)]
    inbox_id: Option<Id>,
    /// How much of history the figures have.
    history: History,
    /// The time of the answer, in UTC. The `ETag` is over all fields but this one.
    as_of: DateTime<Utc>,
}

/// The description of the API that has these routes.
pub fn document(mut routes: OpenApi) -> OpenApi {
    routes.info = Info::builder()
        .title("Inbox Analytics")
        .version("1")
        .license(Some(License::new("MIT OR Apache-2.0")))
        .description(Some(include_str!("openapi.md").trim()))
        .build();
    routes.servers = Some(vec![Server::new("/")]);
    routes.tags = Some(vec![
        TagBuilder::new()
            .name("sections")
            .description(Some("The sections of the Analytics page."))
            .build(),
        TagBuilder::new()
            .name("account")
            .description(Some("The account, who asks, and names for ids."))
            .build(),
        TagBuilder::new()
            .name("exports")
            .description(Some("What the page shows, as files to download."))
            .build(),
    ]);
    routes.security = Some(vec![SecurityRequirement::new(BEARER, [] as [&str; 0])]);
    let components = routes.components.get_or_insert_with(Components::new);
    let mut token = Http::new(HttpAuthScheme::Bearer);
    token.bearer_format = Some("JWT".to_owned());
    token.description = Some(
        "A token of the configured issuer. Two of its claims, `account_id` and `role` unless \
         configured otherwise, tell the account and the role; owners and admins may read."
            .to_owned(),
    );
    components.security_schemes.insert(BEARER.to_owned(), SecurityScheme::Http(token).into());
    components.schemas.insert("Problem".to_owned(), ProblemBody::schema());
    components.schemas.insert("GatewayMessage".to_owned(), gateway_message());
    for (name, response) in refusals() {
        components.responses.insert(name.to_owned(), response.into());
    }
    for path in routes.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.post].into_iter().flatten() {
            add_refusals(operation);
        }
        path.get.iter_mut().for_each(add_entity_tag);
    }
    routes
}

/// Adds the refusals of every route.
fn add_refusals(operation: &mut Operation) {
    for (status, name) in [
        ("400", "BadRequest"),
        ("401", "Unauthenticated"),
        ("403", "Forbidden"),
        ("429", "Throttled"),
        ("500", "Internal"),
        ("503", "Unavailable"),
    ] {
        operation.responses.responses.extend(refusal(status, name));
    }
}

/// Adds to a `GET` the entity tag of its answer, and the 304 for an answer that has not changed.
fn add_entity_tag(operation: &mut Operation) {
    let text = || ObjectBuilder::new().schema_type(Type::String).build();
    operation.parameters.get_or_insert_default().push(
        ParameterBuilder::new()
            .name("If-None-Match")
            .parameter_in(ParameterIn::Header)
            .description(Some(
                "The `ETag` of the answer that the caller has; 304 if it still holds.",
            ))
            .schema(Some(text()))
            .build()
            .into(),
    );
    let tag = HeaderBuilder::new()
        .description(Some("Changes when a figure does: a weak tag over all fields but `as_of`."))
        .schema(Some(text()))
        .build();
    if let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") {
        answer.headers.insert("ETag".to_owned(), tag.clone().into());
    }
    let unchanged = ResponseBuilder::new()
        .description("The answer is the one that the caller has.")
        .header("ETag", tag)
        .build();
    operation.responses.responses.insert("304".to_owned(), unchanged.into());
}

/// The refusals that routes share, by name. The examples are made from the real problems.
fn refusals() -> [(&'static str, Response); 11] {
    let of = |problem: &Problem, description: &str| {
        let content = ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name("Problem"))))
            .example(Some(problem.example()))
            .build();
        ResponseBuilder::new().description(description).content(PROBLEM, content)
    };
    let message = |text: &str| {
        ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name("GatewayMessage"))))
            .example(Some(json!({ "message": text })))
            .build()
    };
    let unauthenticated = of(
        &Problem::unauthenticated(),
        "There is no token, or none that names an account (`unauthenticated`). A token that API \
         Gateway itself refuses gets its own form.",
    )
    .content(JSON, message("Unauthorized"));
    let throttled = ResponseBuilder::new()
        .description("Too many requests at once; API Gateway's own form. Try again a little later.")
        .content(JSON, message("Too Many Requests"));
    [
        (
            "BadRequest",
            of(
                &Problem::unknown_parameter("days", Selection::NAMES),
                "A parameter or the body cannot be read, or the period cannot be answered. Codes: \
                 `unknown_parameter`, `repeated_parameter`, `empty_parameter`, `bad_parameter`, \
                 `bad_period`, `bad_body`.",
            ),
        ),
        ("Unauthenticated", unauthenticated),
        (
            "Forbidden",
            of(
                &Problem::forbidden(),
                "The role may not read (`forbidden`); or the stack answers only what comes through \
                 its page (`wrong_address`).",
            ),
        ),
        (
            "UnknownInbox",
            of(&Problem::unknown_inbox(), "The directory lists no such inbox (`unknown_inbox`)."),
        ),
        (
            "NotFound",
            of(
                &Problem::not_found(),
                "The account has no such agent or team (`not_found`), or the directory lists no \
                 such inbox (`unknown_inbox`).",
            ),
        ),
        (
            "UnknownNamed",
            of(
                &Problem::unknown_agent(),
                "The account has no such inbox (`unknown_inbox`), agent (`unknown_agent`) or team \
                 (`unknown_team`).",
            ),
        ),
        (
            "BodyTooLarge",
            of(
                &Problem::body_too_large(body::MOST_BYTES),
                "The body is too large (`body_too_large`).",
            ),
        ),
        (
            "NotStored",
            of(&Problem::not_stored("described"), "The file could not be stored (`not_stored`)."),
        ),
        ("Throttled", throttled),
        (
            "Internal",
            of(
                &Problem::internal("described"),
                "A fault of this system (`internal`). Its `id` is in the log.",
            ),
        ),
        (
            "Unavailable",
            of(
                &Problem::unavailable("described"),
                "The database is busy or out of reach (`unavailable`). `Retry-After` says when to \
                 try again, in seconds.",
            ),
        ),
    ]
    .map(|(name, response)| (name, response.build()))
}

/// The 404 of a route that takes an inbox.
#[derive(Debug, Clone, Copy)]
pub struct UnknownInbox;

impl IntoResponses for UnknownInbox {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusal("404", "UnknownInbox")
    }
}

/// The 404 of a route that takes an inbox and has the id of an agent or a team in its path.
#[derive(Debug, Clone, Copy)]
pub struct NotFound;

impl IntoResponses for NotFound {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusal("404", "NotFound")
    }
}

/// The 404, 413 and 502 of exports.
#[derive(Debug, Clone, Copy)]
pub struct NotExported;

impl IntoResponses for NotExported {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let all = [("404", "UnknownNamed"), ("413", "BodyTooLarge"), ("502", "NotStored")];
        all.into_iter().flat_map(|(status, name)| refusal(status, name)).collect()
    }
}

fn refusal(status: &str, name: &str) -> BTreeMap<String, RefOr<Response>> {
    BTreeMap::from([(status.to_owned(), RefOr::Ref(Ref::from_response_name(name)))])
}

/// The schema of API Gateway's own answer where it refuses a request itself.
fn gateway_message() -> RefOr<Schema> {
    ObjectBuilder::new()
        .description(Some(
            "What API Gateway itself refuses: no such route, a bad token, too many requests.",
        ))
        .property(
            "message",
            ObjectBuilder::new()
                .schema_type(Type::String)
                .description(Some("Why, in a word or two.")),
        )
        .required("message")
        .into()
}

impl IntoParams for Selection {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut parameters = Days::into_params(place);
        parameters.push(InboxParameter::parameter());
        parameters
    }
}

impl IntoParams for Days {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let date = |name: &str, description: &str, example: &str| {
            let date = ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
                .build();
            query(name, description, date, example)
        };
        let period = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(PERIODS.map(|(name, _)| name)))
            .default(Some(json!("7d")))
            .build();
        vec![
            query(
                "period",
                "`7d`, `15d`, `30d`: today, in the account's time zone, and the days before it. \
                 `this_month` ends today. Either this, or both `from` and `to`.",
                period,
                "30d",
            ),
            date(
                "from",
                "The first date of the period, at most 400 days ago. Goes with `to`, and not with \
                 `period`.",
                "2026-11-16",
            ),
            date(
                "to",
                "The last date of the period, not after today and at most 89 days after `from`.",
                "2026-11-22",
            ),
        ]
    }
}

/// The parameter `inbox_id`, for routes that take only it.
#[derive(Debug, Clone, Copy)]
pub struct InboxParameter;

impl InboxParameter {
    fn parameter() -> Parameter {
        let description = "One inbox; all of them if it is not given.";
        ParameterBuilder::new()
            .name("inbox_id")
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(description))
            .schema(Some(Ref::from_schema_name(Id::name())))
            .example(Some(json!("whatsapp-main")))
            .build()
    }
}

impl IntoParams for InboxParameter {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![Self::parameter()]
    }
}

fn query(
    name: &str,
    description: &str,
    schema: impl Into<RefOr<Schema>>,
    example: &str,
) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .example(Some(json!(example)))
        .build()
}
