//! Source records: decoded from their images, and what each contributes to the counters.
//!
//! Contributions depend on the record and the account's calendar, and on nothing else (no clock, no
//! time of writing), so whatever was added can later be taken away exactly.

mod accuracy;
mod ai_use;
mod billing;
mod flow_run;
mod message;
mod session;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::counter::{Contributions, Deltas};
use crate::customer::CustomerKey;
use crate::generation::Counting;
use crate::id::Id;
use crate::image::{Image, RejectReason};

pub use ai_use::AiUse;
pub use billing::{BillingEntry, Category};
pub use flow_run::FlowRun;
pub use message::Message;
pub use session::{Assignment, Session};

/// The source tables that are streamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Source {
    /// Messages in, messages out, broadcasts.
    Messages,
    /// Conversations with a customer, their assignments and resolution.
    Sessions,
    /// Usage, top-ups and adjustments.
    Billing,
    /// Runs of chat flows.
    FlowRuns,
    /// Uses of AI tools.
    AiUsage,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Messages, Self::Sessions, Self::Billing, Self::FlowRuns, Self::AiUsage];

    /// The names of its table's hash key and range key.
    pub fn key(self) -> (&'static str, &'static str) {
        match self {
            Self::Messages => ("session_id", "message_id"),
            Self::Sessions => ("account_id", "session_id"),
            Self::Billing => ("account_id", "entry_id"),
            Self::FlowRuns => ("account_id", "run_id"),
            Self::AiUsage => ("account_id", "usage_id"),
        }
    }

    /// The name of its table, without a prefix.
    pub fn table(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Sessions => "sessions",
            Self::Billing => "billing",
            Self::FlowRuns => "flow_runs",
            Self::AiUsage => "ai_usage",
        }
    }
}

/// A valid source record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Record {
    /// A record of `messages`.
    Message(Message),
    /// A record of `sessions`.
    Session(Session),
    /// A record of `billing`.
    Billing(BillingEntry),
    /// A record of `flow_runs`.
    FlowRun(FlowRun),
    /// A record of `ai_usage`.
    AiUse(AiUse),
}

impl Record {
    /// The record of this image, or why it is rejected. The result depends on the image alone.
    pub fn decode(source: Source, image: Image<'_>) -> Result<Self, RejectReason> {
        Ok(match source {
            Source::Messages => Self::Message(Message::decode(image)?),
            Source::Sessions => Self::Session(Session::decode(image)?),
            Source::Billing => Self::Billing(BillingEntry::decode(image)?),
            Source::FlowRuns => Self::FlowRun(FlowRun::decode(image)?),
            Source::AiUsage => Self::AiUse(AiUse::decode(image)?),
        })
    }

    /// The account that it belongs to.
    pub fn account(&self) -> &Id {
        match self {
            Self::Message(message) => &message.account,
            Self::Session(session) => &session.account,
            Self::Billing(entry) => &entry.account,
            Self::FlowRun(run) => &run.account,
            Self::AiUse(used) => &used.account,
        }
    }

    /// Why the record is rejected although an earlier version counted it: that one goes on to count
    /// it, and later ones do not.
    pub fn flaw(&self) -> Option<RejectReason> {
        match self {
            Self::Billing(entry) if entry.has_bad_country => {
                Some(RejectReason::BadCountry("country"))
            }
            _ => None,
        }
    }

    /// What it contributes to the counters. [`crate::contact`] counts a session's customer.
    pub fn contributions(&self, counting: Counting) -> Deltas {
        let Counting { calendar, version } = counting;
        let mut deltas = Deltas::new();
        if matches!(self, Self::Billing(entry) if !entry.is_counted_by(version)) {
            return deltas;
        }
        let mut out = Contributions::new(&mut deltas, self.account(), self.inbox(), version);
        match self {
            Self::Message(message) => message.contribute(calendar, &mut out),
            Self::Session(session) => session.contribute(calendar, &mut out),
            Self::Billing(entry) => entry.contribute(calendar, &mut out),
            Self::FlowRun(run) => run.contribute(calendar, &mut out),
            Self::AiUse(used) => used.contribute(calendar, &mut out),
        }
        deltas
    }

    /// The record with its customer's pseudonym in the place of the customer's id. Without a key it
    /// stays as it is.
    #[must_use]
    pub fn pseudonymous(self, key: Option<&CustomerKey>) -> Self {
        match (self, key) {
            (Self::Session(session), Some(key)) => {
                let customer = key.pseudonym(&session.customer);
                Self::Session(Session { customer, ..session })
            }
            (record, _) => record,
        }
    }

    /// About how many bytes it has as JSON.
    pub fn size(&self) -> usize {
        match self {
            Self::Session(session) => 400 + 400 * session.assignments.len(),
            _ => 600,
        }
    }

    /// The record after its removal at this time. History stays: a removed session counts as one
    /// that ended then, and every other record counts as before.
    #[must_use]
    pub fn removed(self, at: DateTime<Utc>) -> Self {
        match self {
            Self::Session(session) => Self::Session(session.removed(at)),
            other => other,
        }
    }

    fn inbox(&self) -> Option<&Id> {
        match self {
            Self::Message(message) => Some(&message.inbox),
            Self::Session(session) => Some(&session.inbox),
            Self::Billing(entry) => entry.inbox.as_ref(),
            Self::FlowRun(run) => Some(&run.inbox),
            Self::AiUse(used) => Some(&used.inbox),
        }
    }
}
