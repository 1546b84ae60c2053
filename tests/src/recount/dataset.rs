//! All good records of one account, with their local dates.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use super::accuracy;
use super::calendar::date;
use super::read::{self, Record};
use crate::source::{Attr, History, Item, SourceState, Version};

/// What every figure of one account is worked out from.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// The account.
    pub account: String,
    /// The zone that its dates are in.
    pub zone: Tz,
    /// How much of history the counters have.
    pub history: History,
    /// Which version of the figures they count.
    pub version: Version,
    pub(super) messages: Vec<Message>,
    pub(super) sessions: Vec<Session>,
    pub(super) entries: Vec<Entry>,
    pub(super) runs: Vec<Run>,
    pub(super) uses: Vec<Use>,
    directory: BTreeMap<String, Item>,
}

#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) inbox: String,
    pub(super) sender: &'static str,
    pub(super) agent: Option<String>,
    pub(super) team: Option<String>,
    pub(super) day: NaiveDate,
    /// The local hour.
    pub(super) hour: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) inbox: String,
    pub(super) customer: String,
    pub(super) opened: DateTime<Utc>,
    pub(super) start: NaiveDate,
    /// The date of its end, which is never before its start.
    pub(super) end: Option<NaiveDate>,
    pub(super) resolved: Option<DateTime<Utc>>,
    pub(super) removed: bool,
    pub(super) spans: Vec<Span>,
    /// The last assignment's agent and team, where it has no `ended_at`.
    pub(super) current: Option<(Option<String>, Option<String>)>,
}

/// One assignment.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) agent: Option<String>,
    pub(super) team: Option<String>,
    pub(super) start: NaiveDate,
    pub(super) end: Option<NaiveDate>,
    /// The day of the first reply, and the nanoseconds it took.
    pub(super) reply: Option<(NaiveDate, i64)>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) kind: &'static str,
    pub(super) category: Option<&'static str>,
    pub(super) amount: i128,
    pub(super) country: Option<String>,
    pub(super) inbox: Option<String>,
    pub(super) day: NaiveDate,
}

#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) flow: String,
    pub(super) inbox: String,
    pub(super) day: NaiveDate,
}

#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) tool: &'static str,
    pub(super) inbox: String,
    pub(super) day: NaiveDate,
    /// In millionths, where it is a sample.
    pub(super) accuracy: Option<u64>,
    pub(super) sent: bool,
    /// Whether both texts are the same.
    pub(super) unchanged: bool,
}

impl Session {
    /// Whether it is active: it has no end, or was resolved less than 24 hours ago by the minute.
    pub(super) fn is_active(&self, now: DateTime<Utc>) -> bool {
        let minute = |t: DateTime<Utc>| t.timestamp().div_euclid(60);
        let resolved = |at| minute(now) - minute(at) < 24 * 60;
        !self.removed && self.resolved.is_none_or(resolved)
    }

    /// The status of an active session.
    pub(super) fn status(&self) -> &'static str {
        match (self.resolved, &self.current) {
            (Some(_), _) => "resolved",
            (None, Some(_)) => "assigned",
            (None, None) => "unassigned",
        }
    }
}

impl Dataset {
    /// The dataset of one account.
    pub fn of(state: &SourceState, account: &str) -> Self {
        let mut dataset = Self {
            account: account.to_owned(),
            zone: zone_in_force(state, account),
            history: state.history,
            version: state.version,
            messages: Vec::new(),
            sessions: Vec::new(),
            entries: Vec::new(),
            runs: Vec::new(),
            uses: Vec::new(),
            directory: state
                .directory
                .iter()
                .filter(|((owner, _), _)| owner == account)
                .map(|((_, entity), item)| (entity.clone(), item.clone()))
                .collect(),
        };
        let live = state.live.iter().map(|(key, image)| (key.table, image, None));
        let removed = state.removed.iter().map(|r| (r.table, &r.image, Some(r.at)));
        for (table, image, removed) in live.chain(removed) {
            match read::read(table, image, state.version) {
                Ok((owner, record)) if owner == account => dataset.add(record, removed),
                _ => {}
            }
        }
        dataset
    }

    fn add(&mut self, record: Record, removed: Option<DateTime<Utc>>) {
        let zone = self.zone;
        match record {
            Record::Message(m) => self.messages.push(Message {
                inbox: m.inbox,
                sender: m.sender,
                agent: m.agent,
                team: m.team,
                day: date(zone, m.sent),
                hour: m.sent.with_timezone(&zone).hour(),
            }),
            Record::Session(s) => self.sessions.push(session(s, removed, zone)),
            Record::Entry(e) => self.entries.push(Entry {
                kind: e.kind,
                category: e.category,
                amount: e.amount,
                country: e.country,
                inbox: e.inbox,
                day: date(zone, e.occurred),
            }),
            Record::Run(r) => {
                self.runs.push(Run { flow: r.flow, inbox: r.inbox, day: date(zone, r.triggered) });
            }
            Record::Use(u) => self.uses.push(Use {
                accuracy: accuracy(&u),
                sent: u.sent.is_some(),
                unchanged: u.sent == u.suggestion,
                tool: u.tool,
                inbox: u.inbox,
                day: date(zone, u.used),
            }),
        }
    }

    /// Today, in the account's zone.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        date(self.zone, now)
    }

    /// The ids of a kind that the directory lists.
    pub(super) fn listed(&self, kind: &str) -> BTreeSet<&str> {
        let entities = self.directory.keys();
        let ids = entities.filter_map(|e| e.split_once('#'));
        ids.filter(|(k, _)| *k == kind).map(|(_, id)| id).collect()
    }

    /// A text of an entity of the directory.
    pub(super) fn text(&self, entity: &str, name: &str) -> Option<&str> {
        match self.directory.get(entity)?.get(name)? {
            Attr::S(text) => Some(text),
            _ => None,
        }
    }

    /// The agents of a team.
    pub(super) fn members(&self, team: &str) -> Vec<&str> {
        let entity = self.directory.get(&format!("team#{team}"));
        let Some(Attr::L(ids)) = entity.and_then(|e| e.get("agent_ids")) else {
            return Vec::new();
        };
        let ids = ids.iter().filter_map(|id| match id {
            Attr::S(id) => Some(id.as_str()),
            _ => None,
        });
        ids.collect()
    }
}

/// The zone that the directory had when counting began; UTC where it is missing or unknown.
fn zone_in_force(state: &SourceState, account: &str) -> Tz {
    let entity = (account.to_owned(), "account".to_owned());
    let zone = match state.first_directory.get(&entity).and_then(|e| e.get("timezone")) {
        Some(Attr::S(name)) => name.parse().ok(),
        _ => None,
    };
    zone.unwrap_or(Tz::UTC)
}

fn session(session: read::Session, removed: Option<DateTime<Utc>>, zone: Tz) -> Session {
    let resolution = session.resolved.map(|at| at + Duration::hours(24));
    let end = [resolution, removed].into_iter().flatten().min();
    let assignments = &session.assignments;
    let span = |(index, a): (usize, &read::Assignment)| {
        let next = assignments.get(index + 1).map(|n| n.assigned);
        // The earliest of all, and only then not before its own start.
        let ends = [a.ended, next, end].into_iter().flatten().min();
        Span {
            agent: a.agent.clone(),
            team: a.team.clone(),
            start: date(zone, a.assigned),
            end: ends.map(|at| date(zone, at.max(a.assigned))),
            reply: a.replied.map(|at| (date(zone, at), wait(a.assigned, at))),
        }
    };
    Session {
        spans: assignments.iter().enumerate().map(span).collect(),
        current: assignments
            .last()
            .filter(|a| a.ended.is_none())
            .map(|a| (a.agent.clone(), a.team.clone())),
        start: date(zone, session.opened),
        end: end.map(|at| date(zone, at.max(session.opened))),
        inbox: session.inbox,
        customer: session.customer,
        opened: session.opened,
        resolved: session.resolved,
        removed: removed.is_some(),
    }
}

/// The nanoseconds from one to the other, never below 0. A hundred years of them fit.
pub(super) fn wait(assigned: DateTime<Utc>, replied: DateTime<Utc>) -> i64 {
    let seconds = replied.timestamp() - assigned.timestamp();
    let nanos = i64::from(replied.nanosecond()) - i64::from(assigned.nanosecond());
    (seconds * 1_000_000_000 + nanos).max(0)
}

fn accuracy(u: &read::Use) -> Option<u64> {
    const LONGEST: usize = 16_384;
    let (suggestion, sent) = (u.suggestion.as_deref()?, u.sent.as_deref()?);
    let too_long = |text: &str| text.chars().count() > LONGEST;
    let translated_reply = u.tool == "doc_reply" && u.translated;
    if suggestion.is_empty() || too_long(suggestion) || too_long(sent) || translated_reply {
        return None;
    }
    Some(accuracy::millionths(suggestion, sent))
}
