//! Sessions: new ones, and those active.

use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{Figures, figures, kind, row};
use super::live::{DayEnds, now_range, resolved_lately};
use super::{Complete, Counters, Daily, Range, ReadPlan, Section, SectionRequest};
use crate::counter::Measure;

/// `GET /v1/conversations`.
#[derive(Debug, Clone, Copy)]
pub struct Conversations;

row! {
    /// Sessions active now, by status.
    pub struct ActiveSessions {
        /// Sessions that are not resolved and have no current assignment.
        pub unassigned: u64 = now, example 4;
        /// Sessions that are not resolved and are assigned.
        pub assigned: u64 = now, example 9;
        /// Sessions that were resolved less than 24 hours ago.
        pub resolved: u64 = now, example 6;
        /// All active sessions.
        pub total: u64 = now, example 19;
    }
}

figures! {
    /// New and resolved sessions of a period or a day.
    pub struct SessionCounts {
        /// Sessions opened in it.
        pub new_sessions: u64 = count(SessionsStarted), example 132;
        /// Sessions whose `resolved_at` falls in it; null until a rebuild has counted it.
        pub resolved_sessions: Option<u64> = count(SessionsResolved), example 118;
        /// Those of them that were never assigned to an agent; null until a rebuild has counted it.
        pub resolved_without_agent: Option<u64> = count(ResolvedWithoutAgent), example 40;
    }
}

row! {
    /// Sessions of a day.
    pub struct SessionsOfDay {
        /// New and resolved sessions.
        pub counts: SessionCounts => flatten;
        /// Sessions active at the end of the day; today's are those active now.
        pub active_sessions: u64 = now, example 19;
    }
}

/// Sessions of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ConversationsAnswer {
    /// Sessions active now.
    pub active: ActiveSessions,
    /// Sums over the period.
    pub totals: SessionCounts,
    /// Sums over the same number of days just before it.
    pub previous: SessionCounts,
    /// The same of the days that are over; null where none is.
    #[schema(required)]
    pub complete: Option<Complete<SessionCounts>>,
    /// A row for every date of the period, oldest first.
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
        let active_now = active.total;
        let ends = DayEnds::of_sessions(counters.days(), counters.now()).from(period.from);
        let counts = |days| SessionCounts::of(&counters.days_of(days));
        Some(ConversationsAnswer {
            active,
            totals: counts(period),
            previous: counts(period.previous()),
            complete: Complete::by(request, counts),
            daily: Daily::of_period(period, |date| SessionsOfDay {
                counts: SessionCounts::of(&counters.day(date)),
                active_sessions: if date == request.today() { active_now } else { ends.on(date) },
            }),
        })
    }
}

impl ActiveSessions {
    pub(super) fn now(request: &SectionRequest<'_>, counters: &Counters) -> Self {
        let unassigned = kind::count(counters.now(), &[Measure::Unassigned]);
        let assigned = kind::count(counters.now(), &[Measure::Assigned]);
        let resolved = resolved_lately(counters.resolved(), request.minute(), Measure::SessionsAt);
        Self { unassigned, assigned, resolved, total: unassigned + assigned + resolved }
    }
}
