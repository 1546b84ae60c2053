//! Measures of an agent or a team in a period.

use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use utoipa::ToSchema;

use crate::counter::{Amount, Measure, Measures, Staff};
use crate::section::live::{DayEnds, resolved_lately};
use crate::section::{Counters, SectionRequest, count};

/// What an agent or a team did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct WorkFigures {
    /// Assignments made.
    #[schema(example = 57)]
    pub times_assigned: u64,
    /// Messages sent.
    #[schema(example = 741)]
    pub messages_sent: u64,
}

/// How fast an agent replied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
pub struct ResponseFigures {
    /// First replies.
    #[schema(example = 51)]
    pub responses: u64,
    /// From assignment to first reply, in seconds on average; null without a reply.
    #[schema(required, example = 94.25)]
    pub response_time_seconds: Option<f64>,
}

impl WorkFigures {
    /// The numbers that it is made from.
    pub(super) const NUMBERS: [Measure; 2] = [Measure::TimesAssigned, Measure::AgentSent];

    pub(super) fn of(figures: &Measures) -> Self {
        Self {
            times_assigned: count(figures, Measure::TimesAssigned),
            messages_sent: count(figures, Measure::AgentSent),
        }
    }
}

impl std::iter::Sum for WorkFigures {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            times_assigned: sum.times_assigned + one.times_assigned,
            messages_sent: sum.messages_sent + one.messages_sent,
        })
    }
}

impl ResponseFigures {
    /// The numbers that it is made from.
    pub(super) const NUMBERS: [Measure; 2] = [Measure::Responses, Measure::ResponseTime];

    pub(super) fn of(figures: &Measures) -> Self {
        let responses = count(figures, Measure::Responses);
        let nanoseconds = figures.get(Measure::ResponseTime).max(Amount::ZERO);
        let mean =
            nanoseconds.checked_div(Amount::from(responses) * Amount::from(1_000_000_000_u64));
        Self { responses, response_time_seconds: mean.and_then(|mean| mean.to_f64()) }
    }
}

/// Sessions active now for an agent or a team.
pub(super) fn active_now(request: &SectionRequest<'_>, counters: &Counters, staff: &Staff) -> u64 {
    let lately = counters.staff_resolved(staff);
    count(counters.staff_now(staff), Measure::Assigned)
        + resolved_lately(lately, request.minute(), Measure::SessionsAt)
}

/// Sessions active for an agent or a team at the end of each date of the period; today's are those
/// active now.
pub(super) fn active_at_ends(
    request: &SectionRequest<'_>,
    counters: &Counters,
    staff: &Staff,
) -> impl Fn(NaiveDate) -> u64 + use<> {
    let days = counters.staff_days(staff);
    let ends = DayEnds::of_spans(days, counters.staff_now(staff)).from(request.period.from);
    let today = request.today();
    let now = active_now(request, counters, staff);
    move |date| if date == today { now } else { ends.on(date) }
}
