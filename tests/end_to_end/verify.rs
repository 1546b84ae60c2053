//! Verifying: counters that were changed by hand are found, named and mended.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use e2e::operator::{operator, start_operator};
use e2e::system::Setup;

use crate::harness::{Harness, held_clock};

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn what_was_changed_by_hand_is_named_and_mended() {
    let setup = Setup::new().at(held_clock(90));
    let mut harness = Harness::start(&setup, 90).await;
    harness.write_more(500).await;
    harness.system.settle().await;
    let clean = operator(&setup, &["verify", "--json"]).await.done().json();
    assert_eq!(clean["differences"], serde_json::json!([]), "{clean}");

    let client = harness.system.dynamodb();
    #[expect(clippy::disallowed_methods, reason = "the counters are what is changed by hand")]
    let counters = client.scan().table_name("counters").into_paginator().items().send();
    let counters = counters.collect::<Result<Vec<_>, _>>().await.expect("a scan");
    let text = |item: &std::collections::HashMap<String, AttributeValue>, name: &str| {
        item[name].as_s().expect("a text").clone()
    };
    let days = counters
        .iter()
        .filter(|item| text(item, "pk").contains("#day#") && item.contains_key("received"));
    let days: Vec<_> = days.collect();
    let key = |pk: String, sk: String| {
        [("pk".to_owned(), AttributeValue::S(pk)), ("sk".to_owned(), AttributeValue::S(sk))]
    };
    // A number that is changed, an item that is gone, and one that is too much.
    let (changed, gone) = (days[0], days[1]);
    let update = client.update_item().table_name("counters");
    let update = update.set_key(Some(key(text(changed, "pk"), text(changed, "sk")).into()));
    let update = update.update_expression("ADD received :n");
    let seven = AttributeValue::N("7".to_owned());
    update.expression_attribute_values(":n", seven.clone()).send().await.expect("an update");
    let delete = client.delete_item().table_name("counters");
    let delete = delete.set_key(Some(key(text(gone, "pk"), text(gone, "sk")).into()));
    delete.send().await.expect("a deletion");
    let put = client.put_item().table_name("counters");
    let put = put.set_item(Some(key(text(changed, "pk"), "1999-01-01".to_owned()).into()));
    put.item("received", seven).send().await.expect("a put");

    let found = operator(&setup, &["verify", "--json"]).await;
    assert_eq!(found.status.code(), Some(1), "{found:?}");
    let found = found.json();
    let found = found["differences"].as_array().expect("a list");
    let found: BTreeSet<_> = found
        .iter()
        .map(|it| {
            let of = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
            assert_eq!(of("of"), "day", "{it}");
            (of("account"), of("inbox"), of("at"))
        })
        .collect();
    let expected = [
        (text(changed, "pk"), text(changed, "sk")),
        (text(gone, "pk"), text(gone, "sk")),
        (text(changed, "pk"), "1999-01-01".to_owned()),
    ];
    let expected: BTreeSet<_> = expected
        .into_iter()
        .map(|(pk, at)| {
            let parts: Vec<_> = pk.split('#').collect();
            (parts[0].to_owned(), parts[3].to_owned(), at)
        })
        .collect();
    assert_eq!(found, expected);
    let printed = operator(&setup, &["verify"]).await.printed;
    assert!(printed.contains("1999-01-01: received is 7, recounted 0"), "{printed}");

    let mended = operator(&setup, &["verify", "--repair"]).await.done();
    assert!(mended.printed.contains("differences, repaired"), "{mended:?}");
    harness.expect_no_differences(5).await;
    let clean = operator(&setup, &["verify"]).await.done();
    assert_eq!(clean.printed, "0 differences\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_verification_that_is_killed_after_its_decision_is_made_again() {
    let setup = Setup::new().at(held_clock(91));
    let mut harness = Harness::start(&setup, 91).await;
    harness.write_more(100).await;
    harness.system.settle().await;
    let mut killed = start_operator(&setup, &["verify"]);
    loop {
        let status = operator(&setup, &["status", "--json"]).await.done().json();
        if matches!(status["run"]["phase"].as_str(), Some("ending" | "cleaning")) {
            break;
        }
        assert!(killed.try_wait().expect("a status").is_none(), "it has ended: {status}");
    }
    killed.kill().await.expect("a kill");
    // What it compared is gone, so another one counts and compares.
    let again = operator(&setup, &["verify", "--json"]).await.done().json();
    assert_eq!(again["count"], 0, "{again}");
    assert_ne!(again["records"], 0, "{again}");
}
