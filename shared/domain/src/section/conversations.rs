//! Sessions: new ones, and those active.

use serde::Serialize;
use utoipa::ToSchema;

use super::live::{DayEnds, now_range, resolved_lately};
use super::{Counters, Daily, Range, ReadPlan, Section, SectionRequest, count, daily};
use crate::counter::{Measure, Measures};

/// `GET /v1/conversations`.
#[derive(Debug, Clone, Copy)]
pub struct Conversations;

/// Sessions active now, by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ActiveSessions {
    /// Not resolved and without a current assignment.
    #[schema(example = 4)]
    pub unassigned: u64,
    /// Not resolved and assigned.
    #[schema(example = 9)]
    pub assigned: u64,
    /// Resolved less than 24 hours ago.
    #[schema(example = 6)]
    pub resolved: u64,
    /// All of them.
    #[schema(example = 19)]
    pub total: u64,
}

/// New sessions of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionCounts {
    /// Sessions opened in it.
    #[schema(example = 132)]
    pub new_sessions: u64,
}

/// Sessions of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionsOfDay {
    /// Sessions opened on it.
    #[schema(example = 132)]
    pub new_sessions: u64,
    /// Sessions active at its end; today's are those active now.
    #[schema(example = 19)]
    pub active_sessions: u64,
}

/// Sessions of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ConversationsAnswer {
    /// Active now.
    pub active: ActiveSessions,
    /// In the period.
    pub totals: SessionCounts,
    /// In the same number of days before it.
    pub previous: SessionCounts,
    /// Day by day.
    pub daily: Vec<Daily<SessionsOfDay>>,
}

impl Section for Conversations {
    type Answer = ConversationsAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let from = request.period.previous().from;
        ReadPlan::ranges([Range::Days(from, None), now_range(request)])
    }

    fn answer(
        &self,
        request: &SectionRequest<'_>,
        counters: &Counters,
    ) -> Option<ConversationsAnswer> {
        let period = request.period;
        let active = ActiveSessions::now(request, counters);
        let ends = DayEnds::of_sessions(counters.days(), counters.now()).from(period.from);
        Some(ConversationsAnswer {
            active,
            totals: SessionCounts::of(&counters.days_of(period)),
            previous: SessionCounts::of(&counters.days_of(period.previous())),
            daily: daily(period, |date| SessionsOfDay {
                new_sessions: count(counters.day(date), Measure::SessionsStarted),
                active_sessions: if date == request.today() { active.total } else { ends.on(date) },
            }),
        })
    }
}

impl ActiveSessions {
    pub(super) fn now(request: &SectionRequest<'_>, counters: &Counters) -> Self {
        let unassigned = count(counters.now(), Measure::Unassigned);
        let assigned = count(counters.now(), Measure::Assigned);
        let lately = counters.resolved();
        let resolved = resolved_lately(lately, request.minute(), Measure::SessionsAt);
        Self { unassigned, assigned, resolved, total: unassigned + assigned + resolved }
    }
}

impl SessionCounts {
    fn of(figures: &Measures) -> Self {
        Self { new_sessions: count(figures, Measure::SessionsStarted) }
    }
}
