//! What a customer's sessions make of the customer.

#![allow(clippy::needless_raw_string_hashes)] // the form in which snapshots are written

use expect_test::expect;

use super::*;
use crate::testing::{date, id};

const OPEN: SessionStatus = SessionStatus::Open;
const REMOVED: SessionStatus = SessionStatus::Removed;

/// Minutes are counted from 1970-01-01T00:00Z on.
fn resolved(minute: i64) -> SessionStatus {
    SessionStatus::Resolved(Minute(minute))
}

fn session(inbox: &str, opened: &str, status: SessionStatus) -> ContactSession {
    ContactSession { inbox: id(inbox), opened: date(opened), status }
}

fn contact<const N: usize>(sessions: [(&str, &str, SessionStatus); N]) -> Contact {
    let mut contact = Contact::default();
    for (inbox, opened, status) in sessions {
        contact.add(&session(inbox, opened, status), 1);
    }
    contact
}

fn contributions(contact: &Contact) -> String {
    contact.contributions(&id("acme")).to_string()
}

#[test]
fn a_contact_counts_once_in_each_inbox_and_once_in_all() {
    let mut contact = contact([
        ("web", "2026-01-02", OPEN),
        ("web", "2026-01-05", resolved(61)),
        ("ig", "2026-01-01", resolved(61)),
    ]);
    expect![[r#"
        acme, all inboxes, 2026-01-01: new_contacts +1
        acme, all inboxes, now: contacts +1
        acme, all inboxes, now: open_customers +1
        acme, inbox ig, 2026-01-01: new_contacts +1
        acme, inbox ig, now: contacts +1
        acme, inbox ig, resolved 1970-01-01T01h: c01 +1
        acme, inbox web, 2026-01-02: new_contacts +1
        acme, inbox web, now: contacts +1
        acme, inbox web, now: open_customers +1
    "#]]
    .assert_eq(&contributions(&contact));

    // The first date is corrected away, and with it the inbox; then the open session is removed.
    contact.add(&session("ig", "2026-01-01", resolved(61)), -1);
    contact.add(&session("web", "2026-01-02", OPEN), -1);
    contact.add(&session("web", "2026-01-02", REMOVED), 1);
    expect![[r#"
        acme, all inboxes, 2026-01-02: new_contacts +1
        acme, all inboxes, now: contacts +1
        acme, all inboxes, resolved 1970-01-01T01h: c01 +1
        acme, inbox web, 2026-01-02: new_contacts +1
        acme, inbox web, now: contacts +1
        acme, inbox web, resolved 1970-01-01T01h: c01 +1
    "#]]
    .assert_eq(&contributions(&contact));
}

#[test]
fn a_customer_with_an_open_session_is_open_else_resolved_at_the_latest_minute_else_idle() {
    // In an inbox and in all inboxes alike: what `now` and the hours say.
    for (sessions, open, latest) in [
        (vec![OPEN], 1, None),
        (vec![OPEN, OPEN], 1, None),
        (vec![OPEN, resolved(125)], 1, None),
        (vec![OPEN, REMOVED], 1, None),
        (vec![resolved(125)], 0, Some((2, "c05"))),
        (vec![resolved(125), resolved(125)], 0, Some((2, "c05"))),
        (vec![resolved(59), resolved(125), resolved(60)], 0, Some((2, "c05"))),
        (vec![resolved(125), REMOVED], 0, Some((2, "c05"))),
        (vec![REMOVED], 0, None),
    ] {
        let mut contact = Contact::default();
        for status in &sessions {
            contact.add(&session("web", "2026-01-02", *status), 1);
        }
        let mut expected = Vec::new();
        for scope in ["all inboxes", "inbox web"] {
            expected.push(format!("acme, {scope}, 2026-01-02: new_contacts +1"));
            expected.push(format!("acme, {scope}, now: contacts +1"));
            if open == 1 {
                expected.push(format!("acme, {scope}, now: open_customers +1"));
            }
            if let Some((hour, minute)) = latest {
                expected.push(format!("acme, {scope}, resolved 1970-01-01T0{hour}h: {minute} +1"));
            }
        }
        assert_eq!(contributions(&contact).lines().collect::<Vec<_>>(), expected, "{sessions:?}");
    }
}

#[test]
fn the_latest_resolution_and_an_open_session_of_any_inbox_count_for_all() {
    let latest =
        contact([("web", "2026-01-02", resolved(61)), ("ig", "2026-01-02", resolved(125))]);
    expect![[r#"
        acme, all inboxes, 2026-01-02: new_contacts +1
        acme, all inboxes, now: contacts +1
        acme, all inboxes, resolved 1970-01-01T02h: c05 +1
        acme, inbox ig, 2026-01-02: new_contacts +1
        acme, inbox ig, now: contacts +1
        acme, inbox ig, resolved 1970-01-01T02h: c05 +1
        acme, inbox web, 2026-01-02: new_contacts +1
        acme, inbox web, now: contacts +1
        acme, inbox web, resolved 1970-01-01T01h: c01 +1
    "#]]
    .assert_eq(&contributions(&latest));

    let open = contact([("web", "2026-01-03", OPEN), ("ig", "2026-01-02", resolved(125))]);
    expect![[r#"
        acme, all inboxes, 2026-01-02: new_contacts +1
        acme, all inboxes, now: contacts +1
        acme, all inboxes, now: open_customers +1
        acme, inbox ig, 2026-01-02: new_contacts +1
        acme, inbox ig, now: contacts +1
        acme, inbox ig, resolved 1970-01-01T02h: c05 +1
        acme, inbox web, 2026-01-03: new_contacts +1
        acme, inbox web, now: contacts +1
        acme, inbox web, now: open_customers +1
    "#]]
    .assert_eq(&contributions(&open));
}

#[test]
fn a_contact_whose_sessions_are_all_taken_away_is_none() {
    for status in [OPEN, resolved(61), REMOVED] {
        let mut contact = contact([("web", "2026-01-02", status)]);
        contact.add(&session("web", "2026-01-02", status), -1);
        assert_eq!(contact, Contact::default(), "{status:?}");
        assert_eq!(contributions(&contact), "");
    }
}

#[test]
fn a_session_may_be_taken_away_before_it_is_added() {
    let mut contact = Contact::default();
    contact.add(&session("web", "2026-01-02", OPEN), -1);
    assert_eq!(contributions(&contact), "", "a contact without a session is none");
    contact.add(&session("web", "2026-01-03", resolved(61)), 1);
    expect![[r#"
        acme, all inboxes, 2026-01-03: new_contacts +1
        acme, all inboxes, now: contacts +1
        acme, all inboxes, resolved 1970-01-01T01h: c01 +1
        acme, inbox web, 2026-01-03: new_contacts +1
        acme, inbox web, now: contacts +1
        acme, inbox web, resolved 1970-01-01T01h: c01 +1
    "#]]
    .assert_eq(&contributions(&contact));
    contact.add(&session("web", "2026-01-02", OPEN), 1);
    assert_eq!(contact, self::contact([("web", "2026-01-03", resolved(61))]));
}

#[test]
fn pruning_changes_no_contribution_and_bounds_the_size() {
    let mut contact = Contact::default();
    for minute in 0..5_000 {
        contact.add(&session("web", "2026-01-02", resolved(minute)), 1);
    }
    let before = contributions(&contact);
    contact.prune(Minute(1_000_000));
    assert_eq!(contributions(&contact), before);
    assert_eq!(contact.inboxes["web"].resolved.len(), KEPT_MINUTES);
    // A dropped one that is reopened: nothing is left below zero.
    contact.add(&session("web", "2026-01-02", resolved(0)), -1);
    contact.add(&session("web", "2026-01-02", OPEN), 1);
    assert_eq!(contact.inboxes["web"].resolved.len(), KEPT_MINUTES);
    assert_eq!(contact.inboxes["web"].open, 1);

    // What still tells is kept, however much it is.
    contact.prune(Minute(4_999));
    assert_eq!(contact.inboxes["web"].resolved.len(), KEPT_MINUTES);
}

#[test]
fn what_was_resolved_within_48_hours_is_kept_however_much_it_is() {
    let minutes = i64::try_from(KEPT_MINUTES).unwrap() + 10;
    // The minutes 0 to 265: ten more than are kept where they are old.
    for (now, kept) in [(2_880, 266), (2_881, 265), (2_885, 261), (2_890, 256), (9_999, 256)] {
        let mut contact = Contact::default();
        for minute in 0..minutes {
            contact.add(&session("web", "2026-01-02", resolved(minute)), 1);
        }
        contact.prune(Minute(now));
        let left: Vec<_> = contact.inboxes["web"].resolved.keys().copied().collect();
        assert_eq!(left, (minutes - kept..minutes).collect::<Vec<_>>(), "at minute {now}");
    }
}

#[test]
fn the_size_grows_with_inboxes_dates_and_minutes() {
    assert_eq!(Contact::default().size(), 0);
    assert_eq!(contact([("web", "2026-01-02", OPEN)]).size(), 3 + 40 + 16);
    let more = contact([
        ("web", "2026-01-02", OPEN),
        ("web", "2026-01-02", resolved(61)),
        ("web", "2026-01-03", resolved(62)),
        ("telegram", "2026-01-03", REMOVED),
    ]);
    assert_eq!(more.size(), (3 + 40 + 4 * 16) + (8 + 40 + 16));
}

#[test]
fn a_contact_is_kept_as_small_text() {
    let contact =
        contact([("web", "2026-01-02", OPEN), ("web", "2026-01-02", resolved(29_400_000))]);
    let text = serde_json::to_string(&contact).unwrap();
    assert_eq!(text, r#"{"web":{"opened":{"739618":2},"open":1,"resolved":{"29400000":1}}}"#);
    assert_eq!(serde_json::from_str::<Contact>(&text).unwrap(), contact);

    let removed = self::contact([("web", "2026-01-02", REMOVED)]);
    let text = serde_json::to_string(&removed).unwrap();
    assert_eq!(text, r#"{"web":{"opened":{"739618":1}}}"#);
    assert_eq!(serde_json::from_str::<Contact>(&text).unwrap(), removed);
}

/// One shared customer: a million sessions over thousands of days, in many inboxes.
#[test]
fn a_contact_never_outgrows_an_item_and_contributes_what_one_without_a_bound_would() {
    let account = id("acme");
    let first = date("2010-01-01");
    let (mut bounded, mut whole) = (Contact::default(), Contact::default());
    let inbox = |n: usize| id(&format!("inbox-with-a-long-name-{n:03}"));
    let session = |n: u64, inbox: Id, status| ContactSession {
        inbox,
        opened: first + chrono::Days::new(n),
        status,
    };
    let now = Minute(29_000_000);
    let mut all = Vec::new();
    for day in 0..5_000 {
        for n in 0..40 {
            let status = match (day + n as u64) % 3 {
                0 => SessionStatus::Open,
                1 => SessionStatus::Resolved(Minute(now.0 - 5_000 + i64::try_from(day).unwrap())),
                _ => SessionStatus::Removed,
            };
            all.push((session(day, inbox(n), status), 5));
        }
    }
    for (n, (session, sessions)) in all.iter().enumerate() {
        bounded.add(session, *sessions);
        whole.add(session, *sessions);
        if n % 97 == 0 {
            bounded.prune(now);
        }
    }
    bounded.prune(now);
    let bytes = |contact: &Contact| serde_json::to_string(contact).unwrap().len();
    assert!(bytes(&bounded) < 200_000, "{}", bytes(&bounded));
    assert!(bytes(&whole) > 400_000 && bounded.is_summed_up());
    assert_eq!(bounded.contributions(&account), whole.contributions(&account));

    // Sessions are opened on other days, resolved and reopened: what they contributed goes, and what
    // they contribute comes.
    for (session, sessions) in all.iter().skip(7).step_by(41) {
        let moved = ContactSession { inbox: inbox(3), ..session.clone() };
        let resolved = ContactSession { status: SessionStatus::Resolved(now), ..session.clone() };
        for contact in [&mut bounded, &mut whole] {
            contact.add(session, -sessions);
            contact.add(
                if session.opened < date("2012-01-01") { &moved } else { &resolved },
                *sessions,
            );
        }
    }
    bounded.prune(now);
    assert_eq!(bounded.contributions(&account), whole.contributions(&account));
    let text = serde_json::to_string(&bounded).unwrap();
    assert_eq!(serde_json::from_str::<Contact>(&text).unwrap(), bounded);

    // A customer with no session left has none, and is no contact.
    let mut few = Contact::default();
    few.add(&all[0].0, 1);
    few.add(&all[0].0, -1);
    assert_eq!(few, Contact::default());
}
