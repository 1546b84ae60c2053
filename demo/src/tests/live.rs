//! Some hours of a live business.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::*;
use crate::{LiveBusiness, history};

/// Steps of five seconds over so many minutes: what each of them wrote.
fn watch(live: &mut LiveBusiness, start: DateTime<Utc>, minutes: i32) -> Vec<Vec<Write>> {
    (1..=minutes * 12).map(|step| live.step(start + TimeDelta::seconds(5) * step)).collect()
}

#[test]
fn something_is_written_every_minute_or_so() {
    for hours in [0, 6, 12, 18] {
        let start = afternoon() + TimeDelta::hours(hours);
        let steps = watch(&mut LiveBusiness::new(SEED, start), start, 960);
        let minute: usize = steps[..12].iter().map(Vec::len).sum();
        assert!(minute >= 3, "{minute} in the first minute");
        let all: usize = steps.iter().map(Vec::len).sum();
        assert!((400..3_000).contains(&all), "{all} in sixteen hours");
        assert!(steps.iter().map(Vec::len).max() < Some(40));
        let tables = tally(steps.iter().flatten().map(|write| write.table));
        assert_eq!(tables.len(), 5, "{tables:?}");
        assert!(
            steps.iter().flatten().any(|write| text(&write.item, "sender") == Some("broadcast"))
        );
    }
}

#[test]
fn what_is_written_is_valid_and_of_its_step() {
    let mut live = LiveBusiness::new(SEED, afternoon());
    let mut before = afternoon();
    for (step, writes) in
        (1..).zip(watch(&mut LiveBusiness::new(SEED, afternoon()), afternoon(), 240))
    {
        let now = afternoon() + TimeDelta::seconds(5) * step;
        assert_eq!(live.step(now), writes, "the same steps, the same writes");
        for write in &writes {
            check(write, afternoon(), now);
            let name = match write.table {
                "messages" => "sent_at",
                "billing" => "occurred_at",
                "flow_runs" => "triggered_at",
                _ => continue,
            };
            assert!(
                time(&write.item, name).unwrap() > before - TimeDelta::milliseconds(1),
                "late: {write:?}"
            );
        }
        before = now;
    }
}

#[test]
fn sessions_pass_through_their_states_and_suggestions_are_sent_later() {
    let writes: Vec<_> = watch(&mut LiveBusiness::new(SEED, afternoon()), afternoon(), 300)
        .into_iter()
        .flatten()
        .collect();
    let mut states: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for write in &writes {
        match write.table {
            "sessions" => {
                states.entry(key(write)).or_default().push(status(&write.item, afternoon()));
            }
            "ai_usage" if write.item.contains_key("sent") => {
                states.entry(key(write)).or_default().push("sent");
            }
            "ai_usage" => states.entry(key(write)).or_default().push("asked"),
            _ => {}
        }
    }
    let mut seen = BTreeSet::new();
    for mut states in states.into_values() {
        assert!(states[0] == "unassigned" || states[0] == "asked", "{states:?}");
        states.dedup();
        seen.insert(states.join(" "));
    }
    for path in ["unassigned resolved", "unassigned assigned resolved", "asked", "asked sent"] {
        assert!(seen.contains(path), "{path}: {seen:?}");
    }
}

#[test]
fn ids_are_unique() {
    let ids = |writes: Vec<Write>| writes.iter().map(key).collect::<BTreeSet<_>>();
    let just_after = afternoon() + TimeDelta::milliseconds(1);
    let past = ids(history(SEED, afternoon()).collect());
    let live = |start| ids(watch(&mut LiveBusiness::new(SEED, start), start, 480).concat());
    let (one, other) = (live(afternoon()), live(just_after));
    assert!(
        one.len() > 300
            && past.is_disjoint(&one)
            && past.is_disjoint(&other)
            && one.is_disjoint(&other)
    );
}

#[test]
fn old_customers_come_back_and_new_ones_join() {
    let contacts: BTreeSet<_> = history(SEED, afternoon())
        .filter_map(|write| text(&write.item, "customer_id").map(str::to_owned))
        .collect();
    assert!(contacts.contains("c-00500"), "a live business knows only customers of the history");
    let writes = watch(&mut LiveBusiness::new(SEED, afternoon()), afternoon(), 960).concat();
    let sessions = writes.iter().filter(|write| write.table == "sessions");
    let known =
        tally(sessions.map(|write| contacts.contains(text(&write.item, "customer_id").unwrap())));
    assert!(known[&true] > 20 && known[&false] > 20, "{known:?}");
}

#[test]
fn what_the_history_left_open_is_finished() {
    let mut live = LiveBusiness::new(SEED, afternoon());
    let mut open = BTreeSet::new();
    for write in history(SEED, afternoon()).filter(|write| write.table == "sessions") {
        live.continue_session(&write.item);
        if !write.item.contains_key("resolved_at") {
            open.insert(key(&write));
        }
    }
    let mut resolved = BTreeSet::new();
    for write in watch(&mut live, afternoon(), 24 * 60).concat() {
        check(&write, afternoon() - TimeDelta::days(90), afternoon() + TimeDelta::days(1));
        if write.item.contains_key("resolved_at") && open.contains(&key(&write)) {
            resolved.insert(key(&write));
        }
    }
    assert!(resolved.len() * 2 > open.len(), "{} of {}", resolved.len(), open.len());
}

#[test]
fn the_balance_is_never_negative() {
    let mut balance = 0;
    for write in watch(&mut LiveBusiness::new(SEED, afternoon()), afternoon(), 24 * 60).concat() {
        if write.table == "billing" {
            balance += amount(&write.item);
            assert!(balance >= 0);
        }
    }
}

#[test]
fn a_pause_is_not_made_up_for_and_a_held_clock_is_quiet() {
    let mut live = LiveBusiness::new(SEED, afternoon());
    watch(&mut live, afternoon(), 60);
    let next_day = afternoon() + TimeDelta::days(1);
    let writes = live.step(next_day);
    assert!(writes.len() < 400, "{} at once", writes.len());
    assert_eq!(live.step(next_day), []);
    assert_eq!(live.step(afternoon()), []);
    assert!(watch(&mut live, next_day, 80).concat().len() > 30);
}
