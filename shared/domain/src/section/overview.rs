//! The channel at a glance.

use super::conversations::ActiveSessions;
use super::figures::{Figures, kind, row};
use super::live::now_range;
use super::messages::MessageCounts;
use super::{Counters, Range, ReadPlan, Section, SectionRequest};
use crate::counter::Measure;

/// `GET /v1/overview`; its period is always the last 7 days.
#[derive(Debug, Clone, Copy)]
pub struct Overview;

row! {
    /// The channel at a glance.
    pub struct OverviewAnswer {
        /// Sessions active now.
        pub active_sessions: u64 = now, example 19;
        /// Contacts in all.
        pub contacts: u64 = now, example 1248;
        /// Messages that agents and bots sent in the last 7 days.
        pub messages_sent: u64 = count, example 741;
        /// Messages that customers sent in the last 7 days.
        pub messages_received: u64 = count, example 621;
        /// Messages that broadcasts sent in the last 7 days.
        pub broadcasts_sent: u64 = count, example 364;
    }
}

impl Section for Overview {
    type Answer = OverviewAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let period = request.period;
        ReadPlan::ranges([Range::Days(period.from, Some(period.to)), now_range(request)])
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<OverviewAnswer> {
        let messages = MessageCounts::of(&counters.days_of(request.period));
        Some(OverviewAnswer {
            active_sessions: ActiveSessions::now(request, counters).total,
            contacts: kind::count(counters.now(), &[Measure::Contacts]),
            messages_sent: messages.agent_sent + messages.bot_sent,
            messages_received: messages.received,
            broadcasts_sent: messages.broadcast_sent,
        })
    }
}
