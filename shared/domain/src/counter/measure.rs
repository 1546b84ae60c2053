//! The numbers that a counter item can have.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The version of the contributions: of the measures that are counted. A release that adds measures
/// raises it and gives them this version; what a measure means never changes.
pub const VERSION: u32 = 1;

macro_rules! since {
    () => {
        1
    };
    ($since:literal) => {
        $since
    };
}

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $text:literal $(since $since:literal)?,)+) => {
        /// A number of a counter item, such as `agent_sent` of a day.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure {
            $($(#[$doc])* $name,)+
            /// Of an hour: sessions resolved in its minute of this number.
            SessionsAt(u8),
            /// Of an hour: customers without an open session whose latest resolution lies in its
            /// minute of this number.
            CustomersAt(u8),
        }

        impl Measure {
            /// The version of the contributions that it came with.
            pub fn since(self) -> u32 {
                match self {
                    $(Self::$name => since!($($since)?),)+
                    Self::SessionsAt(_) | Self::CustomersAt(_) => 1,
                }
            }

            /// The name of its attribute.
            pub fn name(self) -> Cow<'static, str> {
                match self {
                    $(Self::$name => Cow::Borrowed($text),)+
                    Self::SessionsAt(minute) => Cow::Owned(format!("s{minute:02}")),
                    Self::CustomersAt(minute) => Cow::Owned(format!("c{minute:02}")),
                }
            }

            /// The measure whose attribute has this name.
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$name),)+
                    other => Self::of_minute(other),
                }
            }

            #[cfg(test)]
            pub(crate) const NAMED: &[Self] = &[$(Self::$name,)+];
        }
    };
}

measures! {
    /// Of a day: messages with sender `agent`; also of an agent's or a team's day.
    AgentSent = "agent_sent",
    /// Of a day: messages with sender `bot`.
    BotSent = "bot_sent",
    /// Of a day: messages with sender `broadcast`.
    BroadcastSent = "broadcast_sent",
    /// Of a day: messages with sender `customer`.
    Received = "received",
    /// Of a day: sessions opened.
    SessionsStarted = "sessions_started",
    /// Of a day: sessions whose end falls on it.
    SessionsEnded = "sessions_ended",
    /// Of a day: contacts whose first session was opened on it.
    NewContacts = "new_contacts",
    /// Of a day: usage of category `marketing`, in USD.
    Marketing = "marketing",
    /// Of a day: usage of category `utility`, in USD.
    Utility = "utility",
    /// Of a day: usage of category `authentication`, in USD.
    Authentication = "authentication",
    /// Of a day: usage of category `other`, in USD.
    Other = "other",
    /// Of a day: uses of AI Writer.
    AiWriterUses = "ai_writer_uses",
    /// Of a day: uses of AI Writer that have an accuracy.
    AiWriterSamples = "ai_writer_samples",
    /// Of a day: the sum of their accuracies, in millionths.
    AiWriterAccuracy = "ai_writer_accuracy",
    /// Of a day: uses of Doc Reply.
    DocReplyUses = "doc_reply_uses",
    /// Of a day: uses of Doc Reply that have an accuracy.
    DocReplySamples = "doc_reply_samples",
    /// Of a day: the sum of their accuracies, in millionths.
    DocReplyAccuracy = "doc_reply_accuracy",
    /// Of an agent's or a team's day: assignments made, each of which starts a span.
    TimesAssigned = "times_assigned",
    /// Of an agent's or a team's day: spans whose end falls on it.
    SpansEnded = "spans_ended",
    /// Of an agent's day: first replies.
    Responses = "responses",
    /// Of an agent's day: the sum of the times from assignment to first reply, in nanoseconds.
    ResponseTime = "response_ns",
    /// Of a flow's day: its runs.
    TimesTriggered = "times_triggered",
    /// Now: sessions neither resolved nor assigned.
    Unassigned = "unassigned",
    /// Now: sessions not resolved and assigned; of an agent or a team: assigned to them.
    Assigned = "assigned",
    /// Now: all sessions, ended or not.
    Sessions = "sessions",
    /// Now: sessions that have an end, in the past or in the future.
    SessionsWithEnd = "sessions_with_end",
    /// Now, of an agent or a team: all spans.
    Spans = "spans",
    /// Now, of an agent or a team: spans that have an end, in the past or in the future.
    SpansWithEnd = "spans_with_end",
    /// Now: contacts.
    Contacts = "contacts",
    /// Now: contacts with an open session.
    OpenCustomers = "open_customers",
    /// Now, of all inboxes: top-ups + adjustments − usage, in USD.
    Balance = "balance",
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name)
            .ok_or_else(|| serde::de::Error::custom(format!("`{name}` is not a measure")))
    }
}

impl Measure {
    fn of_minute(name: &str) -> Option<Self> {
        let (kind, digits) = name.split_at_checked(1)?;
        let two_digits = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        let minute = digits.parse().ok().filter(|minute| two_digits && *minute < 60)?;
        match kind {
            "s" => Some(Self::SessionsAt(minute)),
            "c" => Some(Self::CustomersAt(minute)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_has_a_name_of_its_own_that_reads_back() {
        let minutes = (0..60).flat_map(|m| [Measure::SessionsAt(m), Measure::CustomersAt(m)]);
        let all: Vec<_> = Measure::NAMED.iter().copied().chain(minutes).collect();
        let names: std::collections::BTreeSet<_> = all.iter().map(|m| m.name()).collect();
        assert_eq!(names.len(), all.len());
        for measure in all {
            assert_eq!(Measure::parse(&measure.name()), Some(measure));
        }
        for other in ["pk", "sk", "ttl", "s60", "s5", "c+1", ""] {
            assert_eq!(Measure::parse(other), None, "{other}");
        }
    }
}
