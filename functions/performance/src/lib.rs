//! Performance of agents and of teams.

use api::{App, Caller, PathId, Problem, Selection, Strict};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::section::performance::{Agent, Agents, Team, Teams};

/// `GET /v1/performance/agents`, `…/agents/{agent_id}`, `…/teams` and `…/teams/{team_id}`.
///
/// Parameters of each: `period`, or `from` and `to`; `inbox_id` ([`Selection`]). Answers:
/// [`AgentsAnswer`], [`AgentAnswer`], [`TeamsAnswer`] and [`TeamAnswer`] with the common fields.
/// Errors: 400, 401, 403; 404 for an inbox that the directory does not list, for an agent that the
/// list of agents would not have, and for a team that the directory does not list.
///
/// [`AgentsAnswer`]: domain::section::performance::AgentsAnswer
/// [`AgentAnswer`]: domain::section::performance::AgentAnswer
/// [`TeamsAnswer`]: domain::section::performance::TeamsAnswer
/// [`TeamAnswer`]: domain::section::performance::TeamAnswer
pub fn routes() -> Router<App> {
    Router::new()
        .route("/v1/performance/agents", get(agents))
        .route("/v1/performance/agents/{agent_id}", get(agent))
        .route("/v1/performance/teams", get(teams))
        .route("/v1/performance/teams/{team_id}", get(team))
}

async fn agents(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Agents).await
}

async fn agent(
    State(app): State<App>,
    caller: Caller,
    PathId(agent): PathId,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Agent(agent)).await
}

async fn teams(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Teams).await
}

async fn team(
    State(app): State<App>,
    caller: Caller,
    PathId(team): PathId,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Team(team)).await
}
