//! The rebuild function, driven as the state machine drives it: through a rebuild and a verification.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
use e2e::clock;
use e2e::load::Load;
use e2e::source::{SourceState, Writers, put_directory};
use e2e::system::{Setup, System};
use serde_json::{Value, json};

use crate::emulator::Function;
use crate::events::Replay;
use crate::stack::{self, Stack, own_table};
use crate::template::Template;
use crate::{expect_environment, expect_permissions, given_to, looked_at};

type Item = HashMap<String, AttributeValue>;

/// How many random writes there are.
const WRITES: usize = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rebuild_function_takes_every_step_and_uses_what_it_is_given() {
    let system = System::start(&Setup::new()).await;
    let (stack, client) = (Stack::beside(&system).await, system.dynamodb());
    fill(&client).await;
    stack.settle().await;
    // Rejected records expire; the scan then finds what is bad, and keeps it once more.
    empty(&client, &own_table("rejected")).await;
    let template = Template::read();
    let function = Function::start("rebuild", &stack.environment("rebuild", &template)).await;

    let event = Replay::at(clock::now()).events().into_iter().find(|it| it.name == "rebuild-begin");
    let event = event.expect("an event").text();
    let begun = function.invoke(event.clone()).await;
    assert_eq!(begun["purpose"], "rebuild");
    assert_eq!(begun["segments"].as_array().map(Vec::len), Some(24), "{begun}");
    assert_eq!(function.invoke(event).await, begun, "it joins its own run");
    let other = json!({"step": "begin", "request": {"purpose": "verify"}});
    assert_eq!(function.refuse(other.to_string()).await, "AnotherRun");
    let bad = json!({"step": "begin", "request": {"purpose": "rebuilt"}});
    assert_eq!(function.refuse(bad.to_string()).await, "BadRequest");
    let run = Run { function: &function, stack: &stack, client: &client, number: &begun["run"] };
    let scanned = run.scan(&begun["segments"]).await;
    let settled = run.step("settle", json!({"in_force": true, "scanned": scanned})).await;
    assert_eq!(settled["in_force"], true);
    let records = settled["records"].as_u64().expect("a number");
    assert!(records > 100, "{settled}");
    assert!(!all(&client, &own_table("rejected")).await.is_empty(), "bad records are kept again");
    run.wait_and_move("scanned", TimeDelta::hours(25)).await;
    run.wait_and_move("ended", TimeDelta::minutes(15)).await;
    run.expect_end().await;

    // One figure of one counter is wrong.
    let (account, day) = falsify(&client).await;
    let event = json!({"step": "begin", "request": {"purpose": "verify", "repair": true}});
    let begun = function.invoke(event.to_string()).await;
    assert_eq!(begun["repair"], true);
    let of_run_before = json!({"step": "pass", "run": run.number}).to_string();
    assert_eq!(function.refuse(of_run_before).await, "Over");
    let run = Run { number: &begun["run"], ..run };
    let scanned = run.scan(&begun["segments"]).await;
    let compared = run.step("compare", json!({})).await;
    assert_eq!(compared["count"], 1, "{compared}");
    let difference = &compared["differences"][0];
    assert_eq!(
        (difference["account"].as_str(), difference["at"].as_str()),
        (Some(&*account), Some(&*day))
    );
    assert_eq!(difference["figure"], "received", "{difference}");
    let settled = run.step("settle", json!({"in_force": false, "scanned": scanned})).await;
    assert_eq!(settled, json!({"in_force": false, "records": records}));
    run.wait_and_move("ended", TimeDelta::minutes(15)).await;
    run.expect_end().await;

    let complete = |log: &str| looked_at(log) == given_to("rebuild", &template);
    let (log, used) = (function.stop(complete).await, stack.uses());
    expect_environment("rebuild", &log, &template);
    expect_permissions("rebuild", &used, &template);
}

/// Writes records of several accounts to the stack's own source tables: good, bad and removed ones.
async fn fill(client: &Client) {
    let mut load = Load::new(7, clock::now());
    put_directory(client, stack::PREFIX, &load.directory()).await;
    let mut writes = load.edge_cases();
    writes.extend(load.writes(WRITES));
    writes.extend(load.every_flaw());
    let platform = Writers::new(client.clone(), stack::PREFIX, 4, load.zones());
    platform.write(&writes, &mut SourceState::default()).await;
}

/// A run, as the state machine sees it.
#[derive(Clone, Copy)]
struct Run<'a> {
    function: &'a Function,
    stack: &'a Stack,
    client: &'a Client,
    number: &'a Value,
}

impl Run<'_> {
    async fn step(&self, step: &str, with: Value) -> Value {
        let mut event = with;
        event["step"] = step.into();
        event["run"] = self.number.clone();
        self.function.invoke(event.to_string()).await
    }

    /// Opens it, scans all segments, and waits until the streams have passed; what the scans answered.
    async fn scan(&self, segments: &Value) -> Vec<Value> {
        while self.step("open", json!({})).await["open"] != true {}
        let mut scanned = Vec::new();
        for segment in segments.as_array().expect("segments") {
            let scan = json!({"step": "scan", "segment": segment}).to_string();
            let answer = self.function.invoke(scan.clone()).await;
            assert_eq!(answer["done"], true, "{answer}");
            assert_eq!(self.function.invoke(scan).await, answer, "nothing is scanned twice");
            scanned.push(answer);
        }
        while self.step("pass", json!({})).await["passed"] != true {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        scanned
    }

    /// Takes steps until it has to wait; so long passes since the time that it waits for.
    async fn wait_and_move(&self, since: &str, wait: TimeDelta) {
        let answer = self.finish().await;
        assert_eq!(answer["next"], "wait", "{answer}");
        let until: DateTime<Utc> =
            answer["until"].as_str().expect("a time").parse().expect("a time");
        let left = until - clock::now();
        assert!(left <= wait + TimeDelta::seconds(1), "{answer}");
        assert!(left > wait - TimeDelta::minutes(2), "{answer}");
        self.stack.move_back(self.client, since, wait).await;
    }

    async fn expect_end(&self) {
        assert_eq!(self.finish().await, json!({"next": "ended"}));
        let ledger = format!("{}-ledger-{}", own_table("counters"), self.number);
        let tables = self.client.list_tables().send().await.expect("an answer");
        assert!(!tables.table_names().contains(&ledger), "{ledger} is left");
    }

    async fn finish(&self) -> Value {
        loop {
            let answer = self.step("finish", json!({})).await;
            if answer["next"] != "again" {
                return answer;
            }
        }
    }
}

/// Adds one to a figure of one day of one account; the account, and the day.
async fn falsify(client: &Client) -> (String, String) {
    let counters = own_table("counters");
    let is_day = |item: &Item| text(item, "pk").split('#').nth(2) == Some("day");
    let items = all(client, &counters).await;
    let item = items.iter().find(|item| item.contains_key("received") && is_day(item));
    let item = item.expect("a day with messages");
    let update = client.update_item().table_name(counters);
    let update = update.key("pk", item["pk"].clone()).key("sk", item["sk"].clone());
    let update = update.update_expression("ADD received :one");
    let update = update.expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
    update.send().await.expect("the counter is changed");
    let account = text(item, "pk").split('#').next().expect("an account");
    (account.to_owned(), text(item, "sk").to_owned())
}

async fn empty(client: &Client, table: &str) {
    for item in all(client, table).await {
        let request = client.delete_item().table_name(table);
        let request = request.key("pk", item["pk"].clone()).key("sk", item["sk"].clone());
        request.send().await.expect("the item is removed");
    }
}

#[expect(clippy::disallowed_methods, reason = "the tables of a test are small")]
async fn all(client: &Client, table: &str) -> Vec<Item> {
    let items = client.scan().table_name(table).into_paginator().items().send();
    items.collect::<Result<_, _>>().await.expect("items")
}

fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item[name].as_s().expect("a text")
}
