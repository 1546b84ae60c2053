//! The rules of sessions and assignments as tables. Dates are those of Taipei (UTC+8).

use serde_json::{Value, json};

use crate::calendar::Minute;
use crate::contact::{ContactSession, SessionStatus};
use crate::counter::{Amount, Deltas, Measure, Row, Scope, Staff};
use crate::generation::Counting;
use crate::record::{Record, Session, Source};
use crate::testing::{at, date, decode, id, taipei};

/// A session of the inbox `web`; an empty text stands for what is absent.
fn session(opened: &str, resolved: &str, removed: &str, assignments: &Value) -> Session {
    let plain = json!({
        "account_id": "acme", "session_id": "s1", "inbox_id": "web", "customer_id": "c1",
        "opened_at": opened, "assignments": assignments,
        "resolved_at": if resolved.is_empty() { Value::Null } else { json!(resolved) },
    });
    let Ok(Record::Session(session)) = decode(Source::Sessions, &plain) else {
        panic!("{plain} is no session")
    };
    if removed.is_empty() { session } else { session.removed(at(removed)) }
}

fn contributions(session: Session) -> Deltas {
    Record::Session(session).contributions(Counting { calendar: taipei(), version: 1 })
}

/// The dates of the row that have this measure, among the contributions to all inboxes.
fn dates(deltas: &Deltas, measure: Measure, staff: Option<&Staff>) -> Vec<String> {
    let all = deltas.iter().filter(|(counter, _)| counter.scope == Scope::All);
    all.filter(|(_, measures)| measures.get(measure) == Amount::ONE)
        .filter_map(|(counter, _)| match (&counter.row, staff) {
            (Row::Day(date), None) => Some(date.to_string()),
            (Row::StaffDay(date, of), Some(staff)) if of == staff => Some(date.to_string()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_session_ends_24_hours_after_its_resolution_or_at_its_removal_whichever_is_first() {
    for (opened, resolved, removed, end) in [
        // not resolved: has not ended
        ("2026-11-01T10:00:00Z", "", "", None),
        // 24 hours after 2026-11-05 23:59:59 in Taipei, and a second later
        ("2026-11-01T10:00:00Z", "2026-11-05T15:59:59Z", "", Some("2026-11-06")),
        ("2026-11-01T10:00:00Z", "2026-11-05T16:00:00Z", "", Some("2026-11-07")),
        // removed while open
        ("2026-11-01T10:00:00Z", "", "2026-11-05T10:00:00Z", Some("2026-11-05")),
        // removed within the 24 hours, and after them
        (
            "2026-11-01T10:00:00Z",
            "2026-11-05T10:00:00Z",
            "2026-11-05T11:00:00Z",
            Some("2026-11-05"),
        ),
        (
            "2026-11-01T10:00:00Z",
            "2026-11-05T10:00:00Z",
            "2026-11-09T10:00:00Z",
            Some("2026-11-06"),
        ),
        // an end before the start counts as the start
        ("2026-11-09T10:00:00Z", "2026-11-05T10:00:00Z", "", Some("2026-11-09")),
        ("2026-11-09T10:00:00Z", "", "2026-11-05T10:00:00Z", Some("2026-11-09")),
        // resolved before the start, but still ending after it
        ("2026-11-05T10:00:00Z", "2026-11-05T09:00:00Z", "", Some("2026-11-06")),
    ] {
        let deltas = contributions(session(opened, resolved, removed, &json!([])));
        let ended = dates(&deltas, Measure::SessionsEnded, None);
        assert_eq!(ended, Vec::from_iter(end), "{opened} {resolved} {removed}");
        let with_end = deltas.iter().filter(|(it, _)| it.scope == Scope::All && it.row == Row::Now);
        let with_end: Amount = with_end.map(|(_, it)| it.get(Measure::SessionsWithEnd)).sum();
        assert_eq!(
            with_end,
            Amount::from(u8::from(end.is_some())),
            "{opened} {resolved} {removed}"
        );
    }
}

#[test]
fn an_assignment_ends_at_its_end_or_the_next_one_or_the_sessions_end_whichever_is_first() {
    for (ended, next, resolved, removed, end) in [
        ("", "", "", "", None),
        ("2026-11-03T10:00:00Z", "", "", "", Some("2026-11-03")),
        ("", "2026-11-04T10:00:00Z", "", "", Some("2026-11-04")),
        ("", "", "2026-11-04T10:00:00Z", "", Some("2026-11-05")),
        ("", "", "", "2026-11-06T10:00:00Z", Some("2026-11-06")),
        (
            "2026-11-03T10:00:00Z",
            "2026-11-04T10:00:00Z",
            "2026-11-04T10:00:00Z",
            "",
            Some("2026-11-03"),
        ),
        (
            "2026-11-05T10:00:00Z",
            "2026-11-04T10:00:00Z",
            "2026-11-06T10:00:00Z",
            "",
            Some("2026-11-04"),
        ),
        (
            "2026-11-09T10:00:00Z",
            "2026-11-08T10:00:00Z",
            "2026-11-04T10:00:00Z",
            "",
            Some("2026-11-05"),
        ),
        (
            "2026-11-09T10:00:00Z",
            "",
            "2026-11-07T10:00:00Z",
            "2026-11-06T10:00:00Z",
            Some("2026-11-06"),
        ),
        // an end before the start counts as the start, 2026-11-02
        ("2026-11-01T10:00:00Z", "", "", "", Some("2026-11-02")),
        ("", "2026-11-01T10:00:00Z", "", "", Some("2026-11-02")),
        ("", "", "2026-10-20T10:00:00Z", "", Some("2026-11-02")),
    ] {
        let mut assignments = vec![
            json!({ "agent_id": "ann", "team_id": "sales", "assigned_at": "2026-11-02T10:00:00Z" }),
        ];
        if !ended.is_empty() {
            assignments[0]["ended_at"] = json!(ended);
        }
        if !next.is_empty() {
            assignments.push(json!({ "agent_id": "bob", "assigned_at": next }));
        }
        let session = session("2026-11-01T10:00:00Z", resolved, removed, &json!(assignments));
        let deltas = contributions(session);
        for staff in [Staff::Agent(id("ann")), Staff::Team(id("sales"))] {
            let ends = dates(&deltas, Measure::SpansEnded, Some(&staff));
            assert_eq!(ends, Vec::from_iter(end), "{staff}: {ended} {next} {resolved} {removed}");
            let starts = dates(&deltas, Measure::TimesAssigned, Some(&staff));
            assert_eq!(starts, ["2026-11-02"], "{staff}");
        }
    }
}

#[test]
fn the_response_time_runs_from_the_assignment_to_the_first_reply_and_is_never_below_zero() {
    for (assigned, replied, nanoseconds) in [
        ("2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z", "0"),
        ("2026-11-02T10:00:00Z", "2026-11-02T10:00:00.000000001Z", "1"),
        ("2026-11-02T10:00:00.9Z", "2026-11-02T10:00:02.1Z", "1200000000"),
        ("2026-11-02T10:00:00Z", "2026-11-02T12:00:00Z", "7200000000000"),
        // a reply before the assignment
        ("2026-11-02T10:00:00Z", "2026-11-02T09:59:59.5Z", "0"),
        ("2026-11-02T10:00:00Z", "2026-11-01T00:00:00Z", "0"),
        // the longest that there can be
        ("2000-01-01T00:00:00Z", "2099-12-31T23:59:59.999999999Z", "3155759999999999999"),
    ] {
        let assignments =
            json!([{ "agent_id": "ann", "assigned_at": assigned, "first_reply_at": replied }]);
        let deltas = contributions(session("2026-11-01T10:00:00Z", "", "", &assignments));
        let total: Amount = deltas
            .iter()
            .filter(|(counter, _)| counter.scope == Scope::All)
            .map(|(_, measures)| measures.get(Measure::ResponseTime))
            .sum();
        assert_eq!(total.to_string(), nanoseconds, "{assigned} {replied}");
        let responses = dates(&deltas, Measure::Responses, Some(&Staff::Agent(id("ann"))));
        assert_eq!(responses, [taipei().date(at(replied)).to_string()]);
    }
}

#[test]
fn a_reply_without_an_agent_is_nobodys_response() {
    let assignments = json!([{
        "team_id": "sales", "assigned_at": "2026-11-02T10:00:00Z",
        "first_reply_at": "2026-11-02T10:01:00Z",
    }]);
    let deltas = contributions(session("2026-11-01T10:00:00Z", "", "", &assignments));
    assert!(deltas.iter().all(|(_, measures)| measures.get(Measure::Responses).is_zero()));
}

#[test]
fn a_session_means_its_inbox_its_opening_date_and_its_status_to_its_customer() {
    let minute = Minute::of(at("2026-11-05T10:15:00Z"));
    for (resolved, removed, status) in [
        ("", "", SessionStatus::Open),
        ("2026-11-05T10:15:59.999Z", "", SessionStatus::Resolved(minute)),
        ("", "2026-11-06T10:00:00Z", SessionStatus::Removed),
        ("2026-11-05T10:15:59.999Z", "2026-11-06T10:00:00Z", SessionStatus::Removed),
    ] {
        let session = session("2026-11-01T16:00:00Z", resolved, removed, &json!([]));
        let expected = ContactSession { inbox: id("web"), opened: date("2026-11-02"), status };
        assert_eq!(session.contact_session(taipei()), expected);
    }
}
