//! Counters: what is counted, under which key, and sums of changes to them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::calendar::Hour;
use crate::id::Id;

/// The amount of a counter or of a change to it: exact, whole but for money.
pub type Amount = Decimal;

/// Which records an item counts: those of one inbox, or all.
///
/// Every contribution is made to both, so that every figure is read the same way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All records of the account, with an inbox or without.
    All,
    /// The records of one inbox.
    Inbox(Id),
}

impl Scope {
    /// The scope of a request: one inbox, or all.
    pub fn of(inbox: Option<&Id>) -> Self {
        inbox.map_or(Self::All, |id| Self::Inbox(id.clone()))
    }

    /// The scopes that a record with (or without) an inbox contributes to.
    pub fn of_record(inbox: Option<&Id>) -> impl Iterator<Item = Self> + use<> {
        [Some(Self::All), inbox.map(|id| Self::Inbox(id.clone()))].into_iter().flatten()
    }
}

/// Whose performance is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Staff {
    /// A human agent.
    Agent(Id),
    /// A team, by the records that carry its id.
    Team(Id),
}

/// What a counter item stands for, within its account and scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// A local date.
    Day(NaiveDate),
    /// A local date of an agent or a team.
    StaffDay(NaiveDate, Staff),
    /// A local date of a chat flow.
    FlowDay(NaiveDate, Id),
    /// Running numbers, without a date.
    Now,
    /// Running numbers of an agent or a team.
    StaffNow(Staff),
    /// Resolutions in a UTC hour, by minute.
    Resolved(Hour),
    /// Resolutions in a UTC hour of sessions that are an agent's or a team's, by minute.
    StaffResolved(Hour, Staff),
}

/// One counter item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counter {
    /// The account that it belongs to.
    pub account: Id,
    /// Which of the account's records it counts.
    pub scope: Scope,
    /// What it stands for.
    pub row: Row,
}

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// One number of a counter item.
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
            const NAMED: &[(Self, &'static str)] = &[$((Self::$name, $text),)+];
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
    /// Of a day: usage in USD.
    Marketing = "marketing",
    /// Of a day: usage in USD.
    Utility = "utility",
    /// Of a day: usage in USD.
    Authentication = "authentication",
    /// Of a day: usage in USD.
    Other = "other",
    /// Of a day: uses of AI Writer.
    AiWriterUses = "ai_writer_uses",
    /// Of a day: uses of AI Writer that have an accuracy.
    AiWriterSamples = "ai_writer_samples",
    /// Of a day: their accuracies in all, in millionths.
    AiWriterAccuracy = "ai_writer_accuracy",
    /// Of a day: uses of Doc Reply.
    DocReplyUses = "doc_reply_uses",
    /// Of a day: uses of Doc Reply that have an accuracy.
    DocReplySamples = "doc_reply_samples",
    /// Of a day: their accuracies in all, in millionths.
    DocReplyAccuracy = "doc_reply_accuracy",
    /// Of an agent's or a team's day: assignments made, which is also the spans started.
    TimesAssigned = "times_assigned",
    /// Of an agent's or a team's day: spans whose end falls on it.
    SpansEnded = "spans_ended",
    /// Of an agent's day: first replies.
    Responses = "responses",
    /// Of an agent's day: from assignment to first reply in all, in nanoseconds.
    ResponseTime = "response_ns",
    /// Of a flow's day: its runs.
    TimesTriggered = "times_triggered",
    /// Now: sessions neither resolved nor assigned.
    Unassigned = "unassigned",
    /// Now: sessions not resolved and assigned; of an agent or a team: assigned to them.
    Assigned = "assigned",
    /// Now: sessions in all, ended or not.
    Sessions = "sessions",
    /// Now: sessions that have an end, past or ahead.
    SessionsWithEnd = "sessions_with_end",
    /// Now, of an agent or a team: spans in all.
    Spans = "spans",
    /// Now, of an agent or a team: spans that have an end, past or ahead.
    SpansWithEnd = "spans_with_end",
    /// Now: contacts.
    Contacts = "contacts",
    /// Now: contacts with an open session.
    OpenCustomers = "open_customers",
    /// Now, of all inboxes: top-ups + adjustments − usage, in USD.
    Balance = "balance",
}

impl Measure {
    /// The name of its attribute.
    pub fn name(self) -> String {
        match self {
            Self::SessionsAt(minute) => format!("s{minute:02}"),
            Self::CustomersAt(minute) => format!("c{minute:02}"),
            named => {
                let found = Self::NAMED.iter().find(|(measure, _)| *measure == named);
                found.map_or_else(String::new, |(_, name)| (*name).to_owned())
            }
        }
    }

    /// The measure of an attribute of this name.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some((measure, _)) = Self::NAMED.iter().find(|(_, text)| *text == name) {
            return Some(*measure);
        }
        let minute = || {
            let digits = name.get(1..)?;
            let two = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse().ok().filter(|minute| two && *minute < 60)
        };
        match name.as_bytes().first()? {
            b's' => Some(Self::SessionsAt(minute()?)),
            b'c' => Some(Self::CustomersAt(minute()?)),
            _ => None,
        }
    }
}

/// The numbers of one counter item, or the changes to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(Vec<(Measure, Amount)>);

impl Figures {
    /// No numbers.
    pub const NONE: Self = Self(Vec::new());

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of this measure; zero where there is none.
    pub fn get(&self, measure: Measure) -> Amount {
        self.0.iter().find(|(m, _)| *m == measure).map_or(Amount::ZERO, |(_, amount)| *amount)
    }

    /// Adds to the number of this measure.
    pub fn add(&mut self, measure: Measure, amount: Amount) {
        match self.0.iter_mut().find(|(m, _)| *m == measure) {
            Some((_, sum)) => *sum += amount,
            None => self.0.push((measure, amount)),
        }
    }

    /// Adds all numbers of another.
    pub fn merge(&mut self, other: &Self) {
        for (measure, amount) in &other.0 {
            self.add(*measure, *amount);
        }
    }

    /// The numbers that are not zero.
    pub fn iter(&self) -> impl Iterator<Item = (Measure, Amount)> {
        self.0.iter().copied().filter(|(_, amount)| !amount.is_zero())
    }
}

impl FromIterator<(Measure, Amount)> for Figures {
    fn from_iter<I: IntoIterator<Item = (Measure, Amount)>>(numbers: I) -> Self {
        let mut figures = Self::default();
        for (measure, amount) in numbers {
            figures.add(measure, amount);
        }
        figures
    }
}

/// Changes to counters: a sum of contributions, each added or taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deltas(BTreeMap<Counter, Figures>);

impl Deltas {
    /// No changes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an amount to one number of a counter.
    pub fn add(&mut self, counter: Counter, measure: Measure, amount: impl Into<Amount>) {
        self.0.entry(counter).or_default().add(measure, amount.into());
    }

    /// Adds all changes of another.
    pub fn merge(&mut self, other: &Self) {
        for (counter, figures) in &other.0 {
            match self.0.entry(counter.clone()) {
                Entry::Occupied(mut mine) => mine.get_mut().merge(figures),
                Entry::Vacant(free) => {
                    free.insert(figures.clone());
                }
            }
        }
    }

    /// Takes all changes of another away.
    pub fn subtract(&mut self, other: &Self) {
        for (counter, figures) in &other.0 {
            let mine = self.0.entry(counter.clone()).or_default();
            for (measure, amount) in figures.iter() {
                mine.add(measure, -amount);
            }
        }
    }

    /// Drops the items that come to nothing.
    #[must_use]
    pub fn without_zeros(mut self) -> Self {
        self.0.retain(|_, figures| figures.iter().next().is_some());
        self
    }

    /// The items, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&Counter, &Figures)> {
        self.0.iter()
    }

    /// How many items are touched.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is touched.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this item is touched.
    pub fn touches(&self, counter: &Counter) -> bool {
        self.0.contains_key(counter)
    }

    /// The changes cut, in the order of their keys, into parts of at most so many items.
    pub fn into_parts(self, items: usize) -> Vec<Self> {
        let mut rest = self.0.into_iter().peekable();
        let mut parts = Vec::new();
        while rest.peek().is_some() {
            parts.push(Self(rest.by_ref().take(items).collect()));
        }
        parts
    }
}

/// Where a record's contributions go: the counters of its account, in the scopes of its inbox.
pub struct Contributions<'a> {
    deltas: &'a mut Deltas,
    account: &'a Id,
    inbox: Option<&'a Id>,
}

impl<'a> Contributions<'a> {
    /// Contributions of a record of this account and inbox, added to `deltas`.
    pub fn new(deltas: &'a mut Deltas, account: &'a Id, inbox: Option<&'a Id>) -> Self {
        Self { deltas, account, inbox }
    }

    /// Adds an amount in the scopes of the inbox and of all inboxes.
    pub fn add(&mut self, row: &Row, measure: Measure, amount: impl Into<Amount>) {
        let amount = amount.into();
        for scope in Scope::of_record(self.inbox) {
            self.add_in(scope, row.clone(), measure, amount);
        }
    }

    /// Adds one in the scopes of the inbox and of all inboxes.
    pub fn count(&mut self, row: &Row, measure: Measure) {
        self.add(row, measure, 1);
    }

    /// Adds an amount for the whole account only.
    pub fn add_for_account(&mut self, row: Row, measure: Measure, amount: impl Into<Amount>) {
        self.add_in(Scope::All, row, measure, amount.into());
    }

    fn add_in(&mut self, scope: Scope, row: Row, measure: Measure, amount: Amount) {
        self.deltas.add(Counter { account: self.account.clone(), scope, row }, measure, amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_has_a_name_of_its_own_that_reads_back() {
        let minutes = (0..60).flat_map(|m| [Measure::SessionsAt(m), Measure::CustomersAt(m)]);
        let all: Vec<_> = Measure::NAMED.iter().map(|(m, _)| *m).chain(minutes).collect();
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
