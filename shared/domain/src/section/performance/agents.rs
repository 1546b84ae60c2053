//! All agents.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::staff::{ResponseFigures, ResponseQuantiles, WorkFigures, active_now};
use crate::counter::Staff;
use crate::id::Id;
use crate::section::figures::{Figures, row};
use crate::section::live::staff_now_range;
use crate::section::{Counters, Range, ReadPlan, Section, SectionRequest, StaffFilter, StaffPlan};

/// `GET /v1/performance/agents`.
#[derive(Debug, Clone, Copy)]
pub struct Agents;

row! {
    /// An agent in a period.
    pub struct AgentRow {
        /// The agent.
        pub agent_id: Id;
        /// The agent's name, or null where the directory has none.
        pub name: Option<String>, example "Ann Lee";
        /// Sessions active for the agent now.
        pub active_sessions: u64 = now, example 19;
        /// What the agent did.
        pub work: WorkFigures => flatten;
        /// How fast the agent replied.
        pub response: ResponseFigures => flatten;
        /// How long the replies took.
        pub quantiles: ResponseQuantiles => flatten;
    }
}

/// All agents of the directory, and any other with figures in the period or active now.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgentsAnswer {
    /// Most messages first, then by id.
    pub agents: Vec<AgentRow>,
}

impl Section for Agents {
    type Answer = AgentsAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let period = request.period;
        let days = Range::StaffDays(period.from, Some(period.to));
        // All measures: those of the quantiles are too many to name.
        let staff = StaffPlan::of(StaffFilter::Agents, Vec::new());
        ReadPlan { staff, ..ReadPlan::ranges([days, staff_now_range(request)]) }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<AgentsAnswer> {
        let listed = request.directory.agents.keys();
        let counted = counters.staff().filter_map(|staff| match staff {
            Staff::Agent(agent) => Some(agent),
            Staff::Team(_) => None,
        });
        let agents: BTreeSet<&Id> = listed.chain(counted).collect();
        let rows = agents.into_iter().map(|agent| AgentRow::of(agent, request, counters));
        let mut agents: Vec<_> = rows.filter(|row| row.is_listed(request)).collect();
        agents.sort_by_key(|row| Reverse(row.work.messages_sent)); // stable: by id among equals
        Some(AgentsAnswer { agents })
    }
}

impl AgentRow {
    pub(super) fn of(agent: &Id, request: &SectionRequest<'_>, counters: &Counters) -> Self {
        let staff = Staff::Agent(agent.clone());
        let measures = counters.staff_days_of(&staff, request.period);
        Self {
            agent_id: agent.clone(),
            name: request.directory.agents.get(agent).cloned().flatten(),
            active_sessions: active_now(request, counters, &staff),
            work: WorkFigures::of(&measures),
            response: ResponseFigures::of(&measures),
            quantiles: ResponseQuantiles::of(counters, &measures),
        }
    }

    /// Whether the list of agents has this one: every agent of the directory, and any other with
    /// figures in the period or active now.
    pub(super) fn is_listed(&self, request: &SectionRequest<'_>) -> bool {
        request.directory.agents.contains_key(&self.agent_id)
            || self.active_sessions > 0
            || self.work.times_assigned > 0
            || self.work.messages_sent > 0
            || self.response.responses > 0
    }
}
