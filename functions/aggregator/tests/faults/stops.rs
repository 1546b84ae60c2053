//! Batches that are left in the middle: nothing is lost, and the response says what is left.

use std::time::Duration;

use tokio::time::Instant;

use crate::database::{Database, Sdk};
use crate::lambda::{Delivery, all, deliver, left};
use crate::network::{Network, Outcome};
use crate::{faultless, fixtures};

#[tokio::test]
async fn near_the_deadline_it_stops_between_two_transactions() {
    let shard = fixtures::busy_day("shardId-1");
    let (expected, _) = faultless(std::slice::from_ref(&shard)).await;
    let database = Database::start().await;
    let near = Instant::now() + Duration::from_secs(5);
    let mut transactions = 0;
    let network = Network::new(move |_, request| {
        transactions += usize::from(request.operation == "TransactWriteItems");
        let slow = transactions == 2 && request.operation == "TransactWriteItems";
        // Until there is too little time left to begin a third.
        let arrives = near - Duration::from_millis(1_200);
        let wait = arrives.saturating_duration_since(Instant::now()).as_millis();
        if slow { Outcome::Slow(wait.try_into().unwrap()) } else { Outcome::Arrives }
    });
    let aggregator = database.aggregator(&network, Sdk::GivesUp);

    let counted = aggregator.count(&shard.event(&all(&shard)), near).await.unwrap();
    assert_eq!(counted.chunks, 2, "{counted:?}");
    assert_eq!(left(&counted, &shard), Some(counted.records), "{counted:?}");
    let response = serde_json::to_value(counted.response()).unwrap();
    let first_left = counted.first_left.clone().unwrap();
    let failures = serde_json::json!([{ "itemIdentifier": first_left }]);
    assert_eq!(response, serde_json::json!({ "state": {}, "batchItemFailures": failures }));
    assert!(Instant::now() < near, "it answers in time");

    let again = aggregator.count(&shard.event(&all(&shard)), Instant::now()).await.unwrap();
    assert_eq!((again.chunks, again.repeated), (0, counted.records));
    assert_eq!(again.first_left, Some(first_left));

    deliver(&aggregator, &shard, Delivery::FromTheStart).await;
    database.contents().await.must_be(&expected, "after the deadline");
}

#[tokio::test]
async fn while_dynamodb_is_down_it_gives_up_in_bounded_time() {
    let shard = fixtures::busy_day("shardId-1");
    let (expected, _) = faultless(std::slice::from_ref(&shard)).await;
    let database = Database::start().await;
    let mut transactions = 0;
    let network = Network::new(move |_, request| {
        transactions += usize::from(request.operation == "TransactWriteItems");
        if transactions > 2 { Outcome::Lost } else { Outcome::Arrives }
    });
    let aggregator = database.aggregator(&network, Sdk::GivesUp);
    let late = Instant::now() + Duration::from_mins(10);
    let counted = aggregator.count(&shard.event(&all(&shard)), late).await.unwrap();
    assert_eq!((counted.chunks, counted.retries), (2, 12), "{counted:?}");
    assert_eq!(left(&counted, &shard), Some(counted.records), "{counted:?}");

    network.follow(|_, _| Outcome::Arrives);
    deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
    database.contents().await.must_be(&expected, "up again");
}

#[tokio::test]
async fn a_refusal_by_dynamodb_ends_the_batch_at_once() {
    let shard = fixtures::busy_day("shardId-1");
    let (expected, _) = faultless(std::slice::from_ref(&shard)).await;
    for table in ["counters", "directory", "rejected"] {
        let (database, network) = (Database::start().await, Network::good());
        let aggregator = database.aggregator(&network, Sdk::Retries);
        database.delete(table).await;
        let event = shard.event(&all(&shard));
        let late = Instant::now() + Duration::from_mins(10);
        let counted = aggregator.count(&event, late).await.unwrap();
        assert_eq!(counted.retries, 0, "{table}: {counted:?}");
        assert_eq!(left(&counted, &shard), Some(counted.records), "{table}: {counted:?}");

        database.create(table).await;
        database.list("acme", "Pacific/Chatham").await;
        deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
        database.contents().await.must_be(&expected, table);
    }
}

#[tokio::test]
async fn a_bad_record_is_rejected_and_stops_nothing_behind_it() {
    let (database, network) = (Database::start().await, Network::good());
    let mut shard = fixtures::messages("shardId-1", 0, 3);
    shard.put(fixtures::with(fixtures::message(1), "sent_at", "2026-11-20"));
    shard.put(fixtures::message(3));
    let aggregator = database.aggregator(&network, Sdk::GivesUp);
    let batches = deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
    assert_eq!((batches[0].records, batches[0].rejected, batches[0].chunks), (5, 1, 1));
    let contents = database.contents().await;
    let day = "counters acme#1#day# 2026-11-21"; // in Chatham
    assert_eq!(contents.of(day), [format!("{day} {{\"agent_sent\": \"3\"}}")]);
    let rejected = contents.of("rejected");
    assert!(rejected.len() == 1 && rejected[0].contains("`sent_at` must be"), "{rejected:?}");

    shard.put(fixtures::message(1)); // mended
    deliver(&aggregator, &shard, Delivery::FromTheStart).await;
    let contents = database.contents().await;
    assert_eq!(contents.of(day), [format!("{day} {{\"agent_sent\": \"4\"}}")]);
    assert_eq!(contents.of("rejected"), rejected);
}
