//! What holds for all records of the demo business.

mod history;
mod live;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::record::{ACCOUNT, Item, Write};

const SEED: u64 = 7;

/// A Sunday afternoon in Taipei.
fn afternoon() -> DateTime<Utc> {
    "2026-11-22T06:30:15.123456Z".parse().unwrap()
}

fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?["S"].as_str()
}

fn time(item: &Item, name: &str) -> Option<DateTime<Utc>> {
    Some(text(item, name)?.parse().expect("a timestamp"))
}

/// Assignments of a session, oldest first.
fn assignments(session: &Item) -> Vec<&Item> {
    let list = session.get("assignments").and_then(|list| list["L"].as_array());
    list.into_iter().flatten().map(|assignment| assignment["M"].as_object().unwrap()).collect()
}

/// `resolved`, `assigned`, `unassigned`, or `ended`.
fn status(session: &Item, now: DateTime<Utc>) -> &'static str {
    match time(session, "resolved_at") {
        Some(at) if now - at >= chrono::TimeDelta::hours(24) => "ended",
        Some(_) => "resolved",
        None => match assignments(session).last() {
            Some(last) if !last.contains_key("ended_at") => "assigned",
            _ => "unassigned",
        },
    }
}

/// The amount of a billing entry with its sign for the balance, in ten-thousandths of a dollar.
fn amount(entry: &Item) -> i64 {
    let digits = entry["amount_usd"]["N"].as_str().unwrap();
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(rest.len() <= 4, "{digits}");
    let amount: i64 = format!("{whole}{rest:0<4}").parse().unwrap();
    if text(entry, "kind") == Some("usage") { -amount } else { amount }
}

/// The table and the key of a record.
fn key(write: &Write) -> (&'static str, String) {
    let names = match write.table {
        "messages" => ["session_id", "message_id"],
        "sessions" => ["account_id", "session_id"],
        "billing" => ["account_id", "entry_id"],
        "flow_runs" => ["account_id", "run_id"],
        "ai_usage" => ["account_id", "usage_id"],
        other => panic!("no such streamed table: {other}"),
    };
    (write.table, names.map(|name| text(&write.item, name).expect("a key")).join("#"))
}

/// Fails unless a record has all that its table asks for, and shows no time outside the given ones.
fn check(write: &Write, first: DateTime<Utc>, now: DateTime<Utc>) {
    let item = &write.item;
    let (strings, time_name): (&[&str], &str) = match write.table {
        "messages" => {
            (&["session_id", "message_id", "inbox_id", "customer_id", "sender"], "sent_at")
        }
        "sessions" => (&["session_id", "inbox_id", "customer_id"], "opened_at"),
        "billing" => (&["entry_id", "kind"], "occurred_at"),
        "flow_runs" => (&["run_id", "flow_id", "inbox_id"], "triggered_at"),
        _ => (&["usage_id", "tool", "inbox_id"], "used_at"),
    };
    assert_eq!(text(item, "account_id"), Some(ACCOUNT));
    for name in strings.iter().chain(&[time_name]) {
        assert!(text(item, name).is_some(), "{name} is missing: {write:?}");
    }
    for item in assignments(item).into_iter().chain([item]) {
        for (name, value) in item {
            if name.ends_with("_id") {
                check_id(value);
            } else if name.ends_with("_at") {
                let time = time(item, name).expect("a time");
                assert!(first <= time && time <= now, "{name} is out of bounds: {write:?}");
            }
        }
    }
    match write.table {
        "messages" if text(item, "sender") == Some("agent") => {
            assert!(item.contains_key("agent_id"), "{write:?}");
        }
        "messages" => {
            assert!(["customer", "bot", "broadcast"].contains(&text(item, "sender").unwrap()));
        }
        "sessions" => check_order(item),
        "billing" if text(item, "kind") == Some("usage") => {
            let categories = [
                "marketing",
                "utility",
                "authentication",
                "authentication_international",
                "service",
                "other",
            ];
            assert!(
                categories.contains(&text(item, "category").expect("a category"))
                    && amount(item) <= 0
            );
        }
        "billing" => {
            assert!(text(item, "kind") == Some("adjustment") || amount(item) >= 0, "{write:?}");
        }
        "ai_usage" => assert!(["ai_writer", "doc_reply"].contains(&text(item, "tool").unwrap())),
        _ => {}
    }
}

fn check_id(value: &Value) {
    let id = value["S"].as_str().expect("an id");
    assert!(
        (1..=128).contains(&id.len())
            && !id.contains(|c: char| c.is_control() || "#/?%".contains(c)),
        "{id}"
    );
}

/// A session opens, is assigned, answered and resolved in this order.
fn check_order(session: &Item) {
    let opened_at = time(session, "opened_at").unwrap();
    assert!(time(session, "resolved_at").is_none_or(|resolved_at| opened_at < resolved_at));
    let mut before = opened_at;
    for assignment in assignments(session) {
        let assigned_at = time(assignment, "assigned_at").expect("a start");
        assert!(before <= assigned_at, "{session:?}");
        assert!(assignment.contains_key("agent_id") || assignment.contains_key("team_id"));
        for name in ["ended_at", "first_reply_at"] {
            assert!(time(assignment, name).is_none_or(|at| assigned_at <= at), "{session:?}");
        }
        before = assigned_at;
    }
}

/// How often each value occurs.
fn tally<K: Ord>(values: impl IntoIterator<Item = K>) -> BTreeMap<K, usize> {
    let mut tally = BTreeMap::new();
    for value in values {
        *tally.entry(value).or_default() += 1;
    }
    tally
}
