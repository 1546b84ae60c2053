//! `GET /v1/performance/…`: agents and teams, whose figures are defined alike.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::dataset::{Session, Span};
use super::{Period, View, conversations, speed};

/// An agent or a team.
#[derive(Clone, Copy)]
enum Who<'a> {
    Agent(&'a str),
    Team(&'a str),
}

impl Who<'_> {
    fn is(self, agent: Option<&str>, team: Option<&str>) -> bool {
        match self {
            Who::Agent(id) => agent == Some(id),
            Who::Team(id) => team == Some(id),
        }
    }

    fn has(self, span: &Span) -> bool {
        self.is(span.agent.as_deref(), span.team.as_deref())
    }
}

/// The sums of a period.
#[derive(Clone, Copy, Default)]
struct Sums {
    times_assigned: u64,
    messages_sent: u64,
    responses: u32,
    waited_ns: i128,
}

impl Sums {
    fn is_zero(self) -> bool {
        self.times_assigned == 0 && self.messages_sent == 0 && self.responses == 0
    }

    #[expect(clippy::cast_precision_loss, reason = "the one division, at the very end")]
    fn response_time_seconds(self) -> Option<f64> {
        let waited = self.waited_ns as f64;
        (self.responses > 0).then(|| waited / f64::from(self.responses) / 1e9)
    }
}

fn spans<'a>(view: &View<'a>, who: Who<'a>) -> impl Iterator<Item = &'a Span> {
    let view = *view;
    let sessions = view.dataset.sessions.iter().filter(move |s| view.shows(&s.inbox));
    sessions.flat_map(|s| &s.spans).filter(move |s| who.has(s))
}

fn sums(view: &View, who: Who, period: Period) -> Sums {
    let mut sums = Sums::default();
    for span in spans(view, who) {
        sums.times_assigned += u64::from(period.has(span.start));
        if let Some((day, waited_ns)) = span.reply
            && period.has(day)
        {
            sums.responses += 1;
            sums.waited_ns += i128::from(waited_ns);
        }
    }
    for message in &view.dataset.messages {
        let theirs = who.is(message.agent.as_deref(), message.team.as_deref());
        let sent = theirs && message.sender == "agent" && view.shows(&message.inbox);
        sums.messages_sent += u64::from(sent && period.has(message.day));
    }
    sums
}

/// Sessions that are active for an agent or a team now.
fn active(view: &View, who: Who) -> usize {
    let theirs = |s: &&Session| match &s.current {
        Some((agent, team)) => who.is(agent.as_deref(), team.as_deref()),
        None => false,
    };
    conversations::active(view).filter(theirs).count()
}

fn active_at_end_of(view: &View, who: Who, day: NaiveDate) -> usize {
    if day == view.today {
        return active(view, who);
    }
    let there = |s: &&Span| s.start <= day && s.end.is_none_or(|end| end > day);
    spans(view, who).filter(there).count()
}

fn agent_figures(view: &View, id: &str, period: Period) -> Value {
    let sums = sums(view, Who::Agent(id), period);
    let replies = spans(view, Who::Agent(id)).filter_map(|span| span.reply);
    let mut waited: Vec<_> =
        replies.filter(|(day, _)| period.has(*day)).map(|(_, ns)| ns).collect();
    waited.sort_unstable();
    json!({
        "times_assigned": sums.times_assigned,
        "messages_sent": sums.messages_sent,
        "responses": sums.responses,
        "response_time_seconds": sums.response_time_seconds(),
        "response_time_median_seconds": speed::quantile(&waited, 50),
        "response_time_p90_seconds": speed::quantile(&waited, 90),
    })
}

fn agent_row(view: &View, id: &str) -> Value {
    let mut row = agent_figures(view, id, view.period);
    row["agent_id"] = json!(id);
    row["name"] = json!(view.dataset.text(&format!("agent#{id}"), "name"));
    row["active_sessions"] = json!(active(view, Who::Agent(id)));
    row
}

/// The agents of the directory, and those with figures in the period or active now.
fn agents_in_list<'a>(view: &View<'a>) -> BTreeSet<&'a str> {
    let mut ids = view.dataset.listed("agent");
    let assigned = view.dataset.sessions.iter().flat_map(|s| &s.spans);
    let writing = view.dataset.messages.iter();
    let named: BTreeSet<&str> = assigned
        .filter_map(|s| s.agent.as_deref())
        .chain(writing.filter_map(|m| m.agent.as_deref()))
        .collect();
    for id in named {
        let who = Who::Agent(id);
        if active(view, who) > 0 || !sums(view, who, view.period).is_zero() {
            ids.insert(id);
        }
    }
    ids
}

/// Most messages first, then by id.
fn sorted(mut rows: Vec<Value>, id: &str) -> Value {
    rows.sort_by_key(|row| {
        let messages = row["messages_sent"].as_u64();
        (Reverse(messages), row[id].as_str().map(str::to_owned))
    });
    rows.into()
}

pub(super) fn agents(view: &View) -> Value {
    let rows = agents_in_list(view).into_iter().map(|id| agent_row(view, id));
    json!({ "agents": sorted(rows.collect(), "agent_id") })
}

pub(super) fn agent(view: &View, id: &str) -> Option<Value> {
    if !agents_in_list(view).contains(id) {
        return None;
    }
    let row = agent_row(view, id);
    // "The same without `active_sessions`": the row, its id and name included.
    let mut section = view.compared(|period| {
        let mut previous = agent_figures(view, id, period);
        previous["agent_id"] = row["agent_id"].clone();
        previous["name"] = row["name"].clone();
        previous
    });
    section.as_object_mut().expect("an object").remove("totals");
    section["agent"] = row;
    section["daily"] = view.period.daily(|day| {
        let mut figures = agent_figures(view, id, Period::day(day));
        figures["active_sessions"] = json!(active_at_end_of(view, Who::Agent(id), day));
        figures
    });
    Some(section)
}

/// A team's figures, and under `members` the sum of those of its agents.
fn team_figures(view: &View, id: &str, period: Period) -> Value {
    let own = sums(view, Who::Team(id), period);
    let mut all = Sums::default();
    for member in view.dataset.members(id) {
        let theirs = sums(view, Who::Agent(member), period);
        all.times_assigned += theirs.times_assigned;
        all.messages_sent += theirs.messages_sent;
    }
    json!({
        "times_assigned": own.times_assigned,
        "messages_sent": own.messages_sent,
        "members": {
            "times_assigned": all.times_assigned,
            "messages_sent": all.messages_sent,
        },
    })
}

/// The same with `active_sessions`, counted by `active` for the team and for each of its agents.
fn with_active(mut figures: Value, view: &View, id: &str, active: impl Fn(Who) -> usize) -> Value {
    figures["active_sessions"] = json!(active(Who::Team(id)));
    let members = view.dataset.members(id).into_iter();
    let all: usize = members.map(|member| active(Who::Agent(member))).sum();
    figures["members"]["active_sessions"] = json!(all);
    figures
}

fn team_row(view: &View, id: &str) -> Value {
    let figures = team_figures(view, id, view.period);
    let mut row = with_active(figures, view, id, |who| active(view, who));
    row["team_id"] = json!(id);
    row["name"] = json!(view.dataset.text(&format!("team#{id}"), "name"));
    row
}

pub(super) fn teams(view: &View) -> Value {
    let rows = view.dataset.listed("team").into_iter().map(|id| team_row(view, id));
    json!({ "teams": sorted(rows.collect(), "team_id") })
}

pub(super) fn team(view: &View, id: &str) -> Option<Value> {
    if !view.dataset.listed("team").contains(id) {
        return None;
    }
    let members = view.dataset.members(id).into_iter().map(|agent| agent_row(view, agent));
    let mut section = view.compared(|period| team_figures(view, id, period));
    section.as_object_mut().expect("an object").remove("totals");
    section["team"] = team_row(view, id);
    section["agents"] = sorted(members.collect(), "agent_id");
    section["daily"] = view.period.daily(|day| {
        let figures = team_figures(view, id, Period::day(day));
        with_active(figures, view, id, |who| active_at_end_of(view, who, day))
    });
    Some(section)
}
