//! Builds the records of one conversation: a session with its messages, flow runs and AI uses.

use chrono::TimeDelta;
use serde_json::Value;

use crate::assistant;
use crate::business::{Inbox, WEBSITE};
use crate::record::{Fields, Ids, Item, Record, Time, attribute, later, stamp};
use crate::rng::Rng;
use crate::staff::{Agent, Team};

/// The time that a conversation is assigned to an agent, a team or both.
#[derive(Debug, Clone, Copy)]
struct Assignment {
    agent: Option<&'static Agent>,
    team: Option<&'static Team>,
    assigned_at: Time,
    ended_at: Option<Time>,
    first_reply_at: Option<Time>,
}

/// A conversation so far. Every step happens at the time of its own clock, which [`ConversationBuilder::wait`] moves.
pub(crate) struct ConversationBuilder<'a> {
    pub(crate) rng: &'a mut Rng,
    pub(crate) ids: &'a mut Ids,
    pub(crate) inbox: &'static Inbox,
    pub(crate) clock: Time,
    session_id: String,
    customer_id: String,
    opened_at: Time,
    resolved_at: Option<Time>,
    assignments: Vec<Assignment>,
    states: Vec<(Time, Item)>,
    records: Vec<Record>,
}

impl<'a> ConversationBuilder<'a> {
    /// A session that a customer opens with a first message.
    pub(crate) fn open(
        (rng, ids): (&'a mut Rng, &'a mut Ids),
        session_id: String,
        customer_id: &str,
        inbox: &'static Inbox,
        opened_at: Time,
    ) -> Self {
        let mut builder = Self {
            rng,
            ids,
            inbox,
            clock: opened_at,
            session_id,
            customer_id: customer_id.to_owned(),
            opened_at,
            resolved_at: None,
            assignments: Vec::new(),
            states: Vec::new(),
            records: Vec::new(),
        };
        builder.save();
        builder.customer_writes();
        builder
    }

    /// Continues a session that was written before, at `clock`. `None` unless this builder would write exactly the same
    /// item for it: otherwise its next write would lose what others had put into it.
    pub(crate) fn resume(
        (rng, ids): (&'a mut Rng, &'a mut Ids),
        session: &Item,
        clock: Time,
    ) -> Option<Self> {
        let text = |name: &str| session.get(name)?["S"].as_str();
        let time = |value: &Value| value["S"].as_str()?.parse::<Time>().ok();
        let given = session.get("assignments").and_then(|list| list["L"].as_array());
        let assignments = given.into_iter().flatten().map(|assignment| {
            let fields = &assignment["M"];
            Some(Assignment {
                agent: fields["agent_id"]["S"].as_str().and_then(Agent::find),
                team: fields["team_id"]["S"].as_str().and_then(Team::find),
                assigned_at: time(&fields["assigned_at"])?,
                ended_at: time(&fields["ended_at"]),
                first_reply_at: time(&fields["first_reply_at"]),
            })
        });
        let builder = Self {
            rng,
            ids,
            inbox: Inbox::find(text("inbox_id")?)?,
            clock,
            session_id: text("session_id")?.to_owned(),
            customer_id: text("customer_id")?.to_owned(),
            opened_at: time(session.get("opened_at")?)?,
            resolved_at: None,
            assignments: assignments.collect::<Option<_>>()?,
            states: Vec::new(),
            records: Vec::new(),
        };
        (builder.item() == *session).then_some(builder)
    }

    /// Moves the clock on.
    pub(crate) fn wait(&mut self, seconds: f64) {
        self.clock = later(self.clock, seconds);
    }

    /// The customer writes. If the session was resolved, it is open again.
    pub(crate) fn customer_writes(&mut self) {
        if self.resolved_at.take().is_some() {
            self.save();
        }
        self.message("customer", None, None);
    }

    /// The bot sends a message.
    pub(crate) fn bot_writes(&mut self) {
        self.message("bot", None, None);
    }

    /// A flow runs.
    pub(crate) fn flow_runs(&mut self, flow_id: &str) {
        self.records.push(flow_run(self.ids, flow_id, self.inbox.id, self.clock));
    }

    /// The assigned agent writes, sometimes with the help of an AI tool. Without an agent nothing happens.
    pub(crate) fn agent_writes(&mut self) {
        let Some(Assignment { agent: Some(agent), team, ended_at: None, .. }) =
            self.assignments.last().copied()
        else {
            return;
        };
        let asked = (self.clock, assistant::tool(self.rng));
        if asked.1.is_some() {
            let seconds = self.rng.between(3.0, 40.0);
            self.wait(seconds);
        }
        self.message("agent", Some(agent), team);
        if let Some(last) = self.assignments.last_mut().filter(|last| last.first_reply_at.is_none())
        {
            last.first_reply_at = Some(self.clock);
            self.save();
        }
        if let (asked_at, Some(tool)) = asked {
            let tools = (&mut *self.rng, &mut *self.ids);
            self.records
                .push(assistant::usage(tools, tool, self.inbox, agent, asked_at, self.clock));
        }
    }

    /// The conversation is assigned to an agent, a team, or an agent of a team.
    pub(crate) fn assign(&mut self, agent: Option<&'static Agent>, team: Option<&'static Team>) {
        // The platform does not always record the end of an assignment that another one replaces.
        if self.rng.happens(0.8) {
            self.end_assignment();
        }
        let team = team.filter(|team| agent.is_none_or(|agent| team.members.contains(&agent.id)));
        self.assignments.push(Assignment {
            agent,
            team,
            assigned_at: self.clock,
            ended_at: None,
            first_reply_at: None,
        });
        self.save();
    }

    /// The assigned agent.
    pub(crate) fn agent(&self) -> Option<&'static Agent> {
        self.assignments.last().filter(|last| last.ended_at.is_none())?.agent
    }

    /// The session is resolved. For some sessions this ends the assignment too.
    pub(crate) fn resolve(&mut self) {
        if self.rng.happens(0.3) {
            self.end_assignment();
        }
        self.resolved_at = Some(self.clock);
        self.save();
    }

    /// The records, and when the session stops being active (24 hours after it is resolved; never, if it is not resolved).
    pub(crate) fn end(mut self) -> (Vec<Record>, Time) {
        let until =
            self.resolved_at.map_or(Time::MAX_UTC, |resolved| resolved + TimeDelta::hours(24));
        self.records.insert(0, Record::changing("sessions", self.states));
        (self.records, until)
    }

    fn end_assignment(&mut self) {
        if let Some(last) = self.assignments.last_mut() {
            last.ended_at.get_or_insert(self.clock);
        }
    }

    fn message(&mut self, sender: &str, agent: Option<&Agent>, team: Option<&Team>) {
        let ids = (self.session_id.as_str(), self.customer_id.as_str());
        let fields = message(self.ids, ids, self.inbox, sender, self.clock)
            .maybe("agent_id", agent.map(|agent| agent.id))
            .maybe("team_id", team.map(|team| team.id));
        self.records.push(Record::once("messages", self.clock, fields));
    }

    fn save(&mut self) {
        self.states.push((self.clock, self.item()));
    }

    /// The session at this time.
    fn item(&self) -> Item {
        let fields = Fields::new()
            .text("session_id", &self.session_id)
            .text("inbox_id", self.inbox.id)
            .text("customer_id", &self.customer_id)
            .time("opened_at", self.opened_at);
        let fields = match self.resolved_at {
            Some(resolved_at) => fields.time("resolved_at", resolved_at),
            None => fields,
        };
        let fields = if self.assignments.is_empty() {
            fields
        } else {
            fields.list("assignments", self.assignments.iter().map(Assignment::value).collect())
        };
        fields.0
    }
}

impl Assignment {
    fn value(&self) -> Value {
        let mut fields = Item::new();
        let ids = [
            ("agent_id", self.agent.map(|agent| agent.id)),
            ("team_id", self.team.map(|team| team.id)),
        ];
        for (name, id) in ids {
            fields.extend(id.map(|id| (name.to_owned(), attribute("S", id))));
        }
        fields.insert("assigned_at".to_owned(), stamp(self.assigned_at));
        for (name, time) in [("ended_at", self.ended_at), ("first_reply_at", self.first_reply_at)] {
            fields.extend(time.map(|time| (name.to_owned(), stamp(time))));
        }
        attribute("M", fields)
    }
}

/// A message of a session and customer, without the fields of an agent.
pub(crate) fn message(
    ids: &mut Ids,
    (session_id, customer_id): (&str, &str),
    inbox: &Inbox,
    sender: &str,
    at: Time,
) -> Fields {
    Fields::new()
        .text("session_id", session_id)
        .text("message_id", &ids.next('m'))
        .text("inbox_id", inbox.id)
        .text("customer_id", customer_id)
        .text("sender", sender)
        .time("sent_at", at)
}

/// A run of the flow that reminds a visitor of the website of a forgotten basket.
pub(crate) fn forgotten_basket(ids: &mut Ids, at: Time) -> Record {
    flow_run(ids, "basket", WEBSITE, at)
}

fn flow_run(ids: &mut Ids, flow_id: &str, inbox_id: &str, at: Time) -> Record {
    let fields = Fields::new()
        .text("run_id", &ids.next('r'))
        .text("flow_id", flow_id)
        .text("inbox_id", inbox_id)
        .time("triggered_at", at);
    Record::once("flow_runs", at, fields)
}
