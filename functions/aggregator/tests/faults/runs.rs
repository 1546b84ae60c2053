//! During a run: each record is counted into two generations, once into each, whatever goes wrong.

use std::collections::BTreeMap;

use domain::record::Source;
use tokio::select;

use crate::database::{Contents, Database, Sdk};
use crate::fixtures;
use crate::lambda::{Delivery, deliver};
use crate::network::{Network, Outcome};
use crate::scripts::by_chance;
use crate::source::SourceShard;

/// What the tables contain after a run in which nothing goes wrong, and how many requests that takes.
async fn faultless(shard: &SourceShard) -> (Contents, usize) {
    let (database, network) = (Database::start().await, Network::good());
    database.begin_run().await;
    let aggregator = database.aggregator(&network, Sdk::GivesUp);
    deliver(&aggregator, shard, Delivery::FromFirstLeft).await;
    (database.contents().await, network.take_requests().len())
}

/// Sessions and more: corrected, moved, removed, written again, larger than a transaction.
fn shard() -> SourceShard {
    let mut shard = fixtures::busy_day("shardId-1");
    shard.put(fixtures::session("large", "web", "cleo", 60));
    shard.put(fixtures::session("large", "wa", "dan", 50));
    shard.remove(&fixtures::session("large", "wa", "dan", 50), 1_795_100_000);
    shard.put(fixtures::session("large", "web", "cleo", 2));
    shard
}

#[tokio::test]
async fn both_generations_are_the_same() {
    let (contents, _) = faultless(&shard()).await;
    let of = |generation: &str| {
        let lines = contents.of(&format!("acme#{generation}#"));
        lines
            .iter()
            .map(|line| line.replacen(&format!("#{generation}#"), "#", 1))
            .collect::<Vec<_>>()
    };
    // The account is new in the epoch 2, in which the run 2 makes the generation 4.
    assert!(of("3").len() > 50);
    assert_eq!(of("3"), of("4"));
}

#[tokio::test]
async fn many_faults_count_nothing_twice_into_either_generation() {
    let shard = shard();
    let (expected, _) = faultless(&shard).await;
    for seed in 0..12 {
        let (database, network) = (Database::start().await, Network::new(by_chance(seed, 20)));
        database.begin_run().await;
        let sdk = if seed % 2 == 0 { Sdk::Retries } else { Sdk::GivesUp };
        let delivery = Delivery::by_chance(seed);
        deliver(&database.aggregator(&network, sdk), &shard, delivery).await;
        network.settle().await;
        database.contents().await.must_be(&expected, seed);
    }
}

#[tokio::test]
async fn a_process_that_is_killed_at_any_request_leaves_nothing_in_part() {
    let mut shard = SourceShard::new(Source::Sessions, "shardId-1");
    shard.put(fixtures::session("s1", "web", "cleo", 60));
    shard.put(fixtures::session("s1", "wa", "dan", 60));
    shard.put(fixtures::session("s1", "wa", "dan", 2));
    let (expected, requests) = faultless(&shard).await;
    for number in 0..requests {
        let outcome = Outcome::SenderDiesAfter;
        let (database, network) = (Database::start().await, Network::with_one(number, outcome));
        database.begin_run().await;
        let victim = database.aggregator(&network, Sdk::Retries);
        select! {
            biased;
            () = network.sender_dies() => {}
            _ = deliver(&victim, &shard, Delivery::FromFirstLeft) => panic!("it lives: {number}"),
        }
        drop(victim);
        let successor = database.aggregator(&network, Sdk::Retries);
        deliver(&successor, &shard, Delivery::FromTheStart).await;
        network.settle().await;
        database.contents().await.must_be(&expected, number);
    }
}

#[tokio::test]
async fn a_thousand_messages_of_a_day_take_so_many_requests() {
    let (database, network) = (Database::start().await, Network::good());
    database.begin_run().await;
    let aggregator = database.aggregator(&network, Sdk::Retries);
    deliver(&aggregator, &fixtures::messages("shardId-1", 0, 1_000), Delivery::FromFirstLeft).await;
    let mut operations: BTreeMap<String, usize> = BTreeMap::new();
    for request in network.take_requests() {
        *operations.entry(request.operation).or_default() += 1;
    }
    let expected = [
        // The checkpoint and the epoch, the settings, and the ledger in pages of 100.
        ("BatchGetItem", 2 + 10),
        ("GetItem", 1),
        // Of 100 items, 60 are counters of both generations, one is the checkpoint and the others
        // are records in the ledger.
        ("TransactWriteItems", 26),
    ];
    assert_eq!(operations, expected.map(|(name, count)| (name.to_owned(), count)).into());
}
