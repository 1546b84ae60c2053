//! The directory: the account, who asks, and the names of inboxes, agents, teams and flows.

use api::parameters::NoParameters;
use api::{App, Caller, Problem, Strict};
use axum::extract::State;
use axum::response::Response;
use domain::section::{DirectoryAnswer, Me};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `GET /v1/directory`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(directory))
}

/// The account, who asks, and names for ids
///
/// No section: it takes no parameters, and has neither `period` nor `as_of`.
#[utoipa::path(
    get,
    path = "/v1/directory",
    tag = "account",
    responses((status = 200, description = "The directory.", body = DirectoryAnswer)),
)]
async fn directory(
    State(app): State<App>,
    caller: Caller,
    Strict(NoParameters): Strict<NoParameters>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let account = caller.account();
    let me = Me {
        subject: caller.subject().map(ToOwned::to_owned),
        role: caller.role().as_str().to_owned(),
    };
    let context = app.reader.account_context(account).await?;
    let answer = DirectoryAnswer::of(account, me, &context.directory, context.calendar, now);
    api::answer::plain(&answer)
}
