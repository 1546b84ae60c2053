//! All teams.

use std::cmp::Reverse;

use serde::Serialize;
use utoipa::ToSchema;

use super::staff::{WorkFigures, active_now};
use crate::counter::{Measures, Staff};
use crate::directory;
use crate::id::Id;
use crate::period::Period;
use crate::section::figures::{Figures, row};
use crate::section::live::staff_now_range;
use crate::section::{
    Counted, Counters, Range, ReadPlan, Section, SectionRequest, StaffFilter, StaffPlan,
};

/// `GET /v1/performance/teams`.
#[derive(Debug, Clone, Copy)]
pub struct Teams;

row! {
    /// A team's members together: the sum of the agent figures of the agents in it.
    pub struct MemberFigures {
        /// Sessions active for them now; of a day, at its end.
        pub active_sessions: u64 = now, example 19;
        /// What they did.
        pub work: WorkFigures => flatten;
    }
}

row! {
    /// A team in a period.
    pub struct TeamRow {
        /// The team.
        pub team_id: Id;
        /// The team's name, or null where the directory has none.
        pub name: Option<String>, example "Sales";
        /// Sessions active for the team now.
        pub active_sessions: u64 = now, example 19;
        /// What the team did: records that carry its id.
        pub work: WorkFigures => flatten;
        /// All members.
        pub members: MemberFigures;
    }
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
        let staff = StaffPlan::of(StaffFilter::Everybody, WorkFigures::MEASURES.to_vec());
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
            work: WorkFigures::of(&counters.staff_days_of(&staff, request.period)),
            members: MemberFigures {
                active_sessions: members(team).map(active).sum(),
                work: WorkFigures::of(&members_days_of(counters, team, request.period)),
            },
        }
    }
}

pub(super) fn members(team: &directory::Team) -> impl Iterator<Item = Staff> {
    team.agents.iter().cloned().map(Staff::Agent)
}

/// The days of a period of all members, added up.
pub(super) fn members_days_of(
    counters: &Counters,
    team: &directory::Team,
    period: Period,
) -> Counted<'static> {
    let mut sum = Measures::NONE;
    for agent in members(team) {
        sum.merge(counters.staff_days_of(&agent, period).measures());
    }
    counters.counted(sum)
}
