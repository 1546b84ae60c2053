//! One agent.

use chrono::Days;
use serde::Serialize;
use utoipa::ToSchema;

use super::agents::AgentRow;
use super::staff::{ResponseFigures, ResponseQuantiles, WorkFigures, active_at_ends};
use crate::counter::{Row, Staff};
use crate::id::Id;
use crate::period::Period;
use crate::section::figures::{Figures, row};
use crate::section::live::staff_now_range;
use crate::section::{
    Complete, Counters, Daily, Range, ReadPlan, Section, SectionRequest, StaffFilter, StaffPlan,
};

/// `GET /v1/performance/agents/{agent_id}`.
#[derive(Debug, Clone)]
pub struct Agent(pub Id);

row! {
    /// An agent in the period before.
    pub struct PreviousAgent {
        /// The agent.
        pub agent_id: Id;
        /// The agent's name, or null where the directory has none.
        pub name: Option<String>, example "Ann Lee";
        /// What the agent did.
        pub work: WorkFigures => flatten;
        /// How fast the agent replied.
        pub response: ResponseFigures => flatten;
        /// How long the replies took.
        pub quantiles: ResponseQuantiles => flatten;
    }
}

row! {
    /// An agent on a day.
    pub struct AgentDay {
        /// Sessions active for the agent at the end of the day; today's are those active now.
        pub active_sessions: u64 = now, example 19;
        /// What the agent did.
        pub work: WorkFigures => flatten;
        /// How fast the agent replied.
        pub response: ResponseFigures => flatten;
        /// How long the replies took.
        pub quantiles: ResponseQuantiles => flatten;
    }
}

/// An agent in a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgentAnswer {
    /// The agent as in the list of all agents.
    pub agent: AgentRow,
    /// The agent in the same number of days just before the period.
    pub previous: PreviousAgent,
    /// The same of the days that are over; null where none is.
    #[schema(required)]
    pub complete: Option<Complete<PreviousAgent>>,
    /// A row for every date of the period, oldest first.
    pub daily: Vec<Daily<AgentDay>>,
}

impl Section for Agent {
    type Answer = AgentAnswer;

    /// Reads the agent's own days up to today by their keys, and those after today, which few agents
    /// have, as a range.
    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let staff = Staff::Agent(self.0.clone());
        let first = request.period.previous().from;
        let days = first.iter_days().take_while(|date| *date <= request.today());
        let ahead = Range::StaffDays(request.today() + Days::new(1), None);
        ReadPlan {
            items: days.map(|date| Row::StaffDay(date, staff.clone())).collect(),
            staff: StaffPlan::of(StaffFilter::These(vec![staff]), Vec::new()),
            ..ReadPlan::ranges([ahead, staff_now_range(request)])
        }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<AgentAnswer> {
        let agent = AgentRow::of(&self.0, request, counters);
        if !agent.is_listed(request) {
            return None;
        }
        let staff = Staff::Agent(self.0.clone());
        let days_of = |days: Period| counters.staff_days_of(&staff, days);
        let in_period = |days: Period| {
            let measures = days_of(days);
            PreviousAgent {
                agent_id: agent.agent_id.clone(),
                name: agent.name.clone(),
                work: WorkFigures::of(&measures),
                response: ResponseFigures::of(&measures),
                quantiles: ResponseQuantiles::of(counters, &measures),
            }
        };
        let active = active_at_ends(request, counters, &staff);
        Some(AgentAnswer {
            previous: in_period(request.period.previous()),
            complete: Complete::by(request, in_period),
            daily: Daily::of_period(request.period, |date| {
                let measures = days_of(Period { from: date, to: date });
                AgentDay {
                    active_sessions: active(date),
                    work: WorkFigures::of(&measures),
                    response: ResponseFigures::of(&measures),
                    quantiles: ResponseQuantiles::of(counters, &measures),
                }
            }),
            agent,
        })
    }
}
