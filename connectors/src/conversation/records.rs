//! The records that a conversation's state leads to.

use std::collections::BTreeMap;

use chrono::DateTime;
use domain::country::Country;
use domain::record::Source;

use super::fact::{Author, Message};
use super::state::{State, Told};
use super::walk::{Assignment, DAY, Ends, Session};
use crate::connector::{Connector, Platform};
use crate::id::id;
use crate::record::{Attributes, SourceRecord, Table};
use crate::whatsapp::calling_code;

/// What an agent is called who wrote with the account's phone.
pub(crate) const PHONE: &str = "phone";

/// Records of a conversation, by table and range key.
pub(super) type Records = BTreeMap<(Source, String), Written>;

/// A record, and what is said of it besides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) record: SourceRecord,
    /// The rate card has no rate for it, so its amount is 0.
    pub(super) is_unpriced: bool,
}

/// Makes the records of a conversation.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) connector: &'a Connector,
    pub(super) conversation: &'a str,
}

impl Maker<'_> {
    pub(super) fn ends(self) -> Ends {
        match self.connector.platform {
            Platform::Chatwoot(_) => Ends::WhenResolved,
            Platform::WhatsApp(_) => Ends::WhenSilent,
        }
    }

    /// The conversation as a state tells it, with all that ended in it.
    pub(super) fn told(self, state: &State) -> Told<'_> {
        let mut told = state.tell(self.ends());
        if self.ends() == Ends::WhenSilent {
            end_silent(state, &mut told.sessions);
        }
        told
    }

    /// All records that a state leads to, as far as its facts are not folded.
    pub(super) fn records(self, state: &State) -> Records {
        let Told { sessions, messages, customer } = self.told(state);
        let mut records = Records::new();
        let Some(customer) = customer else { return records };
        for (number, session) in sessions {
            let record = self.session(number, &session, &customer);
            add(&mut records, Source::Sessions, record, false);
        }
        for (own, message, team) in messages {
            self.add_message(&mut records, own, message, team.as_deref(), &customer);
        }
        records
    }

    /// Adds the records of a message: none if it never left; itself; and its bill.
    pub(super) fn add_message(
        self,
        records: &mut Records,
        own: &str,
        message: &Message,
        team: Option<&str>,
        customer: &str,
    ) {
        let sent = message.delivery.map_or(Some(message.at), |delivery| delivery.sent);
        if let Some(sent) = sent {
            let record = self.message(own, message, sent, team, customer);
            add(records, Source::Messages, record, false);
        }
        if let Some((bill, is_unpriced)) = self.bill(own, message, customer) {
            add(records, Source::Billing, bill, is_unpriced);
        }
    }

    /// The record of a message.
    fn message(
        self,
        own: &str,
        message: &Message,
        sent: i64,
        team: Option<&str>,
        customer: &str,
    ) -> Attributes {
        let (sender, agent) = match &message.author {
            Author::Customer => ("customer", None),
            Author::Agent(agent) => ("agent", Some(agent.as_str())),
            Author::Phone => ("agent", Some(PHONE)),
            Author::Broadcast => ("broadcast", None),
            Author::Bot | Author::Unknown => ("bot", None),
        };
        let team = team.filter(|_| agent.is_some()).map(|team| self.id(team));
        self.account()
            .text("session_id", self.conversation)
            .text("message_id", &self.id(own))
            .text("inbox_id", &self.id(&message.inbox))
            .text("customer_id", &self.id(customer))
            .text("sender", sender)
            .maybe("agent_id", agent.map(|agent| self.id(agent)).as_deref())
            .maybe("team_id", team.as_deref())
            .time("sent_at", sent * 1000)
    }

    /// The record of a message's bill, and whether the rate card has no rate for it.
    fn bill(self, own: &str, message: &Message, customer: &str) -> Option<(Attributes, bool)> {
        let delivery = message.delivery?;
        let (category, at) = (delivery.billed?, delivery.delivered?);
        let country = calling_code::country(customer).and_then(Country::parse);
        let date = DateTime::from_timestamp(at, 0)?.date_naive();
        let card = self.connector.rate_card.as_ref();
        let rate = card.and_then(|card| card.rate(date, category, country));
        let bill = self
            .account()
            .text("entry_id", &self.id(own))
            .text("kind", "usage")
            .text("category", category.name())
            .maybe("country", country.as_ref().map(Country::as_str))
            .set("amount_usd", "N", rate.unwrap_or_default().normalize().to_string())
            .text("inbox_id", &self.id(&message.inbox))
            .time("occurred_at", at * 1000);
        Some((bill, rate.is_none()))
    }

    /// The record of a session.
    fn session(self, number: u32, session: &Session, customer: &str) -> Attributes {
        let list: Vec<_> = session.assignments.iter().map(|it| self.assignment(it)).collect();
        let record = self
            .session_key(number)
            .text("inbox_id", &self.id(&session.inbox))
            .text("customer_id", &self.id(customer))
            .time("opened_at", session.opened * 1000)
            .maybe_time("resolved_at", session.resolved);
        if list.is_empty() { record } else { record.set("assignments", "L", list) }
    }

    fn session_key(self, number: u32) -> Attributes {
        self.account().text("session_id", &format!("{}.{number}", self.conversation))
    }

    fn assignment(self, assignment: &Assignment) -> serde_json::Value {
        let id = |own: &Option<String>| own.as_ref().map(|own| self.id(own));
        Attributes::new()
            .maybe("agent_id", id(&assignment.owner.agent).as_deref())
            .maybe("team_id", id(&assignment.owner.team).as_deref())
            .time("assigned_at", assignment.at)
            .maybe_time("ended_at", assignment.ended)
            .maybe_time("first_reply_at", assignment.first_reply)
            .map()
    }

    fn account(self) -> Attributes {
        Attributes::new().text("account_id", self.connector.account.as_str())
    }

    fn id(self, own: &str) -> String {
        id(&self.connector.name, own)
    }
}

/// A session without messages from its customer for a day ended with the last one: the next one
/// shows that, or any fact of a later time.
fn end_silent(state: &State, sessions: &mut [(u32, Session)]) {
    let facts = &state.facts;
    let written = facts.messages.values().map(|message| message.at).max();
    let now = written.max(facts.passed).max(state.floor());
    let last = sessions.len().saturating_sub(1);
    for (n, (_, session)) in sessions.iter_mut().enumerate() {
        let silent = now.is_some_and(|now| now - session.last_received >= DAY);
        session.resolved = (n < last || silent).then_some(session.last_received * 1000);
    }
}

/// What takes a session's record back: its key alone, which counts for nothing.
pub(super) fn withdrawn(record: &SourceRecord) -> SourceRecord {
    let (hash, range) = record.key();
    let item = Attributes::new().text("account_id", hash).text("session_id", range).item();
    SourceRecord { withdrawn: true, ..SourceRecord::new(record.table, item) }
}

fn add(records: &mut Records, source: Source, record: Attributes, is_unpriced: bool) {
    let record = SourceRecord::new(Table::Source(source), record.item());
    let range = record.key().1.to_owned();
    records.insert((source, range), Written { record, is_unpriced });
}
