//! What is read of the counters, row by row.

use super::*;
use crate::counter::VERSION;
use crate::testing::{date, id};

fn measures(measure: Measure, amount: i64) -> Measures {
    [(measure, amount.into())].into_iter().collect()
}

fn ann() -> Staff {
    Staff::Agent(id("ann"))
}

#[test]
fn every_row_is_found_where_it_belongs_and_nowhere_else() {
    let hour = Hour::parse("2026-11-22T10").unwrap();
    let day = date("2026-11-22");
    let is = |measures: &Measures, amount: i64| measures.get(Measure::Received) == amount.into();
    let mut counters = Counters::of_version(VERSION);
    for (row, amount) in [
        (Row::Day(day), 1),
        (Row::StaffDay(day, ann()), 2),
        (Row::FlowDay(day, id("hello")), 3),
        (Row::Now, 4),
        (Row::StaffNow(ann()), 5),
        (Row::Resolved(hour), 6),
        (Row::StaffResolved(hour, ann()), 7),
        (Row::Detail(day), 8),
        (Row::InboxDetail(day, id("web")), 9),
        (Row::InboxNow(id("web")), 10),
        (Row::InboxResolved(hour, id("web")), 11),
        (Row::CountryDay(day), 12),
    ] {
        counters.add(row, measures(Measure::Received, amount));
    }
    assert!(is(counters.day(day).measures(), 1));
    assert!(is(&counters.days()[&day], 1));
    assert!(is(&counters.staff_days(&ann())[&day], 2));
    let flows: Vec<_> = counters.flows_on(day).collect();
    assert!(matches!(flows[..], [(flow, of_flow)] if *flow == id("hello") && is(of_flow, 3)));
    assert!(is(counters.now(), 4));
    assert!(is(counters.staff_now(&ann()), 5));
    assert!(is(&counters.resolved()[&hour], 6));
    assert!(is(&counters.staff_resolved(&ann())[&hour], 7));
    assert!(is(&counters.details(None)[&day], 8));
    assert!(is(&counters.details(Some(&id("web")))[&day], 9));
    let (now, resolved) = counters.inbox_now(&id("web"));
    assert!(is(now, 10) && is(&resolved[&hour], 11));
    assert!(is(&counters.usage_by_country(Period { from: day, to: day }), 12));
    assert!(counters.inboxes().all(|inbox| *inbox == id("web")));

    let (other_day, bob) = (date("2026-11-23"), Staff::Agent(id("bob")));
    assert!(counters.day(other_day).measures().is_empty());
    assert!(counters.staff_days(&bob).is_empty());
    assert_eq!(counters.flows_on(other_day).count(), 0);
    assert!(counters.staff_now(&bob).is_empty());
    assert!(counters.staff_resolved(&bob).is_empty());
}

#[test]
fn items_of_one_row_add_up() {
    let mut counters = Counters::of_version(VERSION);
    for amount in [1, 2, 4] {
        counters.add(Row::Now, measures(Measure::Received, amount));
        counters.add(Row::Day(date("2026-11-22")), measures(Measure::Received, amount));
        counters.add_of_account(Row::Now, measures(Measure::Balance, amount * 10));
    }
    assert_eq!(counters.now().get(Measure::Received), 7.into());
    assert_eq!(counters.day(date("2026-11-22")).measures().get(Measure::Received), 7.into());
    assert_eq!(counters.of_account(&Row::Now).get(Measure::Balance), 70.into());
    assert_eq!(counters.now().get(Measure::Balance), 0.into(), "the balance is read apart");
}

#[test]
fn the_days_of_a_period_are_summed_its_first_and_its_last_included() {
    let mut counters = Counters::of_version(VERSION);
    for (day, amount) in [(9, 1), (10, 2), (12, 4), (14, 8), (15, 16)] {
        let date = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        counters.add(Row::Day(date), measures(Measure::Received, amount));
        counters.add(Row::StaffDay(date, ann()), measures(Measure::Received, amount * 100));
    }
    let period = Period { from: date("2026-11-10"), to: date("2026-11-14") };
    assert_eq!(counters.days_of(period).measures().get(Measure::Received), 14.into());
    assert_eq!(
        counters.staff_days_of(&ann(), period).measures().get(Measure::Received),
        1_400.into()
    );
}

#[test]
fn whoever_has_a_day_a_running_number_or_a_resolution_is_listed() {
    let hour = Hour::parse("2026-11-22T10").unwrap();
    let [day, now, resolved] = ["day", "now", "resolved"].map(|it| Staff::Agent(id(it)));
    let mut counters = Counters::of_version(VERSION);
    counters.add(Row::StaffDay(date("2026-11-22"), day.clone()), measures(Measure::Responses, 1));
    counters.add(Row::StaffNow(now.clone()), measures(Measure::Spans, 1));
    counters.add(Row::StaffResolved(hour, resolved.clone()), measures(Measure::SessionsAt(1), 1));
    assert_eq!(counters.staff().collect::<Vec<_>>(), [&day, &now, &resolved]);
}

/// DynamoDB refuses a query that names an attribute twice, and two figures may share a measure.
#[test]
fn a_plan_for_agents_and_teams_names_each_measure_once() {
    let measures = vec![Measure::Responses, Measure::AgentSent, Measure::Responses];
    let plan = StaffPlan::of(StaffFilter::Agents, measures);
    assert_eq!(plan.measures, [Measure::AgentSent, Measure::Responses]);
}
