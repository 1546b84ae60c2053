//! Performance of agents and of teams.

use api::openapi::{NotFound, SectionResponse, UnknownInbox};
use api::{App, Caller, PathId, Problem, Selection, Strict};
use axum::extract::State;
use axum::response::Response;
use domain::id::Id;
use domain::section::performance::{
    Agent, AgentAnswer, Agents, AgentsAnswer, Team, TeamAnswer, Teams, TeamsAnswer,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `GET /v1/performance/agents`, `…/agents/{agent_id}`, `…/teams` and `…/teams/{team_id}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(agents))
        .routes(routes!(agent))
        .routes(routes!(teams))
        .routes(routes!(team))
}

/// All agents
///
/// Every agent of the directory, and any other with figures in the period or active now: most messages first, then
/// by id.
#[utoipa::path(
    get,
    path = "/v1/performance/agents",
    tag = "sections",
    params(Selection),
    responses((status = 200, description = "The agents.", body = SectionResponse<AgentsAnswer>), UnknownInbox),
)]
async fn agents(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Agents).await
}

/// One agent, day by day
///
/// 404 for an agent that the list of all agents would not have.
#[utoipa::path(
    get,
    path = "/v1/performance/agents/{agent_id}",
    tag = "sections",
    params(("agent_id" = Id, Path, description = "The agent.", example = "ann"), Selection),
    responses((status = 200, description = "The agent's figures.", body = SectionResponse<AgentAnswer>), NotFound),
)]
async fn agent(
    State(app): State<App>,
    caller: Caller,
    PathId(agent): PathId,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Agent(agent)).await
}

/// All teams
///
/// Every team of the directory, by itself and as all its members together: most messages first, then by id.
#[utoipa::path(
    get,
    path = "/v1/performance/teams",
    tag = "sections",
    params(Selection),
    responses((status = 200, description = "The teams.", body = SectionResponse<TeamsAnswer>), UnknownInbox),
)]
async fn teams(
    State(app): State<App>,
    caller: Caller,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Teams).await
}

/// One team, day by day, and its members
///
/// 404 for a team that the directory does not list.
#[utoipa::path(
    get,
    path = "/v1/performance/teams/{team_id}",
    tag = "sections",
    params(("team_id" = Id, Path, description = "The team.", example = "sales"), Selection),
    responses((status = 200, description = "The team's figures.", body = SectionResponse<TeamAnswer>), NotFound),
)]
async fn team(
    State(app): State<App>,
    caller: Caller,
    PathId(team): PathId,
    Strict(selection): Strict<Selection>,
) -> Result<Response, Problem> {
    api::section::answer(&app, &caller, &selection, &Team(team)).await
}
