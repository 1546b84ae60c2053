//! What the directory makes of its items.

use serde_json::json;

use super::*;
use crate::testing::{id, image};

/// The directory of these items, which are written as plain JSON.
fn directory(items: Value) -> Directory {
    let items: Vec<_> = items.as_array().unwrap().iter().map(image).collect();
    Directory::of(&items)
}

#[test]
fn every_entity_is_found_under_its_id() {
    let name = |text: &str| Some(text.to_owned());
    let found = directory(json!([
        { "entity": "account", "name": "Acme", "timezone": "Asia/Taipei" },
        { "entity": "inbox#web", "name": "Web chat", "channel": "web" },
        { "entity": "agent#ann", "name": "Ann Lee" },
        { "entity": "team#sales", "name": "Sales", "agent_ids": ["ann", "bob"] },
        { "entity": "flow#hello", "name": "Hello" },
    ]));
    let inbox = Inbox { name: name("Web chat"), channel: name("web") };
    let team = Team { name: name("Sales"), agents: [id("ann"), id("bob")].into() };
    let expected = Directory {
        name: name("Acme"),
        timezone: name("Asia/Taipei"),
        inboxes: [(id("web"), inbox)].into(),
        agents: [(id("ann"), name("Ann Lee"))].into(),
        teams: [(id("sales"), team)].into(),
        flows: [(id("hello"), name("Hello"))].into(),
    };
    assert_eq!(found, expected);
}

#[test]
fn an_entity_without_a_name_is_listed_without_one() {
    let found = directory(json!([
        { "entity": "account" }, { "entity": "inbox#web" }, { "entity": "agent#ann" },
        { "entity": "team#sales" }, { "entity": "flow#hello", "name": 7 },
    ]));
    let expected = Directory {
        inboxes: [(id("web"), Inbox::default())].into(),
        agents: [(id("ann"), None)].into(),
        teams: [(id("sales"), Team::default())].into(),
        flows: [(id("hello"), None)].into(),
        ..Directory::default()
    };
    assert_eq!(found, expected);
}

#[test]
fn what_is_not_well_formed_is_left_out() {
    for item in [
        json!({ "name": "Acme" }),
        json!({ "entity": "accounts", "name": "Acme" }),
        json!({ "entity": "account#acme", "name": "Acme" }),
        json!({ "entity": "robot#r2", "name": "R2" }),
        json!({ "entity": "inbox#", "name": "Web chat" }),
        json!({ "entity": "agent#a/b", "name": "Ann Lee" }),
        json!({ "entity": "agent#a#b", "name": "Ann Lee" }),
        json!({ "entity": "team#a?b", "name": "Sales" }),
        json!({ "entity": "flow#", "name": "Hello" }),
    ] {
        assert_eq!(directory(json!([item])), Directory::default(), "{item}");
    }
    // An inbox or a flow stands in no path, and may have what an agent may not.
    let found = directory(json!([{ "entity": "inbox#a/b" }, { "entity": "flow#a%b" }]));
    assert_eq!((found.inboxes.len(), found.flows.len()), (1, 1));
}

#[test]
fn members_of_a_team_that_are_no_agents_ids_are_left_out() {
    for (agents, members) in [
        (json!(["ann", "a/b", ""]), vec![id("ann")]),
        (json!(["ann", 7]), vec![]),
        (json!("ann"), vec![]),
        (json!([]), vec![]),
    ] {
        let found = directory(json!([{ "entity": "team#sales", "agent_ids": agents }]));
        assert_eq!(found.teams[&id("sales")].agents, BTreeSet::from_iter(members), "{agents}");
    }
}

#[test]
fn the_calendar_is_that_of_the_zone_or_utc_where_it_is_missing_or_unknown() {
    for (timezone, zone) in [
        (json!("Asia/Taipei"), "Asia/Taipei"),
        (json!("Mars/Olympus"), "UTC"),
        (json!(""), "UTC"),
        (json!(8), "UTC"),
        (Value::Null, "UTC"),
    ] {
        let found = directory(json!([{ "entity": "account", "timezone": timezone }]));
        assert_eq!(found.calendar().zone(), zone, "{timezone}");
    }
}
