//! Performance of inboxes, of agents and of teams, and how fast they are.

use api::section::{About, Detail, detail_route, route};
use api::{App, Days, Selection};
use domain::section::performance::{Agent, Agents, Inboxes, Team, Teams};
use domain::section::{SectionName, Speed};
use utoipa_axum::router::OpenApiRouter;

const SPEED: About = About {
    summary: "How long first replies and resolutions take",
    description: "First replies are those to assignments with an agent, by the date of the reply; \
                  resolutions count by the date of `resolved_at`. Quantiles are within 2 % or half \
                  a second, shares within targets are exact.",
};

const INBOXES: About = About {
    summary: "Inboxes side by side",
    description: "Every inbox of the directory, and any other with figures in the period or active \
                  now: most messages received first, then by id.",
};

const AGENTS: About = About {
    summary: "All agents",
    description: "Every agent of the directory, and any other with figures in the period or active \
                  now: most messages first, then by id.",
};

const AGENT: About = About {
    summary: "One agent, day by day",
    description: "404 for an agent that the list of all agents would not have.",
};

const TEAMS: About = About {
    summary: "All teams",
    description: "Every team of the directory, by itself and as all its members together: most \
                  messages first, then by id.",
};

const TEAM: About = About {
    summary: "One team, day by day, and its members",
    description: "404 for a team that the directory does not list.",
};

/// `GET /v1/speed`, `GET /v1/performance/inboxes`, `…/agents`, `…/agents/{agent_id}`, `…/teams` and `…/teams/{team_id}`.
pub fn routes() -> OpenApiRouter<App> {
    let agent = Detail { name: "agent", of: SectionName::Agents, id: "agent_id", example: "ann" };
    let team = Detail { name: "team", of: SectionName::Teams, id: "team_id", example: "sales" };
    route(SectionName::Speed, SPEED, |selection: Selection| (selection, Speed))
        .merge(route(SectionName::Inboxes, INBOXES, |days: Days| (days.into(), Inboxes)))
        .merge(route(SectionName::Agents, AGENTS, |selection: Selection| (selection, Agents)))
        .merge(detail_route(agent, AGENT, Agent))
        .merge(route(SectionName::Teams, TEAMS, |selection: Selection| (selection, Teams)))
        .merge(detail_route(team, TEAM, Team))
}
