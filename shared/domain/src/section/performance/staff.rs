//! Figures of an agent or a team in a period.

use chrono::NaiveDate;

use crate::counter::{Measure, Staff};
use crate::section::figures::{figures, kind, row};
use crate::section::live::{DayEnds, resolved_lately};
use crate::section::speed::FIRST_RESPONSE;
use crate::section::{Counted, Counters, SectionRequest};

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

row! {
    /// How long an agent's replies took; null without a reply, and until a rebuild has counted it.
    pub struct ResponseQuantiles {
        /// The shortest time that at least half of the replies are not above, in seconds: within 2 %
        /// or half a second.
        pub response_time_median_seconds: Option<f64> = quantile_seconds, example 61.0;
        /// The shortest time that at least 90 % of the replies are not above, likewise.
        pub response_time_p90_seconds: Option<f64> = quantile_seconds, example 240.0;
    }
}

impl ResponseQuantiles {
    /// Those of these days of an agent.
    pub(super) fn of(counters: &Counters, days: &Counted<'_>) -> Self {
        let histogram = FIRST_RESPONSE.histogram(counters, days.measures());
        let quantile = |percent| histogram.as_ref().and_then(|it| it.quantile(percent));
        Self { response_time_median_seconds: quantile(50), response_time_p90_seconds: quantile(90) }
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
