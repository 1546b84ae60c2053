//! Messages sent and received.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Counters, Daily, Range, ReadPlan, Section, SectionRequest, count, daily};
use crate::counter::{Measure, Measures};

/// `GET /v1/messages`.
#[derive(Debug, Clone, Copy)]
pub struct Messages;

/// Messages by who sent them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct MessageCounts {
    /// By human agents.
    #[schema(example = 398)]
    pub agent_sent: u64,
    /// By bots.
    #[schema(example = 343)]
    pub bot_sent: u64,
    /// By broadcasts.
    #[schema(example = 364)]
    pub broadcast_sent: u64,
    /// By customers.
    #[schema(example = 621)]
    pub received: u64,
}

/// Messages of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MessagesAnswer {
    /// In the period.
    pub totals: MessageCounts,
    /// In the same number of days before it.
    pub previous: MessageCounts,
    /// Day by day.
    pub daily: Vec<Daily<MessageCounts>>,
}

impl Section for Messages {
    type Answer = MessagesAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let period = request.period;
        ReadPlan::ranges([Range::Days(period.previous().from, Some(period.to))])
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<MessagesAnswer> {
        let period = request.period;
        Some(MessagesAnswer {
            totals: MessageCounts::of(&counters.days_of(period)),
            previous: MessageCounts::of(&counters.days_of(period.previous())),
            daily: daily(period, |date| MessageCounts::of(counters.day(date))),
        })
    }
}

impl MessageCounts {
    pub(super) fn of(figures: &Measures) -> Self {
        Self {
            agent_sent: count(figures, Measure::AgentSent),
            bot_sent: count(figures, Measure::BotSent),
            broadcast_sent: count(figures, Measure::BroadcastSent),
            received: count(figures, Measure::Received),
        }
    }
}
