//! The walk through a conversation: its facts in the order of their times, from which follow its
//! sessions, their assignments, and the team that each agent wrote for.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::fact::{Activity, Author, Change, Facts, Message, Snapshot};

/// How long a customer who writes continues a session: after its resolution, or, on a platform that
/// knows none, after the customer's last message.
pub(super) const DAY: i64 = TimeDelta::hours(24).num_seconds();

/// The most assignments of a session: its record must stay below DynamoDB's 400 KB. The last one is
/// replaced by what comes after it.
const MOST_ASSIGNMENTS: usize = 500;

/// When sessions of a platform end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// A day after the platform called the conversation resolved.
    WhenResolved,
    /// A day after the customer's last message.
    WhenSilent,
}

/// A conversation as far as it is walked through.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Walk {
    /// How many sessions there were.
    #[serde(rename = "n")]
    pub(super) sessions: u32,
    /// The last one of them.
    #[serde(rename = "s")]
    pub(super) session: Option<Session>,
    /// Whom the conversation is assigned to.
    #[serde(rename = "o")]
    owner: Owner,
    /// The customer, by the latest snapshot.
    #[serde(rename = "c")]
    pub(super) customer: Option<String>,
    /// When the first snapshot was, in milliseconds. From then on snapshots are believed, and
    /// nothing is guessed.
    #[serde(rename = "f")]
    first_snapshot: Option<i64>,
}

/// Whom a conversation is assigned to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Owner {
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<String>,
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub(super) team: Option<String>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Session {
    #[serde(rename = "i")]
    pub(super) inbox: String,
    /// In seconds.
    #[serde(rename = "o")]
    pub(super) opened: i64,
    /// The customer's last message, in seconds.
    #[serde(rename = "l")]
    pub(super) last_received: i64,
    /// In milliseconds.
    #[serde(rename = "r")]
    pub(super) resolved: Option<i64>,
    #[serde(rename = "a")]
    pub(super) assignments: Vec<Assignment>,
}

/// An assignment of a session. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Assignment {
    #[serde(rename = "o")]
    pub(super) owner: Owner,
    #[serde(rename = "t")]
    pub(super) at: i64,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub(super) ended: Option<i64>,
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub(super) first_reply: Option<i64>,
    /// Whether it is guessed from the agent's first reply.
    #[serde(rename = "g", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_guessed: bool,
}

/// A fact in its place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Message(&'a str, &'a Message),
    Snapshot(&'a Snapshot),
    Activity(&'a Activity),
}

/// All facts in the order of their times.
///
/// Messages are known by the second. Within one, what the customer wrote comes before a change of
/// the conversation: were it the other way round, a resolution in that second would stay undone,
/// while the platform reports a reopening after the message as a change of its own. What others
/// wrote comes after a change: it may be the reply of who was just assigned.
pub(super) fn in_order(facts: &Facts) -> Vec<Step<'_>> {
    let messages = facts.messages.iter().map(|(id, message)| Step::Message(id, message));
    let snapshots = facts.snapshots.iter().map(Step::Snapshot);
    let activities = facts.activities.iter().map(Step::Activity);
    let mut steps: Vec<_> = messages.chain(activities).chain(snapshots).collect();
    // Stable: equal ones stay in the order of the sets, whatever the order they were added in.
    steps.sort_by_key(|step| match step {
        Step::Message(_, message) if message.author == Author::Customer => (message.at, 0, 0),
        Step::Snapshot(snapshot) => (snapshot.second(), 1, snapshot.at),
        Step::Activity(activity) => (activity.second(), 1, activity.at),
        Step::Message(_, message) => (message.at, 2, 0),
    });
    steps
}

impl Step<'_> {
    /// The second that it belongs to.
    pub(super) fn second(&self) -> i64 {
        match self {
            Step::Message(_, message) => message.at,
            Step::Snapshot(snapshot) => snapshot.second(),
            Step::Activity(activity) => activity.second(),
        }
    }
}

impl Walk {
    /// Where the walk through these facts begins.
    pub(super) fn begin(mut self, facts: &Facts) -> Self {
        let first = facts.snapshots.first().map(|snapshot| snapshot.at);
        self.first_snapshot = self.first_snapshot.or(first);
        self
    }

    /// Goes on by a fact. Where that opens the next session, the result is the one before it.
    pub(super) fn step(&mut self, step: Step<'_>, ends: Ends) -> Option<Session> {
        match step {
            Step::Message(_, message) => match &message.author {
                Author::Customer => return self.received(message, ends),
                Author::Agent(agent) => self.agent_wrote(agent, message.at),
                _ => {}
            },
            Step::Snapshot(snapshot) => self.changed_to(snapshot),
            Step::Activity(activity) => self.noted(activity),
        }
        None
    }

    /// The team that an agent who writes now writes for.
    pub(super) fn team(&self) -> Option<&str> {
        self.owner.team.as_deref()
    }

    fn received(&mut self, message: &Message, ends: Ends) -> Option<Session> {
        if let Some(session) = &mut self.session {
            let is_over = match ends {
                Ends::WhenResolved => session.is_over(message.at * 1000),
                Ends::WhenSilent => message.at - session.last_received >= DAY,
            };
            if !is_over {
                session.resolved = None;
                session.last_received = session.last_received.max(message.at);
                return None;
            }
        }
        let at = message.at * 1000;
        let owner = Some(&self.owner).filter(|owner| owner.is_anybody());
        self.sessions += 1;
        self.session.replace(Session {
            inbox: message.inbox.clone(),
            opened: message.at,
            last_received: message.at,
            resolved: None,
            assignments: owner
                .map(|owner| Assignment::new(owner.clone(), at))
                .into_iter()
                .collect(),
        })
    }

    fn agent_wrote(&mut self, agent: &str, at: i64) {
        let is_guessed = self.is_before_snapshots(at);
        let Some(session) = self.session.as_mut().filter(|it| !it.is_over(at * 1000)) else {
            return;
        };
        if session.assignments.is_empty() && is_guessed {
            let owner = Owner { agent: Some(agent.to_owned()), team: None };
            let opened = session.opened * 1000;
            session.assignments.push(Assignment { is_guessed, ..Assignment::new(owner, opened) });
        }
        if let Some(last) = session.assignments.last_mut()
            && last.ended.is_none()
            && last.owner.agent.as_deref() == Some(agent)
        {
            last.first_reply.get_or_insert(at * 1000);
        }
    }

    fn changed_to(&mut self, snapshot: &Snapshot) {
        self.customer = Some(snapshot.customer.clone());
        let owner = Owner { agent: snapshot.agent.clone(), team: snapshot.team.clone() };
        if let Some(session) = self.session.as_mut().filter(|it| !it.is_over(snapshot.at)) {
            session.inbox.clone_from(&snapshot.inbox);
            session.set_resolved(snapshot.is_resolved, snapshot.at);
        }
        self.assign(owner, snapshot.at);
    }

    fn noted(&mut self, activity: &Activity) {
        if !self.is_before_snapshots(activity.second()) {
            return;
        }
        let mut owner = self.owner.clone();
        match &activity.change {
            Change::Resolved | Change::Reopened => {
                let is_resolved = activity.change == Change::Resolved;
                if let Some(session) = self.session.as_mut().filter(|it| !it.is_over(activity.at)) {
                    session.set_resolved(is_resolved, activity.at);
                }
                return;
            }
            Change::Agent(agent) => owner.agent.clone_from(agent),
            Change::Team(team) => owner.team.clone_from(team),
            Change::AgentAndTeam(agent, team) => {
                owner = Owner { agent: Some(agent.clone()), team: Some(team.clone()) };
            }
        }
        self.assign(owner, activity.at);
    }

    /// Whether a second was before the one of the first snapshot. Notes and messages are known by the
    /// second.
    fn is_before_snapshots(&self, second: i64) -> bool {
        self.first_snapshot.is_none_or(|first| second < first.div_euclid(1000))
    }

    /// The conversation is assigned to these from now on.
    fn assign(&mut self, owner: Owner, at: i64) {
        if let Some(session) = self.session.as_mut().filter(|it| !it.is_over(at)) {
            session.assign(&owner, at);
        }
        self.owner = owner;
    }
}

impl Session {
    /// Whether it has ended at this time, in milliseconds.
    pub(super) fn is_over(&self, at: i64) -> bool {
        self.resolved.is_some_and(|resolved| at - resolved >= DAY * 1000)
    }

    fn set_resolved(&mut self, is_resolved: bool, at: i64) {
        self.resolved = is_resolved.then(|| self.resolved.unwrap_or(at));
    }

    fn assign(&mut self, owner: &Owner, at: i64) {
        let is_full = self.assignments.len() >= MOST_ASSIGNMENTS;
        if let Some(last) = self.assignments.last_mut().filter(|last| last.ended.is_none()) {
            if last.is_guessed && last.owner.agent == owner.agent {
                // What was guessed turns out to be right.
                last.owner.team.clone_from(&owner.team);
                last.is_guessed = false;
            }
            if last.owner == *owner {
                return;
            }
            last.ended = Some(at);
        }
        if !owner.is_anybody() {
            return;
        }
        if is_full {
            self.assignments.pop();
        }
        self.assignments.push(Assignment::new(owner.clone(), at));
    }
}

impl Assignment {
    fn new(owner: Owner, at: i64) -> Self {
        Self { owner, at, ended: None, first_reply: None, is_guessed: false }
    }
}

impl Owner {
    fn is_anybody(&self) -> bool {
        self.agent.is_some() || self.team.is_some()
    }
}
