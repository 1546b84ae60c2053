//! Sums of changes, and how they print.

#![allow(clippy::needless_raw_string_hashes)] // the form in which snapshots are written

use expect_test::expect;

use super::*;
use crate::calendar::Hour;
use crate::testing::{date, id};

fn key(row: Row) -> CounterKey {
    CounterKey { account: id("acme"), scope: Scope::All, row }
}

fn deltas<const N: usize>(changes: [(Row, Measure, i64); N]) -> Deltas {
    let mut deltas = Deltas::new();
    for (row, measure, amount) in changes {
        deltas.add(key(row), measure, amount);
    }
    deltas
}

fn day(text: &str) -> Row {
    Row::Day(date(text))
}

#[test]
fn changes_print_sorted_one_line_for_each_counter_and_measure() {
    let mut deltas = Deltas::new();
    let hour = Hour::parse("2026-11-22T10").unwrap();
    let (ann, sales) = (Staff::Agent(id("ann")), Staff::Team(id("sales")));
    for (scope, row, measure, amount) in [
        (Scope::All, Row::Now, Measure::Balance, Amount::new(-120_470, 4)),
        (Scope::All, day("2026-11-22"), Measure::Received, Amount::TWO),
        (Scope::All, day("2026-11-22"), Measure::AgentSent, Amount::ONE),
        (Scope::All, day("2026-11-21"), Measure::Received, Amount::ONE),
        (
            Scope::Inbox(id("web")),
            Row::FlowDay(date("2026-11-22"), id("hello")),
            Measure::TimesTriggered,
            Amount::ONE,
        ),
        (
            Scope::Inbox(id("web")),
            Row::StaffDay(date("2026-11-22"), ann.clone()),
            Measure::Responses,
            Amount::ONE,
        ),
        (Scope::Inbox(id("web")), Row::StaffNow(sales.clone()), Measure::Spans, Amount::ONE),
        (Scope::Inbox(id("web")), Row::Resolved(hour), Measure::CustomersAt(5), Amount::ONE),
        (
            Scope::Inbox(id("web")),
            Row::StaffResolved(hour, ann),
            Measure::SessionsAt(59),
            Amount::ONE,
        ),
        (
            Scope::Inbox(id("web")),
            Row::StaffResolved(hour, sales),
            Measure::SessionsAt(59),
            Amount::ZERO,
        ),
    ] {
        deltas.add(CounterKey { account: id("acme"), scope, row }, measure, amount);
    }
    expect![[r#"
        acme, all inboxes, 2026-11-21: received +1
        acme, all inboxes, 2026-11-22: agent_sent +1
        acme, all inboxes, 2026-11-22: received +2
        acme, all inboxes, now: balance -12.047
        acme, inbox web, 2026-11-22 agent ann: responses +1
        acme, inbox web, 2026-11-22 flow hello: times_triggered +1
        acme, inbox web, now team sales: spans +1
        acme, inbox web, resolved 2026-11-22T10h: c05 +1
        acme, inbox web, resolved 2026-11-22T10h agent ann: s59 +1
        acme, inbox web, resolved 2026-11-22T10h team sales: nothing
    "#]]
    .assert_eq(&deltas.to_string());
    assert_eq!(format!("{deltas:?}"), deltas.to_string());
}

#[test]
fn changes_of_one_counter_add_up() {
    let mut sum = deltas([
        (Row::Now, Measure::Sessions, 2),
        (Row::Now, Measure::Sessions, 3),
        (Row::Now, Measure::Unassigned, 1),
    ]);
    sum.merge(&deltas([
        (Row::Now, Measure::Sessions, 10),
        (day("2026-11-22"), Measure::Received, 1),
    ]));
    expect![[r#"
        acme, all inboxes, 2026-11-22: received +1
        acme, all inboxes, now: unassigned +1
        acme, all inboxes, now: sessions +15
    "#]]
    .assert_eq(&sum.to_string());
}

#[test]
fn what_is_added_and_taken_away_comes_to_nothing() {
    let one = deltas([(Row::Now, Measure::Sessions, 2), (day("2026-11-22"), Measure::Received, 1)]);
    let other = deltas([(Row::Now, Measure::Sessions, 2), (Row::Now, Measure::Unassigned, 1)]);
    let mut difference = one.clone();
    difference.subtract(&other);
    expect![[r#"
        acme, all inboxes, 2026-11-22: received +1
        acme, all inboxes, now: unassigned -1
    "#]]
    .assert_eq(&difference.to_string());

    difference.merge(&other);
    difference.subtract(&one);
    assert_eq!(difference.len(), 2);
    expect![[r#"
        acme, all inboxes, 2026-11-22: nothing
        acme, all inboxes, now: nothing
    "#]]
    .assert_eq(&difference.to_string());
    assert_eq!(difference.without_zeros(), Deltas::new());
}

#[test]
fn zeros_are_left_out_and_nothing_else_is() {
    let some = deltas([
        (Row::Now, Measure::Sessions, 0),
        (day("2026-11-22"), Measure::Received, 1),
        (day("2026-11-22"), Measure::AgentSent, 0),
        (day("2026-11-23"), Measure::Received, -1),
    ]);
    expect![[r#"
        acme, all inboxes, 2026-11-22: received +1
        acme, all inboxes, 2026-11-23: received -1
    "#]]
    .assert_eq(&some.without_zeros().to_string());
}

#[test]
fn changes_know_what_they_touch() {
    let none = Deltas::new();
    let one = deltas([(Row::Now, Measure::Sessions, 1)]);
    assert_eq!((none.len(), none.is_empty()), (0, true));
    assert_eq!((one.len(), one.is_empty()), (1, false));
    assert!(one.touches(&key(Row::Now)));
    assert!(!one.touches(&key(day("2026-11-22"))));
    assert!(!none.touches(&key(Row::Now)));
}

#[test]
fn changes_are_cut_in_the_order_of_their_keys() {
    let days = ["2026-11-03", "2026-11-01", "2026-11-05", "2026-11-02", "2026-11-04"];
    let five = deltas(days.map(|it| (day(it), Measure::Received, 1)));
    for (items, parts) in [(1, vec![1; 5]), (2, vec![2, 2, 1]), (4, vec![4, 1]), (5, vec![5])] {
        let cut = five.clone().into_parts(items, 9);
        assert_eq!(cut.iter().map(Deltas::len).collect::<Vec<_>>(), parts);
        assert!(cut.iter().flat_map(Deltas::iter).eq(five.iter()));
    }
    assert_eq!(Deltas::new().into_parts(2, 9), []);
}

#[test]
fn an_item_of_many_measures_is_cut_into_several_parts() {
    let measures = [Measure::AgentSent, Measure::BotSent, Measure::Received];
    let wide = measures.map(|measure| (day("2026-11-01"), measure, 1));
    let [a, b, c] = wide.clone();
    let all = deltas([a, b, c, (day("2026-11-02"), Measure::Received, 1)]);
    let [a, b, c] = wide;
    let of_one_item = deltas([a, b, c]);
    assert_eq!(all.widest_with(&Deltas::new()), 3);
    let other = deltas([(day("2026-11-01"), Measure::SessionsStarted, 1)]);
    assert_eq!((all.widest_with(&other), other.widest_with(&all)), (4, 4));
    assert_eq!(all.widest_with(&of_one_item), 3);
    let cut = all.clone().into_parts(9, 2);
    let sizes: Vec<_> = cut.iter().map(|part| part.widest_with(&Deltas::new())).collect();
    assert_eq!((sizes, cut.len()), (vec![2, 1], 2));
    let mut sum = Deltas::new();
    for part in &cut {
        sum.merge(part);
    }
    assert_eq!(sum, all);
}

#[test]
fn a_contribution_goes_to_the_inbox_and_to_all_or_to_the_account_alone() {
    let (account, inbox) = (id("acme"), id("web"));
    let mut sum = Deltas::new();
    for inbox in [Some(&inbox), None] {
        let mut out = Contributions::new(&mut sum, &account, inbox, 1);
        out.count(&Row::Now, Measure::Sessions);
        out.add(&Row::Now, Measure::Unassigned, 5);
        out.add_for_account(Row::Now, Measure::Balance, 7);
    }
    expect![[r#"
        acme, all inboxes, now: unassigned +10
        acme, all inboxes, now: sessions +2
        acme, all inboxes, now: balance +14
        acme, inbox web, now: unassigned +5
        acme, inbox web, now: sessions +1
    "#]]
    .assert_eq(&sum.to_string());
}

#[test]
fn a_version_counts_no_measures_and_no_rows_that_came_later() {
    let (account, inbox) = (id("acme"), id("web"));
    let date = "2026-11-22".parse().unwrap();
    let counted = |version| {
        let mut sum = Deltas::new();
        let mut out = Contributions::new(&mut sum, &account, Some(&inbox), version);
        out.count(&Row::Day(date), Measure::SessionsStarted);
        out.count(&Row::Day(date), Measure::SessionsResolved);
        out.add_detail(date, Measure::ResponseTime, 5);
        out.add_inbox_detail(date, Measure::Responses, 1);
        sum.to_string()
    };
    expect![[r#"
        acme, all inboxes, 2026-11-22: sessions_started +1
        acme, inbox web, 2026-11-22: sessions_started +1
    "#]]
    .assert_eq(&counted(1));
    expect![[r#"
        acme, all inboxes, 2026-11-22: sessions_started +1
        acme, all inboxes, 2026-11-22: sessions_resolved +1
        acme, all inboxes, 2026-11-22 in detail: response_ns +5
        acme, all inboxes, 2026-11-22 in detail of inbox web: responses +1
        acme, all inboxes, 2026-11-22 in detail of inbox web: response_ns +5
        acme, inbox web, 2026-11-22: sessions_started +1
        acme, inbox web, 2026-11-22: sessions_resolved +1
    "#]]
    .assert_eq(&counted(2));
}

#[test]
fn the_scope_of_a_request_is_its_inbox_or_all() {
    assert_eq!(Scope::of(None), Scope::All);
    assert_eq!(Scope::of(Some(&id("web"))), Scope::Inbox(id("web")));
}

#[test]
fn measures_add_up_and_pass_over_zeros() {
    let mut some: Measures =
        [(Measure::Received, Amount::TWO), (Measure::Received, Amount::ONE)].into_iter().collect();
    assert_eq!(some.get(Measure::Received), Amount::from(3));
    assert_eq!(some.get(Measure::AgentSent), Amount::ZERO);
    some.merge(&[(Measure::AgentSent, Amount::ONE)].into_iter().collect());
    some.add(Measure::Received, Amount::from(-3));
    assert_eq!(some.iter().collect::<Vec<_>>(), [(Measure::AgentSent, Amount::ONE)]);
    assert!(!some.is_empty());
    assert!(Measures::NONE.is_empty());
}
