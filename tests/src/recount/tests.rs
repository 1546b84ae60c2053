//! The recount against figures worked out by hand.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use super::{Dataset, answer};
use crate::compare::differences_except_as_of;
use crate::request::{Request, RequestedPeriod, Route};
use crate::source::{Attr, Entity, History, Item, Key, SourceState, Table, Write};

const NOW: &str = "2026-11-22T10:15:30Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// An image from JSON; numbers in it are DynamoDB numbers.
fn item(json: &Value) -> Item {
    let fields = json.as_object().expect("an object").iter();
    fields.map(|(name, value)| (name.clone(), attr(value))).collect()
}

fn attr(json: &Value) -> Attr {
    match json {
        Value::String(text) => Attr::text(text),
        Value::Number(number) => Attr::number(number.to_string()),
        Value::Bool(truth) => Attr::Bool(*truth),
        Value::Null => Attr::Null,
        Value::Array(list) => Attr::L(list.iter().map(attr).collect()),
        Value::Object(_) => Attr::M(item(json)),
    }
}

fn state(zone: &str) -> SourceState {
    let entity = |entity: &str, attributes: Value| Entity {
        account: "acme".to_owned(),
        entity: entity.to_owned(),
        attributes: item(&attributes),
    };
    SourceState::new(&[
        entity("account", json!({ "name": "Acme", "timezone": zone })),
        entity("inbox#i1", json!({ "name": "One", "channel": "whatsapp" })),
        entity("inbox#i2", json!({ "name": "Two" })),
        entity("agent#a1", json!({ "name": "Ann" })),
        entity("team#t1", json!({ "name": "Team", "agent_ids": ["a1", "a2"] })),
        entity("flow#f1", json!({ "name": "Welcome" })),
    ])
}

/// A write of a record whose range key is `range`; null removes it.
fn write(state: &mut SourceState, table: Table, range: &str, image: &Value, when: &str) {
    let hash = if table == Table::Messages { "s1" } else { "acme" };
    let (hash, range) = (hash.to_owned(), range.to_owned());
    let key = Key { table, hash, range };
    let image = (!image.is_null()).then(|| {
        let mut full = key.item();
        full.extend(item(image));
        full
    });
    state.apply(&Write { key, image }, at(when));
}

fn ask(
    state: &SourceState,
    route: Route,
    period: RequestedPeriod,
    inbox: Option<&str>,
) -> Option<Value> {
    let inbox = inbox.map(str::to_owned);
    let request = Request { route, period, inbox };
    answer(&Dataset::of(state, "acme"), at(NOW), &request)
}

fn expect(actual: Option<Value>, expected: &Value) {
    let actual = actual.expect("an answer");
    assert_eq!(differences_except_as_of(expected, &actual), Vec::<String>::new());
}

fn two_days() -> RequestedPeriod {
    RequestedPeriod::dates(day("2026-11-21"), day("2026-11-22"))
}

fn period(zone: &str) -> Value {
    json!({ "from": "2026-11-21", "to": "2026-11-22", "days": 2, "timezone": zone })
}

#[test]
fn every_section_says_how_much_of_history_it_has() {
    let mut state = state("UTC");
    for (history, said) in
        [(History::Complete, "complete"), (History::SinceConnection, "since_connection")]
    {
        state.history = history;
        for route in Route::sections() {
            let answer = ask(&state, route, two_days(), None).expect("an answer");
            assert_eq!(answer["history"], said);
        }
    }
}

#[test]
fn messages_fall_on_local_dates_and_bad_ones_count_for_nothing() {
    let mut state = state("Asia/Taipei");
    let message = |sender: &str, sent_at: &str| {
        json!({
            "account_id": "acme", "inbox_id": "i1", "customer_id": "c", "sender": sender,
            "agent_id": "a1", "sent_at": sent_at,
        })
    };
    let written = [
        ("m1", message("agent", "2026-11-21T15:59:59.999Z")),
        ("m2", message("agent", "2026-11-21T16:00:00Z")),
        ("m3", message("customer", "2026-11-22T00:00:00+08:00")),
        ("m4", message("bot", "2026-11-20T15:59:59Z")),
        ("m5", message("broadcast", "2026-11-22T23:59:59+08:00")),
        ("m6", message("nobody", "2026-11-22T01:00:00Z")),
    ];
    for (range, image) in written {
        write(&mut state, Table::Messages, range, &image, NOW);
    }
    // What was sent stays sent, and the same key is a new message.
    write(&mut state, Table::Messages, "m2", &Value::Null, NOW);
    write(&mut state, Table::Messages, "m2", &message("bot", "2026-11-22T00:30:00+08:00"), NOW);
    let row = |agent: u8, bot: u8, broadcast: u8, received: u8| json!({ "agent_sent": agent, "bot_sent": bot, "broadcast_sent": broadcast, "received": received });
    let dated = |mut row: Value, date: &str| {
        row["date"] = json!(date);
        row
    };
    expect(
        ask(&state, Route::Messages, two_days(), None),
        &json!({
            "period": period("Asia/Taipei"), "inbox_id": null, "history": "complete",
            "totals": row(2, 1, 1, 1),
            "previous": row(0, 1, 0, 0),
            "complete": { "days": 1, "totals": row(1, 0, 0, 0), "previous": row(0, 0, 0, 0) },
            "daily": [dated(row(1, 0, 0, 0), "2026-11-21"), dated(row(1, 1, 1, 1), "2026-11-22")],
        }),
    );
}

#[test]
fn sessions_are_active_until_a_day_after_their_resolution_by_the_minute() {
    let mut state = state("UTC");
    let session = |customer: &str, opened: &str, resolved: Value| {
        let mut image = json!({ "inbox_id": "i1", "customer_id": customer, "opened_at": opened });
        if !resolved.is_null() {
            image["resolved_at"] = resolved;
        }
        image
    };
    let written = [
        // Still active: resolved in the minute after 24 hours ago.
        ("s1", session("c1", "2026-11-19T10:00:00Z", json!("2026-11-21T10:16:00Z"))),
        // Ended: resolved at the last second of the minute 24 hours ago.
        ("s2", session("c1", "2026-11-20T10:00:00Z", json!("2026-11-21T10:15:59Z"))),
        // Ended before it started: on no day active.
        ("s3", session("c2", "2026-11-21T10:00:00Z", json!("2026-11-01T10:00:00Z"))),
        // Ahead, and counted as started.
        ("s4", session("c3", "2026-12-01T10:00:00Z", Value::Null)),
        // Removed on the 22nd.
        ("s5", session("c4", "2026-11-21T12:00:00Z", Value::Null)),
    ];
    for (range, image) in written {
        write(&mut state, Table::Sessions, range, &image, NOW);
    }
    write(&mut state, Table::Sessions, "s5", &Value::Null, NOW);
    let row = |new: u8, resolved: u8| {
        json!({
            "new_sessions": new, "resolved_sessions": resolved, "resolved_without_agent": resolved,
        })
    };
    let dated = |mut row: Value, date: &str, active: u8| {
        row["date"] = json!(date);
        row["active_sessions"] = json!(active);
        row
    };
    expect(
        ask(&state, Route::Conversations, two_days(), Some("i1")),
        &json!({
            "period": period("UTC"), "inbox_id": "i1", "history": "complete",
            "active": { "unassigned": 1, "assigned": 0, "resolved": 1, "total": 2 },
            "totals": row(2, 2),
            "previous": row(2, 0),
            "complete": { "days": 1, "totals": row(2, 2), "previous": row(1, 0) },
            // At the end of the 21st: s1, s2 and s5.
            "daily": [dated(row(2, 2), "2026-11-21", 3), dated(row(0, 0), "2026-11-22", 2)],
        }),
    );
    expect(
        ask(&state, Route::Contacts, two_days(), None),
        &json!({
            "period": period("UTC"), "inbox_id": null, "history": "complete",
            "contacts": 4, "active_customers": 2, "idle_customers": 2,
            "totals": { "new_contacts": 2 }, "previous": { "new_contacts": 1 },
            "complete": {
                "days": 1, "totals": { "new_contacts": 2 }, "previous": { "new_contacts": 1 },
            },
            "daily": [
                { "date": "2026-11-21", "new_contacts": 2 },
                { "date": "2026-11-22", "new_contacts": 0 },
            ],
        }),
    );
    assert_eq!(ask(&state, Route::Contacts, two_days(), Some("unknown")), None);
}

#[test]
fn spans_end_with_the_earliest_end_and_never_before_they_start() {
    let mut state = state("UTC");
    let image = json!({
        "inbox_id": "i2", "customer_id": "c", "opened_at": "2026-11-20T08:00:00Z",
        "assignments": [
            // Ended by the next one, on the 21st; answered after a minute and a half.
            { "agent_id": "a1", "assigned_at": "2026-11-20T09:00:00Z", "first_reply_at": "2026-11-20T09:01:30.5Z",
              "ended_at": "2026-11-22T09:00:00Z" },
            // Ended before it began; answered before it began, which is no time at all.
            { "agent_id": "a2", "team_id": "t1", "assigned_at": "2026-11-21T09:00:00Z",
              "ended_at": "2026-11-20T00:00:00Z", "first_reply_at": "2026-11-21T08:00:00Z" },
            { "agent_id": "a1", "team_id": "t1", "assigned_at": "2026-11-21T10:00:00Z",
              "first_reply_at": "2026-11-21T10:00:10Z" },
        ],
    });
    write(&mut state, Table::Sessions, "s1", &image, NOW);
    // Of one reply the median and the 90 % are what the mean is.
    let figures = |assigned: u8, responses: u8, mean: Value| {
        json!({
            "times_assigned": assigned, "messages_sent": 0, "responses": responses,
            "response_time_seconds": mean, "response_time_median_seconds": mean,
            "response_time_p90_seconds": mean,
        })
    };
    let with = |mut figures: Value, more: Value| {
        let more = more.as_object().expect("an object").clone();
        figures.as_object_mut().expect("an object").extend(more);
        figures
    };
    let ann = json!({ "agent_id": "a1", "name": "Ann" });
    expect(
        ask(&state, Route::Agent("a1".to_owned()), two_days(), None),
        &json!({
            "period": period("UTC"), "inbox_id": null, "history": "complete",
            "agent": with(with(figures(1, 1, json!(10.0)), ann.clone()), json!({ "active_sessions": 1 })),
            "complete": {
                "days": 1,
                "totals": with(figures(1, 1, json!(10.0)), ann.clone()),
                "previous": with(figures(0, 0, Value::Null), ann.clone()),
            },
            "previous": with(figures(1, 1, json!(90.5)), ann),
            "daily": [
                with(figures(1, 1, json!(10.0)), json!({ "date": "2026-11-21", "active_sessions": 1 })),
                with(figures(0, 0, Value::Null), json!({ "date": "2026-11-22", "active_sessions": 1 })),
            ],
        }),
    );
    let both = |own: u8, members: u8| {
        json!({
            "times_assigned": own, "messages_sent": 0,
            "members": { "times_assigned": members, "messages_sent": 0 },
        })
    };
    let active = |mut figures: Value, own: u8, members: u8| {
        figures["active_sessions"] = json!(own);
        figures["members"]["active_sessions"] = json!(members);
        figures
    };
    expect(
        ask(&state, Route::Team("t1".to_owned()), two_days(), Some("i2")),
        &json!({
            "period": period("UTC"), "inbox_id": "i2", "history": "complete",
            "team": with(active(both(2, 2), 1, 1), json!({ "team_id": "t1", "name": "Team" })),
            "agents": [
                with(figures(1, 1, json!(10.0)), json!({ "agent_id": "a1", "name": "Ann", "active_sessions": 1 })),
                with(figures(1, 1, json!(0.0)), json!({ "agent_id": "a2", "name": null, "active_sessions": 0 })),
            ],
            "previous": both(0, 1),
            "complete": { "days": 1, "totals": both(2, 2), "previous": both(0, 0) },
            "daily": [
                with(active(both(2, 2), 1, 1), json!({ "date": "2026-11-21" })),
                with(active(both(0, 0), 1, 1), json!({ "date": "2026-11-22" })),
            ],
        }),
    );
    assert_eq!(ask(&state, Route::Agent("a3".to_owned()), two_days(), None), None);
    // On a day of which the list shows nothing of a2, it is unknown.
    let today = RequestedPeriod::dates(day("2026-11-22"), day("2026-11-22"));
    assert_eq!(ask(&state, Route::Agent("a2".to_owned()), today, None), None);
}

#[test]
fn credits_are_exact_and_the_balance_is_the_whole_accounts() {
    let mut state = state("UTC");
    let entries = [
        ("e1", json!({ "kind": "top_up", "amount_usd": 10 })),
        (
            "e2",
            json!({ "kind": "usage", "category": "utility", "amount_usd": 0.1, "inbox_id": "i1" }),
        ),
        ("e3", json!({ "kind": "usage", "category": "utility", "amount_usd": 0.2 })),
        ("e4", json!({ "kind": "adjustment", "amount_usd": -0.05, "inbox_id": "i2" })),
        ("e5", json!({ "kind": "usage", "amount_usd": 5 })),
    ];
    for (range, mut image) in entries {
        image["occurred_at"] = json!("2026-11-22T01:00:00Z");
        write(&mut state, Table::Billing, range, &image, NOW);
    }
    let row = |total: &str| {
        json!({
            "total": total, "marketing": "0", "utility": total, "authentication": "0",
            "authentication_international": "0", "service": "0", "other": "0",
        })
    };
    for (inbox, spent) in [(None, "0.3"), (Some("i1"), "0.1"), (Some("i2"), "0")] {
        let answer = ask(&state, Route::Payment, two_days(), inbox).expect("an answer");
        assert_eq!(answer["balance"], "9.65");
        assert_eq!(answer["totals"], row(spent));
        assert_eq!(answer["previous"], row("0"));
        assert_eq!(answer["daily"][1]["total"], spent);
    }
}

#[test]
fn flows_and_features_count_uses_of_the_period() {
    let mut state = state("UTC");
    for (range, flow, day) in
        [("r1", "f1", 21), ("r2", "f2", 22), ("r3", "f2", 22), ("r4", "f0", 19)]
    {
        let triggered_at = format!("2026-11-{day}T12:00:00Z");
        let image = json!({ "flow_id": flow, "inbox_id": "i1", "triggered_at": triggered_at });
        write(&mut state, Table::FlowRuns, range, &image, NOW);
    }
    expect(
        ask(&state, Route::Flows { top: Some(1) }, two_days(), None),
        &json!({
            "period": period("UTC"), "inbox_id": null, "history": "complete",
            "totals": { "flows_triggered": 2, "times_triggered": 3 },
            "previous": { "flows_triggered": 1, "times_triggered": 1 },
            "complete": {
                "days": 1,
                "totals": { "flows_triggered": 1, "times_triggered": 1 },
                "previous": { "flows_triggered": 1, "times_triggered": 1 },
            },
            "daily": [
                { "date": "2026-11-21", "flows_triggered": 1, "times_triggered": 1 },
                { "date": "2026-11-22", "flows_triggered": 1, "times_triggered": 2 },
            ],
            "popular": [{ "flow_id": "f2", "name": null, "times_triggered": 2 }],
        }),
    );
    let uses = [
        json!({ "tool": "ai_writer", "suggestion": "abc", "sent": "abx" }),
        json!({ "tool": "ai_writer", "suggestion": "abc", "sent": "abc" }),
        json!({ "tool": "ai_writer", "suggestion": "", "sent": "abc" }),
        json!({ "tool": "doc_reply", "suggestion": "abc", "sent": "", "translated": false }),
        json!({ "tool": "doc_reply", "suggestion": "abc", "sent": "abc", "translated": true }),
        json!({ "tool": "doc_reply", "suggestion": "abc" }),
    ];
    for (number, mut image) in uses.into_iter().enumerate() {
        image["inbox_id"] = json!("i1");
        image["used_at"] = json!("2026-11-22T01:00:00Z");
        write(&mut state, Table::AiUsage, &number.to_string(), &image, NOW);
    }
    let answer = ask(&state, Route::Features, two_days(), Some("i1")).expect("an answer");
    let expected = json!({
        // 0.666667 and 1.
        "ai_writer": {
            "uses": 3, "sent": 3, "samples": 2, "unchanged": 1, "average_accuracy": 0.833_334,
        },
        "doc_reply": {
            "uses": 3, "sent": 2, "samples": 1, "unchanged": 0, "average_accuracy": 0.0,
        },
        "all": {
            "uses": 6, "sent": 5, "samples": 3, "unchanged": 1, "average_accuracy": 0.555_556,
        },
    });
    assert_eq!(differences_except_as_of(&expected, &answer["totals"]), Vec::<String>::new());
}

#[test]
fn a_day_with_changed_clocks_is_one_day() {
    let mut state = state("America/New_York");
    // 2026-11-01 has 25 hours: from 04:00 UTC to 05:00 UTC of the next day.
    for (range, at) in [
        ("r1", "2026-11-01T03:59:59Z"),
        ("r2", "2026-11-01T04:00:00Z"),
        ("r3", "2026-11-02T04:59:59Z"),
        ("r4", "2026-11-02T05:00:00Z"),
    ] {
        let image = json!({ "flow_id": "f1", "inbox_id": "i1", "triggered_at": at });
        write(&mut state, Table::FlowRuns, range, &image, NOW);
    }
    let period = RequestedPeriod::dates(day("2026-10-31"), day("2026-11-02"));
    let answer = ask(&state, Route::Flows { top: None }, period, None).expect("an answer");
    let runs = [0, 1, 2].map(|n| answer["daily"][n]["times_triggered"].clone());
    assert_eq!(runs, [json!(1), json!(2), json!(1)]);
}

#[test]
fn the_directory_is_listed_in_order_with_the_zone_in_force() {
    let mut state = state("Nowhere/At_All");
    state.list(Entity {
        account: "acme".to_owned(),
        entity: "account".to_owned(),
        attributes: item(&json!({ "name": "Acme", "timezone": "Asia/Taipei" })),
    });
    let (subject, role) = ("user".to_owned(), "owner".to_owned());
    expect(
        ask(&state, Route::Directory { subject, role }, RequestedPeriod::Default, None),
        &json!({
            "account": { "id": "acme", "name": "Acme", "timezone": "UTC", "today": "2026-11-22" },
            "me": { "subject": "user", "role": "owner" },
            "inboxes": [
                { "id": "i1", "name": "One", "channel": "whatsapp" },
                { "id": "i2", "name": "Two", "channel": null },
            ],
            "agents": [{ "id": "a1", "name": "Ann" }],
            "teams": [{ "id": "t1", "name": "Team", "agent_ids": ["a1", "a2"] }],
            "flows": [{ "id": "f1", "name": "Welcome" }],
        }),
    );
}
