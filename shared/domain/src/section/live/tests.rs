//! The 24 hours after a resolution, and what is active at the end of a day, as tables.

use super::*;
use crate::calendar::Calendar;
use crate::directory::Directory;
use crate::period::Period;
use crate::testing::{at, date};

fn minute(text: &str) -> Minute {
    Minute::of(at(text))
}

/// Hours with so many resolutions at each of these times.
fn resolutions<const N: usize>(
    measure: fn(u8) -> Measure,
    times: [(&str, i64); N],
) -> BTreeMap<Hour, Measures> {
    let mut hours = BTreeMap::<Hour, Measures>::new();
    for (time, count) in times {
        let minute = minute(time);
        let hour = hours.entry(minute.hour()).or_default();
        hour.add(measure(minute.within_hour()), count.into());
    }
    hours
}

#[test]
fn a_session_is_active_while_less_than_24_hours_of_whole_minutes_passed_since_its_resolution() {
    for (resolved, now, active) in [
        // the minute of the resolution, and the last of the 24 hours
        ("2026-11-21T10:15:00Z", "2026-11-21T10:15:00Z", 1),
        ("2026-11-21T10:15:00Z", "2026-11-22T10:14:59Z", 1),
        ("2026-11-21T10:15:00Z", "2026-11-22T10:15:00Z", 0),
        // seconds do not matter
        ("2026-11-21T10:15:59Z", "2026-11-22T10:15:00Z", 0),
        ("2026-11-21T10:15:59Z", "2026-11-22T10:14:00Z", 1),
        // at the ends of an hour and of a day
        ("2026-11-21T09:59:00Z", "2026-11-22T09:58:00Z", 1),
        ("2026-11-21T09:59:00Z", "2026-11-22T09:59:00Z", 0),
        ("2026-11-21T00:00:00Z", "2026-11-21T23:59:00Z", 1),
        ("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", 0),
        // the platform's clock may be ahead
        ("2026-11-22T10:16:00Z", "2026-11-22T10:15:00Z", 1),
        ("2026-12-24T00:00:00Z", "2026-11-22T10:15:00Z", 1),
        // long ago
        ("2026-10-22T10:15:00Z", "2026-11-22T10:15:00Z", 0),
    ] {
        for measure in [Measure::SessionsAt as fn(u8) -> Measure, Measure::CustomersAt] {
            let hours = resolutions(measure, [(resolved, 1)]);
            let lately = resolved_lately(&hours, minute(now), measure);
            assert_eq!(lately, active, "resolved {resolved}, now {now}");
        }
    }
}

#[test]
fn resolutions_add_up_over_minutes_and_hours_each_measure_by_itself() {
    let now = minute("2026-11-22T10:15:00Z");
    let mut hours = resolutions(
        Measure::SessionsAt,
        [
            ("2026-11-21T10:15:00Z", 100), // over
            ("2026-11-21T10:16:00Z", 2),
            ("2026-11-21T10:59:00Z", 3),
            ("2026-11-22T09:00:00Z", 5),
            ("2026-11-22T10:15:00Z", 7),
        ],
    );
    hours.entry(now.hour()).or_default().add(Measure::CustomersAt(15), 11.into());
    hours.entry(now.hour()).or_default().add(Measure::Received, 1000.into());
    assert_eq!(resolved_lately(&hours, now, Measure::SessionsAt), 2 + 3 + 5 + 7);
    assert_eq!(resolved_lately(&hours, now, Measure::CustomersAt), 11);
}

#[test]
fn numbers_that_are_below_zero_for_a_moment_are_none() {
    let now = minute("2026-11-22T10:15:00Z");
    let hours = resolutions(Measure::SessionsAt, [("2026-11-22T10:15:00Z", -1)]);
    assert_eq!(resolved_lately(&hours, now, Measure::SessionsAt), 0);
    assert_eq!(resolved_lately(&BTreeMap::new(), now, Measure::SessionsAt), 0);
}

#[test]
fn running_numbers_are_read_with_the_hours_whose_resolutions_still_matter() {
    let directory = Directory::default();
    for (now, hour) in [
        ("2026-11-22T10:15:30Z", "2026-11-21T10"),
        ("2026-11-22T10:58:59Z", "2026-11-21T10"),
        // the first minute that still matters is 11:00
        ("2026-11-22T10:59:00Z", "2026-11-21T11"),
        ("2026-11-22T00:00:00Z", "2026-11-21T00"),
    ] {
        let request = SectionRequest {
            calendar: Calendar::UTC,
            directory: &directory,
            period: Period::last(7, date("2026-11-22")),
            inbox: None,
            now: at(now),
        };
        let hour = Hour::parse(hour).unwrap();
        assert_eq!(now_range(&request), Range::Now(hour), "{now}");
        assert_eq!(staff_now_range(&request), Range::StaffNow(hour), "{now}");
    }
}

/// Starts and ends of sessions or assignments, as dates of November 2026; one without an end has
/// not ended.
const SPANS: [(u32, Option<u32>); 6] = [
    (1, None),
    (2, Some(5)),
    (2, Some(2)),  // on one day: active at the end of none
    (4, Some(30)), // an end that is still ahead
    (6, None),
    (28, None), // a start that is still ahead
];

fn november(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

/// The counters of these spans.
fn counters(
    spans: &[(u32, Option<u32>)],
    [started, ended, in_all, with_end]: [Measure; 4],
) -> (BTreeMap<NaiveDate, Measures>, Measures) {
    let mut days = BTreeMap::<NaiveDate, Measures>::new();
    let mut now = Measures::default();
    for (start, end) in spans {
        days.entry(november(*start)).or_default().add(started, 1.into());
        now.add(in_all, 1.into());
        if let Some(end) = end {
            days.entry(november(*end)).or_default().add(ended, 1.into());
            now.add(with_end, 1.into());
        }
    }
    (days, now)
}

const OF_SESSIONS: [Measure; 4] =
    [Measure::SessionsStarted, Measure::SessionsEnded, Measure::Sessions, Measure::SessionsWithEnd];

const OF_SPANS: [Measure; 4] =
    [Measure::TimesAssigned, Measure::SpansEnded, Measure::Spans, Measure::SpansWithEnd];

#[test]
fn active_at_the_end_of_a_day_is_what_started_by_then_and_has_no_end_or_a_later_one() {
    let (days, now) = counters(&SPANS, OF_SESSIONS);
    let sessions = DayEnds::of_sessions(&days, &now);
    let (staff_days, staff_now) = counters(&SPANS, OF_SPANS);
    let assignments = DayEnds::of_spans(&staff_days, &staff_now);
    for (day, active) in
        [(1, 1), (2, 2), (3, 2), (4, 3), (5, 2), (6, 3), (7, 3), (27, 3), (28, 4), (29, 4), (30, 3)]
    {
        // Whatever the first day is that is asked for, up to this one.
        for first in 1..=day {
            let of_sessions = sessions.from(november(first)).on(november(day));
            assert_eq!(of_sessions, active, "at the end of day {day}, asked from day {first} on");
            let of_assignments = assignments.from(november(first)).on(november(day));
            assert_eq!(of_assignments, active, "at the end of day {day}, from day {first} on");
        }
    }
}

#[test]
fn without_counters_of_the_days_asked_for_all_are_active_that_have_not_ended() {
    let (days, now) = counters(&[(1, None), (1, None), (2, Some(3))], OF_SESSIONS);
    let sessions = DayEnds::of_sessions(&days, &now);
    assert_eq!(sessions.from(november(10)).on(november(12)), 2);
    let none = BTreeMap::new();
    let nothing = DayEnds::of_sessions(&none, &Measures::NONE);
    assert_eq!(nothing.from(november(10)).on(november(12)), 0);
}

#[test]
fn fewer_than_none_are_none() {
    let mut days = BTreeMap::<NaiveDate, Measures>::new();
    days.entry(november(5)).or_default().add(Measure::SessionsStarted, 3.into());
    let now = [(Measure::Sessions, 2.into())].into_iter().collect();
    let sessions = DayEnds::of_sessions(&days, &now).from(november(1));
    assert_eq!((sessions.on(november(4)), sessions.on(november(5))), (0, 2));
}
