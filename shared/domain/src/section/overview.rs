//! Basic channel information.

use serde::Serialize;
use utoipa::ToSchema;

use super::conversations::ActiveSessions;
use super::live::now_range;
use super::messages::MessageCounts;
use super::{Counters, Range, ReadPlan, Section, SectionRequest, count};
use crate::counter::Measure;

/// `GET /v1/overview`; its period is always the last 7 days.
#[derive(Debug, Clone, Copy)]
pub struct Overview;

/// The channel at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OverviewAnswer {
    /// Sessions active now.
    #[schema(example = 19)]
    pub active_sessions: u64,
    /// Contacts in all.
    #[schema(example = 1248)]
    pub contacts: u64,
    /// Messages by agents and bots in the last 7 days.
    #[schema(example = 741)]
    pub messages_sent: u64,
    /// Messages by customers in the last 7 days.
    #[schema(example = 621)]
    pub messages_received: u64,
    /// Messages by broadcasts in the last 7 days.
    #[schema(example = 364)]
    pub broadcasts_sent: u64,
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
            contacts: count(counters.now(), Measure::Contacts),
            messages_sent: messages.agent_sent + messages.bot_sent,
            messages_received: messages.received,
            broadcasts_sent: messages.broadcast_sent,
        })
    }
}
