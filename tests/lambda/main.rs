//! The functions' own binaries under AWS's runtime emulator, with every event of `events/`: they
//! answer as the local system does, and use what the templates give them, and nothing else. The rebuild function
//! takes every step of its runs, and the functions of the connectors write what events say.
//!
//! They run `target/<profile>/<function>`, so `cargo build --workspace` goes first, and the emulator that comes
//! inside `aws-sam-cli`, so `infra/tools/install` does, too.

mod emulator;
mod events;
mod ingest;
mod rebuild;
mod recorder;
mod stack;
mod template;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use e2e::clock;
use e2e::http::Http;
use e2e::system::{Setup, System};
use e2e::token::signed;
use e2e::unzip::unzipped;
use http::Method;
use serde_json::Value;

use crate::emulator::Function;
use crate::events::{Event, Replay};
use crate::recorder::Use;
use crate::stack::Stack;
use crate::template::Template;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_binaries_answer_as_the_local_system_and_use_what_they_are_given() {
    let system = System::start(&Setup::new()).await;
    let stack = Stack::beside(&system).await;
    let template = Template::read();
    let replay = Replay::at(clock::now());
    replay.put_directory(&[&stack::own_table("directory"), "directory"], &system.dynamodb()).await;
    stack.forget_history(&system.dynamodb()).await;

    let events = replay.events();
    let by_function =
        |name: &str| events.iter().filter(|event| event.function() == name).collect::<Vec<_>>();
    let named: BTreeSet<_> = events.iter().map(Event::function).collect();
    assert_eq!(named, template.functions(), "every function has an event, every event a function");

    // The aggregator first: the others answer from what it has counted.
    let by_themselves = ["rebuild", "ingest", "sweep"];
    let mut order: Vec<_> =
        named.iter().copied().filter(|name| !by_themselves.contains(name)).collect();
    order.sort_by_key(|name| *name != "aggregator");
    for name in order {
        let function = Function::start(name, &stack.environment(name, &template)).await;
        for (n, event) in by_function(name).into_iter().enumerate() {
            if name == "aggregator" {
                if n == 1 {
                    // The first event was counted without a rebuild, the others are during one.
                    stack.begin_rebuild(&system.dynamodb()).await;
                }
                event.write_to(&system.dynamodb()).await;
                let answer = function.invoke(event.text()).await;
                assert_eq!(answer["batchItemFailures"], serde_json::json!([]), "{answer}");
                assert_eq!(answer["state"], serde_json::json!({}), "{answer}");
                // What comes again is counted once.
                function.invoke(event.text()).await;
                system.settle().await;
            } else {
                let answer = function.invoke(event.text()).await;
                expect_same(event, &answer, &system).await;
            }
        }
        let batches = if name == "aggregator" { 2 * by_function(name).len() } else { 0 };
        let complete = |log: &str| {
            looked_at(log) == given_to(name, &template) && metrics(log).len() == batches
        };
        let (log, used) = (function.stop(complete).await, stack.uses());
        expect_environment(name, &log, &template);
        expect_permissions(name, &used, &template);
        if name == "aggregator" {
            expect_metrics(&log, by_function(name).len());
        }
    }
}

/// Asks the local system the same as the event asks, and compares.
async fn expect_same(event: &Event, answer: &Value, system: &System) {
    let name = &event.name;
    let (method, address, claims) = (event.method(), event.address(), event.claims());
    let bearer = format!("Bearer {}", signed(&claims, "local-secret"));
    let headers = [("authorization", bearer.as_str()), ("accept-encoding", "identity")];
    let reply = system.http().send(method.clone(), &address, &headers, event.body()).await;
    assert_eq!(answer["statusCode"], reply.status, "{name}: {answer}");
    let expected = if method == Method::POST { 201 } else { 200 };
    assert_eq!(reply.status, expected, "{name}: {answer}");
    let body: Value = serde_json::from_str(answer["body"].as_str().expect("a body")).expect("JSON");
    let without = |mut body: Value| {
        for field in ["as_of", "url", "expires_at", "bytes"] {
            if let Some(fields) = body.as_object_mut() {
                fields.remove(field);
            }
        }
        body
    };
    assert_eq!(without(body.clone()), without(reply.json()), "{name}");
    for header in ["content-type", "cache-control", "vary"] {
        assert_eq!(answer["headers"][header], reply.header(header), "{name}: {header}");
    }
    if method == Method::POST {
        assert_eq!(parts(&body).await, parts(&reply.json()).await, "{name}");
    } else {
        assert_eq!(answer["headers"]["etag"], reply.header("etag"), "{name}");
    }
}

/// What the file of an export's answer holds: of a workbook or a zip the contents of each part, without what says when
/// the file was made.
async fn parts(answer: &Value) -> BTreeMap<String, Vec<u8>> {
    let url = answer["url"].as_str().expect("a URL");
    let file = Http::new(String::new()).get(url, None).await;
    assert_eq!(file.status, 200, "{answer}");
    assert_eq!(answer["bytes"], file.body.len(), "{answer}");
    let filename = answer["filename"].as_str().expect("a name");
    if Path::new(filename).extension().is_some_and(|extension| extension == "csv") {
        return BTreeMap::from([(filename.to_owned(), file.body)]);
    }
    let mut parts: BTreeMap<_, _> = unzipped(&file.body).into_iter().collect();
    parts.remove("docProps/core.xml");
    parts
}

/// A function looks at the variables that the template gives it, and at no others.
fn expect_environment(name: &str, log: &str, template: &Template) {
    let (looked_at, given) = (looked_at(log), given_to(name, template));
    assert_eq!(looked_at, given, "{name}: what the code looks at, and what the template gives");
}

/// The variables that a function looked at.
fn looked_at(log: &str) -> BTreeSet<String> {
    let variables = json_lines(log).filter_map(|line| line["variable"].as_str().map(str::to_owned));
    variables.collect()
}

/// The variables that the template gives a function.
fn given_to(name: &str, template: &Template) -> BTreeSet<String> {
    template.variables(name).into_keys().collect()
}

/// The lines of a log that are metrics.
fn metrics(log: &str) -> Vec<Value> {
    json_lines(log).filter(|line| line["_aws"].is_object()).collect()
}

fn json_lines(log: &str) -> impl Iterator<Item = Value> {
    log.lines().filter_map(|line| serde_json::from_str(line).ok())
}

/// A function's role may do what the function did, and nothing else.
fn expect_permissions(name: &str, used: &BTreeSet<Use>, template: &Template) {
    let mut done: BTreeSet<_> =
        used.iter().map(|used| format!("{} {}", used.action, stack::resource(&used.of))).collect();
    let mut allowed = template.permissions(name);
    let of_items = |it: &String| it.contains(":key ") || it.contains(":attribute ");
    if allowed.iter().any(of_items) {
        // Read only before an account's first record.
        let epoch = "dynamodb:key #epoch CountersTableArn";
        assert!(allowed.remove(epoch), "{name} may not read the epoch: {allowed:?}");
    } else {
        done.retain(|it| !of_items(it)); // what may write all counters has no conditions
    }
    // Its own log's: Lambda writes what the function prints, in the role's name.
    for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
        let log = format!("{action} {}Log", template::logical(name));
        assert!(allowed.remove(&log), "{name} may not write its log: {allowed:?}");
    }
    assert_eq!(done, allowed, "{name}: what the code did, and what the role allows");
}

/// Every batch prints its metrics.
fn expect_metrics(log: &str, tables: usize) {
    let metrics = metrics(log);
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for line in &metrics {
        let source = line["Source"].as_str().expect("a table").to_owned();
        *counted.entry(source).or_default() += line["RecordsCounted"].as_u64().expect("a count");
    }
    // each event came twice
    assert_eq!(metrics.len(), 2 * tables);
    assert_eq!(
        counted.into_iter().collect::<Vec<_>>(),
        [("ai_usage", 3), ("billing", 5), ("flow_runs", 3), ("messages", 8), ("sessions", 7)]
            .map(|(table, count)| (table.to_owned(), count))
    );
}
