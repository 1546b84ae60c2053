//! The numbers that a counter item can have.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::bin::Bin;
use crate::country::Country;

/// The version of the contributions: of the measures that are counted. A release that adds measures
/// raises it and gives them this version; what a measure means never changes.
pub const VERSION: u32 = 2;

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
            /// Of a day's detail: what occurred in its local hour of this number.
            InHour(Hourly, u8),
            /// Of a day's detail, or of an agent's day: first replies that took as long as this bin.
            RepliedWithin(Bin),
            /// Of a day's detail: resolutions that took as long as this bin.
            ResolvedWithin(Bin),
            /// Of a day's usage by country: usage for recipients in this country, or in none that is
            /// known, in USD.
            UsedIn(Option<Country>),
        }

        impl Measure {
            /// The version of the contributions that it came with.
            pub const fn since(self) -> u32 {
                match self {
                    $(Self::$name => since!($($since)?),)+
                    Self::SessionsAt(_) | Self::CustomersAt(_) => 1,
                    Self::InHour(..)
                    | Self::RepliedWithin(_)
                    | Self::ResolvedWithin(_)
                    | Self::UsedIn(_) => 2,
                }
            }

            /// The name of its attribute.
            pub fn name(self) -> Cow<'static, str> {
                match self {
                    $(Self::$name => Cow::Borrowed($text),)+
                    Self::SessionsAt(minute) => Cow::Owned(format!("s{minute:02}")),
                    Self::CustomersAt(minute) => Cow::Owned(format!("c{minute:02}")),
                    Self::InHour(what, hour) => Cow::Owned(format!("{}{hour:02}", what.letter())),
                    Self::RepliedWithin(bin) => Cow::Owned(format!("f{}", bin.number())),
                    Self::ResolvedWithin(bin) => Cow::Owned(format!("z{}", bin.number())),
                    Self::UsedIn(None) => Cow::Borrowed(USED_IN),
                    Self::UsedIn(Some(country)) => Cow::Owned(format!("{USED_IN}{country}")),
                }
            }

            /// The measure whose attribute has this name.
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$name),)+
                    other => Self::numbered(other),
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
    /// Of a day: sessions whose `resolved_at` falls on it.
    SessionsResolved = "sessions_resolved" since 2,
    /// Of a day: those of them that were never assigned to an agent.
    ResolvedWithoutAgent = "resolved_without_agent" since 2,
    /// Of a day: contacts whose first session was opened on it.
    NewContacts = "new_contacts",
    /// Of a day: usage of category `marketing`, in USD.
    Marketing = "marketing",
    /// Of a day: usage of category `utility`, in USD.
    Utility = "utility",
    /// Of a day: usage of category `authentication`, in USD.
    Authentication = "authentication",
    /// Of a day: usage of category `authentication_international`, in USD.
    AuthenticationInternational = "authentication_international" since 2,
    /// Of a day: usage of category `service`, in USD.
    Service = "service" since 2,
    /// Of a day: usage of category `other`, in USD.
    Other = "other",
    /// Of a day: uses of AI Writer.
    AiWriterUses = "ai_writer_uses",
    /// Of a day: uses of AI Writer that have an accuracy.
    AiWriterSamples = "ai_writer_samples",
    /// Of a day: the sum of their accuracies, in millionths.
    AiWriterAccuracy = "ai_writer_accuracy",
    /// Of a day: uses of AI Writer whose text was sent.
    AiWriterSent = "ai_writer_sent" since 2,
    /// Of a day: uses of AI Writer that have an accuracy, sent as they were suggested.
    AiWriterUnchanged = "ai_writer_unchanged" since 2,
    /// Of a day: uses of Doc Reply.
    DocReplyUses = "doc_reply_uses",
    /// Of a day: uses of Doc Reply that have an accuracy.
    DocReplySamples = "doc_reply_samples",
    /// Of a day: the sum of their accuracies, in millionths.
    DocReplyAccuracy = "doc_reply_accuracy",
    /// Of a day: uses of Doc Reply whose text was sent.
    DocReplySent = "doc_reply_sent" since 2,
    /// Of a day: uses of Doc Reply that have an accuracy, sent as they were suggested.
    DocReplyUnchanged = "doc_reply_unchanged" since 2,
    /// Of an agent's or a team's day: assignments made, each of which starts a span.
    TimesAssigned = "times_assigned",
    /// Of an agent's or a team's day: spans whose end falls on it.
    SpansEnded = "spans_ended",
    /// Of an agent's day, or of a day's detail: first replies.
    Responses = "responses",
    /// Of an agent's day, or of a day's detail: the sum of the times from assignment to first reply,
    /// in nanoseconds.
    ResponseTime = "response_ns",
    /// Of a day's detail: the sum of the times from opening to resolution, in nanoseconds.
    ResolutionTime = "resolution_ns" since 2,
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

/// What is counted by the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hourly {
    /// Messages with sender `customer`.
    Received,
    /// Messages with sender `agent`.
    AgentSent,
    /// Messages with sender `bot`.
    BotSent,
    /// Sessions opened.
    SessionsStarted,
}

impl Hourly {
    fn letter(self) -> char {
        match self {
            Self::Received => 'r',
            Self::AgentSent => 'a',
            Self::BotSent => 'b',
            Self::SessionsStarted => 'n',
        }
    }
}

/// The beginning of the names of [`Measure::UsedIn`].
const USED_IN: &str = "used_in_";

impl Measure {
    /// The measure of this name, of those whose names end with a number or a country.
    fn numbered(name: &str) -> Option<Self> {
        if let Some(country) = name.strip_prefix(USED_IN) {
            let none = country.is_empty().then_some(None);
            return none.or_else(|| Country::parse(country).map(Some)).map(Self::UsedIn);
        }
        let (kind, digits) = name.split_at_checked(1)?;
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let below = |end: u8| digits.parse().ok().filter(|n| digits.len() == 2 && *n < end);
        let in_hour = |what| below(24).map(|hour| Self::InHour(what, hour));
        let bin = || digits.parse().ok().filter(|_| is_plain(digits)).and_then(Bin::numbered);
        match kind {
            "s" => below(60).map(Self::SessionsAt),
            "c" => below(60).map(Self::CustomersAt),
            "r" => in_hour(Hourly::Received),
            "a" => in_hour(Hourly::AgentSent),
            "b" => in_hour(Hourly::BotSent),
            "n" => in_hour(Hourly::SessionsStarted),
            "f" => bin().map(Self::RepliedWithin),
            "z" => bin().map(Self::ResolvedWithin),
            _ => None,
        }
    }
}

/// Whether these digits are written without zeros before them.
fn is_plain(digits: &str) -> bool {
    digits == "0" || !digits.starts_with('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_has_a_name_of_its_own_that_reads_back() {
        let minutes = (0..60).flat_map(|m| [Measure::SessionsAt(m), Measure::CustomersAt(m)]);
        let hours = (0..24).flat_map(|hour| {
            use Hourly::{AgentSent, BotSent, Received, SessionsStarted};
            [Received, AgentSent, BotSent, SessionsStarted].map(|it| Measure::InHour(it, hour))
        });
        let bins = (0..).map_while(Bin::numbered);
        let bins = bins.flat_map(|it| [Measure::RepliedWithin(it), Measure::ResolvedWithin(it)]);
        let countries = [None, Country::parse("TW"), Country::parse("DE")].map(Measure::UsedIn);
        let numbered = minutes.chain(hours).chain(bins).chain(countries);
        let all: Vec<_> = Measure::NAMED.iter().copied().chain(numbered).collect();
        let names: std::collections::BTreeSet<_> = all.iter().map(|m| m.name()).collect();
        assert_eq!(names.len(), all.len());
        for measure in all {
            assert_eq!(Measure::parse(&measure.name()), Some(measure));
        }
        for other in [
            "pk",
            "sk",
            "ttl",
            "s60",
            "s5",
            "c+1",
            "r24",
            "a5",
            "f01",
            "f9999",
            "z",
            "used_in_tw",
            "",
        ] {
            assert_eq!(Measure::parse(other), None, "{other}");
        }
    }
}
