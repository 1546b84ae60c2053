//! Figures of an agent or a team in a period.

use chrono::NaiveDate;

use crate::counter::{Measure, Staff};
use crate::section::figures::{figures, kind};
use crate::section::live::{DayEnds, resolved_lately};
use crate::section::{Counters, SectionRequest};

figures! {
    /// What an agent or a team did.
    pub struct WorkFigures {
        /// Assignments made to the agent or the team.
        pub times_assigned: u64 = count(TimesAssigned), example 57;
        /// Messages that the agent, or agents for the team, sent.
        pub messages_sent: u64 = count(AgentSent), example 741;
    }
}

figures! {
    /// How fast an agent replied.
    pub struct ResponseFigures {
        /// First replies.
        pub responses: u64 = count(Responses), example 51;
        /// The mean time from assignment to first reply, in seconds; null without a reply.
        pub response_time_seconds: Option<f64> = mean_seconds(ResponseTime / Responses), example 94.25;
    }
}

/// Sessions active now for an agent or a team.
pub(super) fn active_now(request: &SectionRequest<'_>, counters: &Counters, staff: &Staff) -> u64 {
    let lately = counters.staff_resolved(staff);
    kind::count(counters.staff_now(staff), &[Measure::Assigned])
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
