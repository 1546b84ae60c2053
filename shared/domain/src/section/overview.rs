//! Basic channel information.

use serde::Serialize;
use utoipa::ToSchema;

use super::conversations::ActiveSessions;
use super::live::now_range;
use super::messages::MessageCounts;
use super::{Counters, Needs, Question, Range, Section, count};
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

    fn needs(&self, question: &Question<'_>) -> Needs {
        let period = question.period;
        Needs::ranges([Range::Days(period.from, Some(period.to)), now_range(question)])
    }

    fn answer(&self, question: &Question<'_>, counters: &Counters) -> Option<OverviewAnswer> {
        let messages = MessageCounts::of(&counters.days_of(question.period));
        Some(OverviewAnswer {
            active_sessions: ActiveSessions::now(question, counters).total,
            contacts: count(counters.now(), Measure::Contacts),
            messages_sent: messages.agent_sent + messages.bot_sent,
            messages_received: messages.received,
            broadcasts_sent: messages.broadcast_sent,
        })
    }
}
