//! The directory: the account, who asks, and the names of inboxes, agents, teams and flows.

use api::parameters::NoParameters;
use api::{App, Caller, Problem, Strict};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::section::{DirectoryAnswer, Me};

/// `GET /v1/directory`.
///
/// Parameters: none. Answer: [`DirectoryAnswer`], which is no section and has no common fields.
/// Errors: 400, 401, 403.
pub fn routes() -> Router<App> {
    Router::new().route("/v1/directory", get(directory))
}

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
    let book = app.reader.book(account).await?;
    let answer = DirectoryAnswer::of(account, me, &book.directory, book.calendar, now);
    api::answer::plain(&answer)
}
