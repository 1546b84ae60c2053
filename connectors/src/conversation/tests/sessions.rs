//! The rules of sessions, one by one.

use expect_test::{Expect, expect};

use super::told::{START, chatwoot, fact, line, told, update};
use crate::conversation::merge::merge_bounded;
use crate::conversation::{Author, Facts, Message, Snapshot, merge};
use crate::record::Put;

fn check(facts: &[&str], expected: Expect) {
    let (_, records) = told(facts);
    let sessions = records.iter().filter(|it| it.table.name() == "sessions").map(line);
    expected.assert_eq(&(sessions.collect::<Vec<_>>().join("\n") + "\n"));
}

#[test]
fn a_session_opens_with_the_customers_first_message() {
    check(
        &["1 08:00 open -", "1 08:59 agent 7", "1 09:00 customer", "1 09:01 customer"],
        expect![[r"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00
        "]],
    );
}

#[test]
fn a_customer_who_writes_within_a_day_continues_the_session() {
    check(
        &["1 09:00 customer", "1 10:00 resolved -", "2 09:59:59 customer", "2 10:00 open -"],
        expect![[r"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00
        "]],
    );
}

#[test]
fn a_customer_who_writes_a_day_after_the_resolution_opens_the_next_session() {
    check(
        &["1 09:00 customer", "1 10:00 resolved 7", "2 10:00:01 customer", "2 10:00:01 open 7"],
        expect![[r"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=1 10:00:00.500
              agent_id=shop.7 assigned_at=1 10:00:00.500
            shop.1.42.2 customer_id=shop.90 inbox_id=shop.5 opened_at=2 10:00:01
              agent_id=shop.7 assigned_at=2 10:00:01
        "]],
    );
}

#[test]
fn a_resolution_is_that_of_the_first_snapshot_that_shows_it() {
    check(
        &["1 09:00 customer", "1 10:00 resolved -", "1 11:00 resolved -", "2 10:30 resolved 7"],
        expect![[r#"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=1 10:00:00.500
        "#]],
    );
}

#[test]
fn an_agent_who_reopens_within_a_day_continues_the_session_and_later_does_not() {
    check(
        &["1 09:00 customer", "1 10:00 resolved -", "1 11:00 open -", "1 12:00 resolved -"],
        expect![[r#"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=1 12:00:00.500
        "#]],
    );
    check(
        &["1 09:00 customer", "1 10:00 resolved -", "2 10:00:01 open -"],
        expect![[r#"
        shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=1 10:00:00.500
    "#]],
    );
}

#[test]
fn within_a_second_the_customer_writes_before_a_change() {
    check(
        &["1 09:00 customer", "1 10:00 resolved -", "1 10:00 customer"],
        expect![[r#"
        shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=1 10:00:00.500
    "#]],
    );
}

#[test]
fn every_change_of_the_agent_or_the_team_is_an_assignment() {
    check(
        &[
            "1 09:00 customer",
            "1 09:01 open - team 3",
            "1 09:02 open 7 team 3",
            "1 09:03 open 7 team 3",
            "1 09:04 open 8 team 3",
            "1 09:05 open -",
            "1 09:06 open -",
            "1 09:07 open 8",
        ],
        expect![[r#"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00
              assigned_at=1 09:01:00.500 ended_at=1 09:02:00.500 team_id=shop.3
              agent_id=shop.7 assigned_at=1 09:02:00.500 ended_at=1 09:04:00.500 team_id=shop.3
              agent_id=shop.8 assigned_at=1 09:04:00.500 ended_at=1 09:05:00.500 team_id=shop.3
              agent_id=shop.8 assigned_at=1 09:07:00.500
        "#]],
    );
}

#[test]
fn a_first_reply_is_the_agents_own_after_the_assignment() {
    check(
        &[
            "1 08:00 open -",
            "1 09:00 customer",
            "1 09:01 agent 7",
            "1 09:02 open 7",
            "1 09:03 agent 8",
            "1 09:04 bot",
            "1 09:05 phone",
            "1 09:06 agent 7",
            "1 09:07 agent 7",
            "1 09:08 open 8",
            "1 09:09 open 7",
            "1 09:10 agent 7",
        ],
        expect![[r#"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00
              agent_id=shop.7 assigned_at=1 09:02:00.500 ended_at=1 09:08:00.500 first_reply_at=1 09:06:00
              agent_id=shop.8 assigned_at=1 09:08:00.500 ended_at=1 09:09:00.500
              agent_id=shop.7 assigned_at=1 09:09:00.500 first_reply_at=1 09:10:00
        "#]],
    );
}

#[test]
fn what_happens_after_the_end_of_a_session_is_not_its_own() {
    check(
        &[
            "1 09:00 customer",
            "1 10:00 resolved 7",
            "2 10:00:01 agent 7",
            "2 11:00 resolved 8 inbox 6",
            "2 11:01 agent 8",
            "2 12:00 customer",
            "2 12:01 agent 8",
        ],
        expect![[r#"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=1 10:00:00.500
              agent_id=shop.7 assigned_at=1 10:00:00.500
            shop.1.42.2 customer_id=shop.90 inbox_id=shop.5 opened_at=2 12:00:00
              agent_id=shop.8 assigned_at=2 12:00:00 first_reply_at=2 12:01:00
        "#]],
    );
}

#[test]
fn before_the_first_snapshot_whoever_replied_first_was_assigned() {
    check(
        &["1 09:00 customer", "1 09:05 agent 7", "1 09:06 agent 8", "9 00:00 open 7"],
        expect![[r#"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00
              agent_id=shop.7 assigned_at=1 09:00:00 first_reply_at=1 09:05:00
        "#]],
    );
    check(
        &["1 09:00 customer", "1 09:05 agent 7", "9 00:00 resolved 8 team 3"],
        expect![[r#"
        shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=9 00:00:00.500
          agent_id=shop.7 assigned_at=1 09:00:00 ended_at=9 00:00:00.500 first_reply_at=1 09:05:00
          agent_id=shop.8 assigned_at=9 00:00:00.500 team_id=shop.3
    "#]],
    );
    check(
        &["1 09:00 customer", "1 09:05 agent 7", "9 00:00 open 7 team 3"],
        expect![[r#"
        shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00
          agent_id=shop.7 assigned_at=1 09:00:00 first_reply_at=1 09:05:00 team_id=shop.3
    "#]],
    );
}

#[test]
fn before_the_first_snapshot_notes_tell() {
    check(
        &[
            "1 09:00 customer",
            "1 09:01 note 7",
            "1 09:05 agent 7",
            "1 10:00 note resolved",
            "3 09:00 customer",
            "3 09:01 note reopened",
            "3 09:02 note 8",
            "3 09:03 agent 8",
            "3 11:00 note -",
            "4 09:00 resolved -",
            "4 09:30 note reopened",
            "4 09:31 note 9",
        ],
        expect![[r#"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=1 10:00:00
              agent_id=shop.7 assigned_at=1 09:01:00 first_reply_at=1 09:05:00
            shop.1.42.2 customer_id=shop.90 inbox_id=shop.5 opened_at=3 09:00:00 resolved_at=4 09:00:00.500
              agent_id=shop.7 assigned_at=3 09:00:00 ended_at=3 09:02:00
              agent_id=shop.8 assigned_at=3 09:02:00 ended_at=3 11:00:00 first_reply_at=3 09:03:00
        "#]],
    );
}

#[test]
fn a_session_that_a_late_message_takes_away_is_withdrawn_and_may_come_back() {
    let facts = ["1 09:00 customer", "1 10:00 resolved -", "2 11:00 customer", "2 09:00 customer"];
    check(
        &facts,
        expect![[r#"
        shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00
        shop.1.42.2 withdrawn
    "#]],
    );
    let mut back = facts.to_vec();
    back.extend(["5 10:00 resolved -", "7 09:00 customer"]);
    check(
        &back,
        expect![[r#"
            shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=5 10:00:00.500
            shop.1.42.2 customer_id=shop.90 inbox_id=shop.5 opened_at=7 09:00:00
        "#]],
    );
}

#[test]
fn the_latest_snapshot_says_who_the_customer_is() {
    check(
        &[
            "1 09:00 customer",
            "1 10:00 resolved -",
            "3 09:00 customer",
            "3 09:01 open - - contact 91 inbox 5",
        ],
        expect![[r#"
            shop.1.42.1 customer_id=shop.91 inbox_id=shop.5 opened_at=1 09:00:00 resolved_at=1 10:00:00.500
            shop.1.42.2 customer_id=shop.91 inbox_id=shop.5 opened_at=3 09:00:00
        "#]],
    );
}

#[test]
fn what_comes_too_late_counts_as_a_message_and_changes_no_session() {
    let (connector, mut state) = (chatwoot(), None);
    for hour in 10..22 {
        for text in [format!("1 {hour}:00 customer"), format!("1 {hour}:01 open 7")] {
            state = Some(merge_bounded(&connector, &update(fact(&text)), state, 10, 5).state);
        }
    }
    let mut late = fact("1 09:00 agent 7");
    late.add(fact("1 09:01 open 8 team 4"));
    late.add(fact("1 23:00 open 9"));
    let merged = merge_bounded(&connector, &update(late.clone()), state.clone(), 10, 5);
    assert_eq!(merged.late, 2);
    let lines = merged.records.iter().map(line).collect::<Vec<_>>().join("\n") + "\n";
    expect![[r#"
        shop.1.42.1 customer_id=shop.90 inbox_id=shop.5 opened_at=1 10:00:00
          agent_id=shop.7 assigned_at=1 10:01:00.500 ended_at=1 23:00:00.500
          agent_id=shop.9 assigned_at=1 23:00:00.500
        shop.10900agent7 customer_id=shop.90 inbox_id=shop.5 sent_at=1 09:00:00
    "#]]
    .assert_eq(&lines);
    let puts: Vec<_> = merged.records.iter().map(|it| (it.table.name(), it.put)).collect();
    assert_eq!(puts, [("sessions", Put::Replace), ("messages", Put::IfAbsent)]);
    // The session still knows when it began.
    assert!(lines.contains("opened_at=1 10:00:00"));
}

#[test]
fn a_state_is_bounded_and_so_is_a_session() {
    let (connector, mut state) = (chatwoot(), None);
    let mut largest = 0;
    let mut records = Vec::new();
    for round in 0..30 {
        let mut facts = Facts::default();
        for n in 0..100 {
            let at = START + (round * 100 + n) * 60;
            let message = Message {
                at,
                inbox: "123456".to_owned(),
                author: Author::Agent((n % 7 + 1_000_000).to_string()),
                delivery: None,
            };
            facts.messages.insert((9_000_000_000 + at).to_string(), message);
            facts.snapshots.insert(Snapshot {
                at: at * 1000 + 123,
                is_resolved: false,
                agent: Some((n % 7 + 1_000_000).to_string()),
                team: Some("123".to_owned()),
                inbox: "123456".to_owned(),
                customer: "123456789".to_owned(),
            });
        }
        facts.add(fact("1 00:00 customer"));
        let merged = merge(&connector, &update(facts), state);
        largest = largest.max(serde_json::to_string(&merged.state).unwrap().len());
        records.extend(merged.records.into_iter().filter(|it| it.table.name() == "sessions"));
        state = Some(merged.state);
    }
    assert!(state.as_ref().unwrap().facts.len() <= 1000);
    assert!((40_000..100_000).contains(&largest), "{largest}");
    let session = records.last().unwrap();
    assert_eq!(session.item["assignments"]["L"].as_array().unwrap().len(), 500);
    let size = serde_json::to_string(&session.item).unwrap().len();
    assert!(size < 200_000, "{size}");
}
