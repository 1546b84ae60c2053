//! Lanes: an account's counters are spread over more items while it is counted, and every answer stays a recount.

use e2e::operator::operator;
use e2e::system::{Scratch, Setup};

use crate::harness::{Harness, NOTICE, held_clock};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lanes_that_are_raised_in_mid_load_change_no_figure() {
    let scratch = Scratch::new();
    let setup = Setup::new().at(held_clock(7)).keeping(scratch.path());
    let mut harness = Harness::start(&setup, 7).await;
    let edges = harness.load.edge_cases();
    harness.write(&edges).await;
    harness.write_more(200).await;
    harness.expect_no_differences(3).await;
    for lanes in [3, 16] {
        harness.give_lanes(lanes).await;
        // The functions go on with the lanes that they know, then with the new ones.
        harness.write_more(300).await;
        harness.expect_no_differences(3).await;
        tokio::time::sleep(NOTICE).await;
        harness.restart(&setup).await;
        harness.write_more(500).await;
        harness.expect_no_differences(3).await;
    }
    let keys = lanes_in_use(&harness).await;
    assert!(keys > 20, "{keys} items are in another lane than the first");

    // The scan writes other lanes than the streams did; what counts is the sum.
    let verified = operator(harness.system.setup(), &["verify", "--json"]).await.done().json();
    assert_eq!(verified["differences"], serde_json::json!([]));
    operator(harness.system.setup(), &["rebuild"]).await.done();
    harness.write_more(200).await;
    harness.expect_no_differences(3).await;

    let account = harness.load.accounts()[0].id.clone();
    let fewer = ["lanes", "--account", &account, "--lanes", "2"];
    let fewer = operator(harness.system.setup(), &fewer).await;
    assert_eq!(fewer.status.code(), Some(2), "{fewer:?}");
    assert!(fewer.said.contains("never made fewer"), "{fewer:?}");
    operator(harness.system.setup(), &["erase", "--account", &account, "--yes"]).await.done();
    let left = items_of(&harness, &account).await;
    assert_eq!(left, Vec::<String>::new());
}

/// How many counter items are in another lane than the first.
async fn lanes_in_use(harness: &Harness) -> usize {
    let keys = keys(harness).await;
    let in_lane = |(pk, sk): &&(String, String)| {
        let parts = sk.split('#').count();
        pk.contains("#day#") && parts == 2 || pk.contains("#staff#") && parts == 4
    };
    keys.iter().filter(in_lane).count()
}

async fn items_of(harness: &Harness, account: &str) -> Vec<String> {
    let keys = keys(harness).await.into_iter();
    keys.filter(|(pk, _)| pk.starts_with(&format!("{account}#"))).map(|(pk, _)| pk).collect()
}

/// The keys of the counters table.
async fn keys(harness: &Harness) -> Vec<(String, String)> {
    let prefix = &harness.system.setup().prefix;
    let client = harness.system.dynamodb();
    #[allow(clippy::disallowed_methods)] // the whole table is looked at
    let scan = client.scan().table_name(format!("{prefix}counters")).consistent_read(true);
    let items = scan.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await;
    let text = |value: &aws_sdk_dynamodb::types::AttributeValue| value.as_s().unwrap().clone();
    items.unwrap().iter().map(|item| (text(&item["pk"]), text(&item["sk"]))).collect()
}
