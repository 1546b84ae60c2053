//! One team.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::agents::AgentRow;
use super::staff::{WorkFigures, active_at_ends};
use super::teams::{MemberFigures, TeamRow, members, members_days_of};
use crate::counter::Staff;
use crate::id::Id;
use crate::period::Period;
use crate::section::figures::{Figures, row};
use crate::section::live::staff_now_range;
use crate::section::{
    Complete, Counters, Daily, Range, ReadPlan, Section, SectionRequest, StaffFilter, StaffPlan,
};

/// `GET /v1/performance/teams/{team_id}`.
#[derive(Debug, Clone)]
pub struct Team(pub Id);

row! {
    /// A team in the period before.
    pub struct PreviousTeam {
        /// What the team did.
        pub work: WorkFigures => flatten;
        /// What all members did.
        pub members: WorkFigures;
    }
}

row! {
    /// A team on a day.
    pub struct TeamDay {
        /// Sessions active for the team at the end of the day; today's are those active now.
        pub active_sessions: u64 = now, example 19;
        /// What the team did.
        pub work: WorkFigures => flatten;
        /// All members.
        pub members: MemberFigures;
    }
}

/// A team in a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TeamAnswer {
    /// The team as in the list of all teams.
    pub team: TeamRow,
    /// Its members, most messages first, then by id.
    pub agents: Vec<AgentRow>,
    /// The team in the same number of days just before the period.
    pub previous: PreviousTeam,
    /// The same of the days that are over; null where none is.
    #[schema(required)]
    pub complete: Option<Complete<PreviousTeam>>,
    /// A row for every date of the period, oldest first.
    pub daily: Vec<Daily<TeamDay>>,
}

impl Section for Team {
    type Answer = TeamAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let from = request.period.previous().from;
        let today = request.today();
        let ranges = [
            Range::StaffDays(from, Some(today)),
            Range::StaffDays(today + Days::new(1), None),
            staff_now_range(request),
        ];
        let members = request.directory.teams.get(&self.0).into_iter().flat_map(members);
        let staff = members.chain([Staff::Team(self.0.clone())]).collect();
        let staff = StaffPlan::of(StaffFilter::These(staff), Vec::new());
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
        let work = |days| WorkFigures::of(&counters.staff_days_of(&staff, days));
        let members_work = |days| WorkFigures::of(&members_days_of(counters, team, days));
        let in_period =
            |days: Period| PreviousTeam { work: work(days), members: members_work(days) };
        let on = |date: NaiveDate| {
            let day = Period { from: date, to: date };
            TeamDay {
                active_sessions: active(date),
                work: work(day),
                members: MemberFigures {
                    active_sessions: members_active.iter().map(|active| active(date)).sum(),
                    work: members_work(day),
                },
            }
        };
        Some(TeamAnswer {
            team: TeamRow::of(&self.0, team, request, counters),
            agents,
            previous: in_period(period.previous()),
            complete: Complete::by(request, in_period),
            daily: Daily::of_period(period, on),
        })
    }
}
