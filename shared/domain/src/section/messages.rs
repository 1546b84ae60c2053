//! Messages sent and received.

use serde::Serialize;
use utoipa::ToSchema;

use super::figures::figures;
use super::{Compared, Counters, Range, ReadPlan, Section, SectionRequest};

/// `GET /v1/messages`.
#[derive(Debug, Clone, Copy)]
pub struct Messages;

figures! {
    /// Messages by who sent them.
    pub struct MessageCounts {
        /// Messages that human agents sent.
        pub agent_sent: u64 = count(AgentSent), example 398;
        /// Messages that bots sent.
        pub bot_sent: u64 = count(BotSent), example 343;
        /// Messages that broadcasts sent.
        pub broadcast_sent: u64 = count(BroadcastSent), example 364;
        /// Messages that customers sent.
        pub received: u64 = count(Received), example 621;
    }
}

/// Messages of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MessagesAnswer {
    /// Messages.
    #[serde(flatten)]
    pub counts: Compared<MessageCounts>,
}

impl Section for Messages {
    type Answer = MessagesAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        ReadPlan::ranges([Range::compared_days(request.period)])
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<MessagesAnswer> {
        Some(MessagesAnswer { counts: Compared::of(request, counters) })
    }
}
