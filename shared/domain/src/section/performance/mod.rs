//! Performance of agents and of teams.

mod agent;
mod agents;
mod inboxes;
mod staff;
mod team;
mod teams;

pub use agent::{Agent, AgentAnswer, AgentDay};
pub use agents::{AgentRow, Agents, AgentsAnswer};
pub use inboxes::{InboxFigures, InboxRow, Inboxes, InboxesAnswer};
pub use staff::{ResponseFigures, ResponseQuantiles, WorkFigures};
pub use team::{Team, TeamAnswer, TeamDay};
pub use teams::{MemberFigures, TeamRow, Teams, TeamsAnswer};
