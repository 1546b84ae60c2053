//! One agent.

use chrono::Days;
use serde::Serialize;
use utoipa::ToSchema;

use super::agents::AgentRow;
use super::staff::{ResponseFigures, WorkFigures, active_at_ends};
use crate::counter::{Row, Staff};
use crate::id::Id;
use crate::section::live::staff_now_range;
use crate::section::{Counters, Daily, Range, ReadPlan, Section, SectionRequest, daily};

/// `GET /v1/performance/agents/{agent_id}`.
#[derive(Debug, Clone)]
pub struct Agent(pub Id);

/// An agent in the period before.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PreviousAgent {
    /// The agent.
    pub agent_id: Id,
    /// The agent's name, or null where the directory has none.
    #[schema(required, example = "Ann Lee")]
    pub name: Option<String>,
    /// What the agent did.
    #[serde(flatten)]
    pub work: WorkFigures,
    /// How fast the agent replied.
    #[serde(flatten)]
    pub response: ResponseFigures,
}

/// An agent on a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct AgentDay {
    /// Sessions active for the agent at its end; today's are those active now.
    #[schema(example = 19)]
    pub active_sessions: u64,
    /// What the agent did.
    #[serde(flatten)]
    pub work: WorkFigures,
    /// How fast the agent replied.
    #[serde(flatten)]
    pub response: ResponseFigures,
}

/// An agent in a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgentAnswer {
    /// The agent as in the list of all agents.
    pub agent: AgentRow,
    /// In the same number of days before.
    pub previous: PreviousAgent,
    /// Day by day.
    pub daily: Vec<Daily<AgentDay>>,
}

impl Section for Agent {
    type Answer = AgentAnswer;

    /// The agent's own days up to today by their keys, and of the days ahead, which few have, all.
    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let staff = Staff::Agent(self.0.clone());
        let first = request.period.previous().from;
        let days = first.iter_days().take_while(|date| *date <= request.today());
        let ahead = Range::StaffDays(request.today() + Days::new(1), None);
        ReadPlan {
            items: days.map(|date| Row::StaffDay(date, staff.clone())).collect(),
            ..ReadPlan::ranges([ahead, staff_now_range(request)])
        }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<AgentAnswer> {
        let agent = AgentRow::of(&self.0, request, counters);
        if !agent.is_listed(request) {
            return None;
        }
        let staff = Staff::Agent(self.0.clone());
        let days = counters.staff_days(&staff);
        let previous = counters.staff_days_of(&staff, request.period.previous());
        let active = active_at_ends(request, counters, &staff);
        Some(AgentAnswer {
            previous: PreviousAgent {
                agent_id: agent.agent_id.clone(),
                name: agent.name.clone(),
                work: WorkFigures::of(&previous),
                response: ResponseFigures::of(&previous),
            },
            daily: daily(request.period, |date| {
                let figures = days.get(&date).cloned().unwrap_or_default();
                AgentDay {
                    active_sessions: active(date),
                    work: WorkFigures::of(&figures),
                    response: ResponseFigures::of(&figures),
                }
            }),
            agent,
        })
    }
}
