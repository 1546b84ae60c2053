//! Performance of agents and of teams.

mod agent;
mod agents;
mod staff;
mod team;
mod teams;

pub use agent::{Agent, AgentAnswer};
pub use agents::{AgentRow, Agents, AgentsAnswer};
pub use staff::{ResponseFigures, WorkFigures};
pub use team::{Team, TeamAnswer};
pub use teams::{MemberFigures, TeamRow, Teams, TeamsAnswer};
