//! One team.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::agents::AgentRow;
use super::staff::{WorkFigures, active_at_ends};
use super::teams::{MemberFigures, TeamRow, members, members_work, work};
use crate::counter::Staff;
use crate::id::Id;
use crate::period::Period;
use crate::section::live::staff_now_range;
use crate::section::{
    Counters, Daily, Range, ReadPlan, Section, SectionRequest, StaffFilter, StaffPlan, daily,
};

/// `GET /v1/performance/teams/{team_id}`.
#[derive(Debug, Clone)]
pub struct Team(pub Id);

/// A team in the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviousTeam {
    /// What the team did.
    #[serde(flatten)]
    pub work: WorkFigures,
    /// What all members did.
    pub members: WorkFigures,
}

/// A team on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct TeamDay {
    /// Sessions active for the team at its end; today's are those active now.
    #[schema(example = 19)]
    pub active_sessions: u64,
    /// What the team did.
    #[serde(flatten)]
    pub work: WorkFigures,
    /// All members.
    pub members: MemberFigures,
}

/// A team in a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TeamAnswer {
    /// The team as in the list of all teams.
    pub team: TeamRow,
    /// Its members, most messages first, then by id.
    pub agents: Vec<AgentRow>,
    /// In the same number of days before.
    pub previous: PreviousTeam,
    /// Day by day.
    pub daily: Vec<Daily<TeamDay>>,
}

impl Section for Team {
    type Answer = TeamAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let Period { from, to } = request.period.previous();
        let today = request.today();
        let ranges = [
            Range::StaffDays(from, Some(to)),
            Range::StaffDays(request.period.from, Some(today)),
            Range::StaffDays(today + Days::new(1), None),
            staff_now_range(request),
        ];
        let members = request.directory.teams.get(&self.0).into_iter().flat_map(members);
        let whom = members.chain([Staff::Team(self.0.clone())]).collect();
        let staff = StaffPlan { filter: StaffFilter::These(whom), numbers: Vec::new() };
        ReadPlan { staff, ..ReadPlan::ranges(ranges) }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<TeamAnswer> {
        let period = request.period;
        let team = request.directory.teams.get(&self.0)?;
        let staff = Staff::Team(self.0.clone());
        let row = |agent| AgentRow::of(agent, request, counters);
        let mut agents: Vec<_> = team.agents.iter().map(row).collect();
        agents.sort_by_key(|row| Reverse(row.work.messages_sent)); // stable: by id among equals
        let active = active_at_ends(request, counters, &staff);
        let members_active: Vec<_> =
            members(team).map(|agent| active_at_ends(request, counters, &agent)).collect();
        let on = |date: NaiveDate| {
            let day = Period { from: date, to: date };
            TeamDay {
                active_sessions: active(date),
                work: work(counters, &staff, day),
                members: MemberFigures {
                    active_sessions: members_active.iter().map(|active| active(date)).sum(),
                    work: members_work(counters, team, day),
                },
            }
        };
        Some(TeamAnswer {
            team: TeamRow::of(&self.0, team, request, counters),
            agents,
            previous: PreviousTeam {
                work: work(counters, &staff, period.previous()),
                members: members_work(counters, team, period.previous()),
            },
            daily: daily(period, on),
        })
    }
}
