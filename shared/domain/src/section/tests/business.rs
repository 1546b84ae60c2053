//! A small business in Taipei (UTC+8), its records, and its counters as a database would read them.
//!
//! It is 18:15 on 22 November there. Periods are 21 and 22 November; the days before are 19 and 20.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};

use crate::change::Change;
use crate::contact::Contact;
use crate::counter::{Amount, Deltas, Measure, Measures, Row, Scope, Staff, VERSION};
use crate::directory::Directory;
use crate::generation::Counting;
use crate::id::Id;
use crate::period::Period;
use crate::record::Source;
use crate::section::{Counters, Range, ReadPlan, Section, SectionRequest, StaffFilter};
use crate::testing::{at, date, decode, id, image, taipei};

/// A record as its table and its image, which is written as plain JSON.
type Plain = (Source, Value);

/// Its records. Times are those of Taipei.
fn records() -> Vec<Plain> {
    [messages(), sessions(), flow_runs(), credits(), ai_uses()].concat()
}

fn with(mut plain: Value, more: Value) -> Value {
    plain.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    plain
}

fn messages() -> Vec<Plain> {
    let ann = || json!({ "sender": "agent", "agent_id": "ann", "team_id": "sales" });
    let agent = |agent: &str| json!({ "sender": "agent", "agent_id": agent });
    let sender = |sender: &str| json!({ "sender": sender });
    let of_instagram = || json!({ "sender": "customer", "inbox_id": "ig" });
    let messages = [
        (18, sender("customer")),
        (19, ann()),
        (19, sender("customer")),
        (20, sender("bot")),
        (20, agent("old")),
        (21, ann()),
        (21, ann()),
        (21, agent("bob")),
        (21, sender("customer")),
        (21, sender("customer")),
        (21, of_instagram()),
        (21, sender("broadcast")),
        (22, ann()),
        (22, agent("zoe")),
        (22, sender("customer")),
        (22, sender("bot")),
        (22, sender("bot")),
        (23, sender("customer")),
    ];
    let message = |(day, who): (u32, Value)| {
        let message = json!({
            "session_id": "s1", "message_id": "m", "account_id": "acme", "inbox_id": "web",
            "customer_id": "c1", "sent_at": format!("2026-11-{day:02}T00:00:00+08:00"),
        });
        (Source::Messages, with(message, who))
    };
    messages.into_iter().map(message).collect()
}

fn sessions() -> Vec<Plain> {
    let session = |name: &str, inbox: &str, customer: &str, opened: &str, more: Value| {
        let session = json!({
            "account_id": "acme", "session_id": name, "inbox_id": inbox,
            "customer_id": customer, "opened_at": format!("2026-11-{opened}:00+08:00"),
        });
        (Source::Sessions, with(session, more))
    };
    vec![
        // open and assigned to Ann for the team
        session(
            "s1",
            "web",
            "c1",
            "18T09:00",
            json!({ "assignments": [
            { "agent_id": "ann", "team_id": "sales", "assigned_at": "2026-11-19T09:00:00+08:00" },
        ] }),
        ),
        // resolved 23 h 59 min ago: still active, for Bob
        session(
            "s2",
            "web",
            "c2",
            "20T09:00",
            json!({
                "resolved_at": "2026-11-21T18:16:00+08:00",
                "assignments": [{
                    "agent_id": "bob", "assigned_at": "2026-11-20T09:00:00+08:00",
                    "first_reply_at": "2026-11-21T09:00:00.5+08:00",
                }],
            }),
        ),
        // ended on the 21st; Ann replied on that day
        session(
            "s3",
            "ig",
            "c3",
            "19T09:00",
            json!({
                "resolved_at": "2026-11-20T09:00:00+08:00",
                "assignments": [{
                    "agent_id": "ann", "assigned_at": "2026-11-19T09:00:00+08:00",
                    "first_reply_at": "2026-11-21T09:00:00+08:00",
                }],
            }),
        ),
        // open, and nobody's
        session("s4", "web", "c1", "22T09:00", json!({})),
        // taken back from Ann and open again
        session(
            "s5",
            "web",
            "c4",
            "21T09:00",
            json!({ "assignments": [{
            "agent_id": "ann", "team_id": "sales", "assigned_at": "2026-11-21T09:00:00+08:00",
            "ended_at": "2026-11-22T09:00:00+08:00",
        }] }),
        ),
        // opened tomorrow, and assigned to Ann: the platform's clock is ahead
        session(
            "s6",
            "ig",
            "c5",
            "23T09:00",
            json!({ "assignments": [
            { "agent_id": "ann", "assigned_at": "2026-11-23T09:00:00+08:00" },
        ] }),
        ),
    ]
}

fn flow_runs() -> Vec<Plain> {
    let runs = [
        (18, "hello"),
        (19, "bye"),
        (20, "hello"),
        (20, "hello"),
        (21, "gone"),
        (21, "gone"),
        (21, "hello"),
        (22, "bye"),
        (22, "hello"),
        (23, "hello"),
    ];
    let run = |(day, flow): (u32, &str)| {
        let run = json!({
            "account_id": "acme", "run_id": "r", "flow_id": flow, "inbox_id": "web",
            "triggered_at": format!("2026-11-{day:02}T12:00:00+08:00"),
        });
        (Source::FlowRuns, run)
    };
    runs.into_iter().map(run).collect()
}

fn credits() -> Vec<Plain> {
    let entry = |day: u32, kind: &str, category: Value, amount: f64, inbox: Value| {
        let entry = json!({
            "account_id": "acme", "entry_id": "e", "kind": kind, "category": category,
            "amount_usd": amount, "inbox_id": inbox,
            "occurred_at": format!("2026-11-{day:02}T12:00:00+08:00"),
        });
        (Source::Billing, entry)
    };
    vec![
        entry(18, "top_up", Value::Null, 100.0, Value::Null),
        entry(19, "usage", json!("authentication"), 2.0, json!("web")),
        entry(21, "usage", json!("marketing"), 1.5, json!("web")),
        entry(21, "usage", json!("marketing"), 0.000_1, Value::Null),
        entry(22, "usage", json!("utility"), 0.25, json!("ig")),
        entry(22, "usage", json!("other"), 4.0, json!("web")),
        entry(23, "usage", json!("other"), 8.0, json!("web")),
        entry(23, "adjustment", Value::Null, -16.0, Value::Null),
    ]
}

fn ai_uses() -> Vec<Plain> {
    let with_tool = |day: u32, tool: &str, suggestion: &str, sent: Value| {
        let ai_use = json!({
            "account_id": "acme", "usage_id": "u", "tool": tool, "inbox_id": "web",
            "used_at": format!("2026-11-{day:02}T12:00:00+08:00"),
            "suggestion": suggestion, "sent": sent,
        });
        (Source::AiUsage, ai_use)
    };
    vec![
        with_tool(20, "doc_reply", "same", json!("same")),
        with_tool(21, "ai_writer", "kitten", json!("sitting")),
        with_tool(21, "ai_writer", "kitten", Value::Null),
        with_tool(22, "doc_reply", "abc", json!("")),
        with_tool(22, "ai_writer", "same", json!("same")),
    ]
}

/// Its counters.
fn counters() -> Deltas {
    let mut sum = Deltas::new();
    let mut contacts = BTreeMap::<(Id, Id), Contact>::new();
    for (source, plain) in records() {
        let record = decode(source, &plain).unwrap();
        let effect = Change::written(None, Some(record)).effect(|_| Counting::latest(taipei()));
        sum.merge(&effect.deltas);
        for (customer, sessions) in effect.contact_sessions {
            for (session, sign) in sessions {
                contacts.entry(customer.clone()).or_default().add(&session, sign);
            }
        }
    }
    for contact in contacts.values() {
        sum.merge(&contact.contributions(&id("acme")));
    }
    sum
}

/// Two inboxes, the agents Ann, Bob and Cy, and a team of Ann, Bob and another.
pub(super) fn directory() -> Directory {
    let items = [
        json!({ "entity": "account", "name": "Acme", "timezone": "Asia/Taipei" }),
        json!({ "entity": "inbox#web", "name": "Web chat", "channel": "web" }),
        json!({ "entity": "inbox#ig" }),
        json!({ "entity": "agent#ann", "name": "Ann Lee" }),
        json!({ "entity": "agent#bob" }),
        json!({ "entity": "agent#cy", "name": "Cy" }),
        json!({ "entity": "team#sales", "name": "Sales", "agent_ids": ["ann", "bob", "gone"] }),
        json!({ "entity": "team#empty" }),
        json!({ "entity": "flow#hello", "name": "Hello" }),
        json!({ "entity": "flow#bye" }),
    ];
    Directory::of(&items.map(|item| image(&item)))
}

pub(super) fn request<'a>(directory: &'a Directory, inbox: Option<&str>) -> SectionRequest<'a> {
    SectionRequest {
        calendar: taipei(),
        directory,
        period: Period { from: date("2026-11-21"), to: date("2026-11-22") },
        inbox: inbox.map(id),
        now: at("2026-11-22T10:15:30Z"),
    }
}

/// The section's answer: a line for each field, and for each element of a list.
pub(super) fn answer<S>(section: &S, request: &SectionRequest<'_>) -> String
where
    S: Section,
    S::Answer: Serialize,
{
    let counters = read(&section.read_plan(request), request);
    let Some(answer) = section.answer(request, &counters) else { return "none\n".to_owned() };
    lines(&answer)
}

/// An answer as text: a line for each field, and for each element of a list.
pub(super) fn lines(answer: &impl Serialize) -> String {
    let Value::Object(fields) = serde_json::to_value(answer).unwrap() else { panic!("an object") };
    let line = |name: &str, value: &Value| format!("{name}: {value}\n");
    let lines = fields.iter().map(|(name, value)| match value {
        Value::Array(rows) => rows.iter().map(|row| line(name, row)).collect(),
        value => line(name, value),
    });
    lines.collect()
}

/// What a database has of the plan: no more, and what lies in two ranges twice.
fn read(plan: &ReadPlan, request: &SectionRequest<'_>) -> Counters {
    let scope = Scope::of(request.inbox.as_ref());
    let mut read = Counters::of_version(VERSION);
    for (counter, measures) in counters().iter() {
        if counter.scope == scope {
            for range in plan.ranges.iter().filter(|range| lies_in(&counter.row, range, plan)) {
                read.add(counter.row.clone(), needed(range, measures, plan));
            }
            if plan.items.contains(&counter.row) {
                read.add(counter.row.clone(), measures.clone());
            }
        }
        if counter.scope == Scope::All && plan.of_account.contains(&counter.row) {
            read.add_of_account(counter.row.clone(), measures.clone());
        }
    }
    read
}

/// Of an agent's or a team's day, only the measures that are needed.
fn needed(range: &Range, measures: &Measures, plan: &ReadPlan) -> Measures {
    let all = !matches!(range, Range::StaffDays(..)) || plan.staff.measures.is_empty();
    let is_needed = |measure: &(Measure, Amount)| all || plan.staff.measures.contains(&measure.0);
    measures.iter().filter(is_needed).collect()
}

fn lies_in(row: &Row, range: &Range, plan: &ReadPlan) -> bool {
    let within = |date: &NaiveDate, from: &NaiveDate, to: &Option<NaiveDate>| {
        from <= date && to.is_none_or(|to| *date <= to)
    };
    match (range, row) {
        (Range::StaffDays(from, to), Row::StaffDay(date, staff)) => {
            let filter = match &plan.staff.filter {
                StaffFilter::Everybody => true,
                StaffFilter::Agents => matches!(staff, Staff::Agent(_)),
                StaffFilter::These(these) => these.contains(staff),
            };
            filter && within(date, from, to)
        }
        (Range::Days(from, to), Row::Day(date))
        | (Range::FlowDays(from, to), Row::FlowDay(date, _)) => within(date, from, to),
        (Range::Details(from, to), Row::Detail(date))
        | (Range::InboxDetails(from, to), Row::InboxDetail(date, _))
        | (Range::CountryDays(from, to), Row::CountryDay(date)) => from <= date && date <= to,
        (Range::Now(from), Row::Resolved(hour))
        | (Range::StaffNow(from), Row::StaffResolved(hour, _))
        | (Range::InboxNow(from), Row::InboxResolved(hour, _)) => from <= hour,
        (Range::Now(_), Row::Now)
        | (Range::StaffNow(_), Row::StaffNow(_))
        | (Range::InboxNow(_), Row::InboxNow(_)) => true,
        _ => false,
    }
}
