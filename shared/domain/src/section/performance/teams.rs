//! All teams.

use std::cmp::Reverse;

use serde::Serialize;
use utoipa::ToSchema;

use super::staff::{WorkFigures, active_now};
use crate::counter::Staff;
use crate::directory;
use crate::id::Id;
use crate::period::Period;
use crate::section::live::staff_now_range;
use crate::section::{Counters, Range, ReadPlan, Section, SectionRequest, StaffFilter, StaffPlan};

/// `GET /v1/performance/teams`.
#[derive(Debug, Clone, Copy)]
pub struct Teams;

/// A team's members together: the sum of the agent figures of the agents in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct MemberFigures {
    /// Sessions active for them now; of a day, at its end.
    #[schema(example = 19)]
    pub active_sessions: u64,
    /// What they did.
    #[serde(flatten)]
    pub work: WorkFigures,
}

/// A team in a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TeamRow {
    /// The team.
    pub team_id: Id,
    /// The team's name, or null where the directory has none.
    #[schema(required, example = "Ann Lee")]
    pub name: Option<String>,
    /// Sessions active for the team now.
    #[schema(example = 19)]
    pub active_sessions: u64,
    /// What the team did: records that carry its id.
    #[serde(flatten)]
    pub work: WorkFigures,
    /// All members.
    pub members: MemberFigures,
}

/// Every team of the directory.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TeamsAnswer {
    /// Most messages first, then by id.
    pub teams: Vec<TeamRow>,
}

impl Section for Teams {
    type Answer = TeamsAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let period = request.period;
        let days = Range::StaffDays(period.from, Some(period.to));
        let staff =
            StaffPlan { filter: StaffFilter::Everybody, numbers: WorkFigures::NUMBERS.to_vec() };
        ReadPlan { staff, ..ReadPlan::ranges([days, staff_now_range(request)]) }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<TeamsAnswer> {
        let listed = request.directory.teams.iter();
        let mut teams: Vec<_> =
            listed.map(|(id, team)| TeamRow::of(id, team, request, counters)).collect();
        teams.sort_by_key(|row| Reverse(row.work.messages_sent)); // stable: by id among equals
        Some(TeamsAnswer { teams })
    }
}

impl TeamRow {
    pub(super) fn of(
        id: &Id,
        team: &directory::Team,
        request: &SectionRequest<'_>,
        counters: &Counters,
    ) -> Self {
        let staff = Staff::Team(id.clone());
        let active = |agent: Staff| active_now(request, counters, &agent);
        Self {
            team_id: id.clone(),
            name: team.name.clone(),
            active_sessions: active_now(request, counters, &staff),
            work: work(counters, &staff, request.period),
            members: MemberFigures {
                active_sessions: members(team).map(active).sum(),
                work: members_work(counters, team, request.period),
            },
        }
    }
}

pub(super) fn members(team: &directory::Team) -> impl Iterator<Item = Staff> {
    team.agents.iter().cloned().map(Staff::Agent)
}

pub(super) fn work(counters: &Counters, staff: &Staff, period: Period) -> WorkFigures {
    WorkFigures::of(&counters.staff_days_of(staff, period))
}

pub(super) fn members_work(
    counters: &Counters,
    team: &directory::Team,
    period: Period,
) -> WorkFigures {
    members(team).map(|agent| work(counters, &agent, period)).sum()
}
