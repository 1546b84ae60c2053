//! What a visitor of the demo sees in the history.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Timelike, Weekday};

use super::*;
use crate::staff::AGENTS;
use crate::{DAYS, history, schedule};

static WRITES: LazyLock<Vec<Write>> = LazyLock::new(|| history(SEED, afternoon()).collect());

fn of(table: &str) -> impl Iterator<Item = &'static Item> {
    WRITES.iter().filter(move |write| write.table == table).map(|write| &write.item)
}

fn today() -> NaiveDate {
    schedule::date(afternoon())
}

#[test]
fn the_same_arguments_give_the_same_records() {
    assert!(history(SEED, afternoon()).eq(WRITES.iter().cloned()));
    let ids =
        |seed, now| history(seed, now).take(50).map(|write| key(&write)).collect::<BTreeSet<_>>();
    let usual = ids(SEED, afternoon());
    assert!(usual.is_disjoint(&ids(SEED, afternoon() + TimeDelta::milliseconds(1))));
    assert!(usual.is_disjoint(&ids(SEED + 1, afternoon())));
}

#[test]
fn every_record_is_valid_written_once_and_of_these_ninety_days() {
    let first = schedule::at(today() - Days::new(u64::from(DAYS) - 1), 0, 0);
    let mut keys = BTreeSet::new();
    for write in WRITES.iter() {
        check(write, first, afternoon());
        assert!(keys.insert(key(write)), "twice: {write:?}");
    }
}

#[test]
fn it_is_large_enough_to_show_and_small_enough_to_load() {
    assert!((16_000..20_000).contains(&WRITES.len()), "{}", WRITES.len());
    let tables = tally(WRITES.iter().map(|write| write.table));
    let bounds = [
        ("ai_usage", 400..800),
        ("billing", 1_300..2_100),
        ("flow_runs", 1_200..1_900),
        ("messages", 10_500..13_500),
        ("sessions", 1_400..1_800),
    ];
    assert_eq!(tables.len(), bounds.len());
    for (table, bounds) in bounds {
        assert!(bounds.contains(&tables[table]), "{table}: {}", tables[table]);
    }
}

#[test]
fn it_is_roughly_in_the_order_of_time() {
    let mut latest = schedule::at(today() - Days::new(200), 0, 0);
    for session in of("sessions") {
        let opened_at = time(session, "opened_at").unwrap();
        assert!(latest - opened_at < TimeDelta::hours(48));
        latest = latest.max(opened_at);
    }
}

#[test]
fn hours_weekdays_growth_and_campaigns_show() {
    let received = of("messages").filter(|item| text(item, "sender") == Some("customer"));
    let hours = tally(received.map(|item| schedule::local(time(item, "sent_at").unwrap()).hour()));
    let between = |from, to| hours.range(from..to).map(|(_, count)| count).sum::<usize>();
    assert!(between(10, 13) > 6 * between(2, 5), "{hours:?}");
    assert!(between(19, 22) > between(13, 16), "{hours:?}");

    let days = tally(of("sessions").map(|item| schedule::date(time(item, "opened_at").unwrap())));
    assert_eq!(days.len(), DAYS as usize, "something happens every day");
    let on = |weekday| {
        days.iter()
            .filter(|(day, _)| day.weekday() == weekday)
            .map(|(_, count)| count)
            .sum::<usize>()
    };
    assert!(on(Weekday::Mon) * 2 > on(Weekday::Sun) * 3, "{days:?}");
    let last = |from, to| {
        days.range(today() - Days::new(from)..today() - Days::new(to))
            .map(|day| day.1)
            .sum::<usize>()
    };
    assert!(last(30, 0) * 3 > last(89, 59) * 4, "growth: {days:?}");
    let [_, campaign] = schedule::campaign_days(today());
    assert!(days[&campaign] > days[&(campaign - Days::new(7))], "{days:?}");
}

#[test]
fn every_inbox_has_sessions_of_every_status_at_any_hour() {
    for hours in [0, 5, 13] {
        let midnight = schedule::at(today(), 0, 0) + TimeDelta::seconds(20);
        let now = midnight + TimeDelta::hours(hours);
        let sessions = history(SEED + 1, now).filter(|write| write.table == "sessions");
        let statuses = tally(sessions.map(|write| {
            (status(&write.item, now), text(&write.item, "inbox_id").unwrap().to_owned())
        }));
        assert_eq!(statuses.len(), 4 * 5, "at {hours}: {statuses:?}");
        let active = |status| {
            statuses.iter().filter(|((s, _), _)| *s == status).map(|(_, n)| n).sum::<usize>()
        };
        assert!((5..40).contains(&active("unassigned")), "{statuses:?}");
        assert!((5..60).contains(&active("assigned")), "{statuses:?}");
        assert!((5..60).contains(&active("resolved")), "{statuses:?}");
    }
}

#[test]
fn agents_differ_and_nearly_all_have_worked_this_week() {
    let week = schedule::at(today() - Days::new(6), 0, 0);
    let recent = of("messages").filter(|item| time(item, "sent_at").unwrap() >= week);
    let sent = tally(recent.filter_map(|item| text(item, "agent_id")));
    assert!(sent.len() + 2 >= AGENTS.len(), "{sent:?}");
    assert!(sent.values().max() > sent.values().min().map(|least| least * 4).as_ref(), "{sent:?}");

    let replies = of("sessions").flat_map(assignments).filter_map(|assignment| {
        Some((time(assignment, "first_reply_at")? - time(assignment, "assigned_at")?).num_seconds())
    });
    let mut replies: Vec<_> = replies.collect();
    replies.sort_unstable();
    assert!(
        replies[0] < 20 && replies[replies.len() / 2] < 300 && replies[replies.len() - 1] > 3600
    );
}

#[test]
fn customers_come_back_and_conversations_change_hands() {
    let contacts: BTreeSet<_> = of("sessions").map(|item| text(item, "customer_id")).collect();
    let sessions = of("sessions").count();
    assert!((sessions / 3..sessions * 3 / 4).contains(&contacts.len()));
    let hands = tally(of("sessions").map(|item| assignments(item).len()));
    assert!(hands[&0] > 300 && hands[&1] > 300 && hands[&2] > 100 && hands[&3] > 10, "{hands:?}");
    assert!(
        of("sessions").flat_map(assignments).any(|assignment| !assignment.contains_key("agent_id"))
    );
    let open = of("sessions").filter(|item| !item.contains_key("resolved_at")).count();
    assert!(open < 60, "most are resolved, but for {open}");
}

#[test]
fn the_balance_is_never_negative() {
    for seed in SEED..SEED + 2 {
        let mut entries: Vec<_> = history(seed, afternoon())
            .filter(|write| write.table == "billing")
            .map(|write| (time(&write.item, "occurred_at"), -amount(&write.item)))
            .collect();
        entries.sort_unstable();
        let mut balance = 0;
        for (at, spent) in entries {
            balance -= spent;
            assert!(balance >= 0, "{balance} at {at:?}");
        }
        assert!((50_000..1_000_000).contains(&balance), "{balance} ten-thousandths in the end");
    }
    let kinds = tally(of("billing").map(|item| (text(item, "kind"), text(item, "category"))));
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    let countries = tally(of("billing").map(|item| text(item, "country")));
    assert!(countries.len() >= 5, "{countries:?}");
    assert!(
        of("billing")
            .any(|item| text(item, "kind") == Some("usage") && !item.contains_key("inbox_id"))
    );
}

#[test]
fn suggestions_are_mostly_kept_and_answers_often_reworked() {
    for (tool, expected) in [("ai_writer", 0.85), ("doc_reply", 0.70)] {
        let uses: Vec<_> = of("ai_usage").filter(|item| text(item, "tool") == Some(tool)).collect();
        let accuracies: Vec<_> = uses
            .iter()
            .filter(|item| tool != "doc_reply" || !item.contains_key("translated"))
            .filter_map(|item| Some(accuracy(text(item, "suggestion")?, text(item, "sent")?)))
            .collect();
        let average =
            accuracies.iter().sum::<f64>() / f64::from(u32::try_from(accuracies.len()).unwrap());
        assert!((average - expected).abs() < 0.05, "{tool}: {average}");
        assert!(uses.iter().any(|item| !item.contains_key("sent")));
        assert!(uses.iter().any(|item| item.contains_key("translated")));
    }
}

/// How much of the longer text stayed as it was, by the distance of Levenshtein.
fn accuracy(suggestion: &str, sent: &str) -> f64 {
    let (from, to): (Vec<char>, Vec<char>) = (suggestion.chars().collect(), sent.chars().collect());
    let mut row: Vec<u32> = (0..).take(to.len() + 1).collect();
    for (above, a) in (1..).zip(&from) {
        let mut corner = std::mem::replace(&mut row[0], above);
        for (column, b) in to.iter().enumerate() {
            let changed = corner + u32::from(a != b);
            corner = row[column + 1];
            row[column + 1] = changed.min(corner + 1).min(row[column] + 1);
        }
    }
    let longer = u32::try_from(from.len().max(to.len())).unwrap();
    1.0 - f64::from(row[to.len()]) / f64::from(longer)
}
