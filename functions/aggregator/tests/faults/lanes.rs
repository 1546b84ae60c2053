//! Lanes: however many items a counter is spread over, and whenever there are more of them, they add up
//! to the same.

use futures::future::join_all;
use store::{Lanes, Runs, Tables};

use crate::database::{Contents, Database, Sdk};
use crate::lambda::{Delivery, deliver};
use crate::network::Network;
use crate::scripts::by_chance;
use crate::source::SourceShard;
use crate::{faultless, fixtures};

/// Shards with messages of the same day, and one with sessions.
fn shards() -> Vec<SourceShard> {
    let of_messages = (0..10).map(|n| fixtures::messages(&format!("shardId-{n}"), 30 * n, 30));
    of_messages.chain([fixtures::busy_day("shardId-busy")]).collect()
}

async fn expected(shards: &[SourceShard]) -> Contents {
    faultless(shards).await.0
}

/// The lanes that the counters of the account's days are in.
async fn lanes_in_use(database: &Database) -> usize {
    let keys = database.keys_of("acme#1#day#").await;
    keys.iter()
        .map(|sk| sk.split_once('#').map_or("0", |(_, lane)| lane).to_owned())
        .collect::<std::collections::BTreeSet<_>>()
        .len()
}

#[tokio::test]
async fn with_any_number_of_lanes_many_faults_count_nothing_twice() {
    let shards = shards();
    let expected = expected(&shards).await;
    for (seed, lanes) in [(0, 1), (1, 3), (2, 16), (3, 3), (4, 16)] {
        let (database, network) = (Database::start().await, Network::new(by_chance(seed, 15)));
        let good = database.aggregator(&Network::good(), Sdk::GivesUp);
        deliver(&good, &shards[0], Delivery::FromFirstLeft).await;
        database.raise_lanes("acme", lanes).await;
        let aggregators: Vec<_> =
            shards.iter().map(|_| database.aggregator(&network, Sdk::GivesUp)).collect();
        let all = aggregators
            .iter()
            .zip(&shards)
            .map(|(aggregator, shard)| deliver(aggregator, shard, Delivery::by_chance(seed)));
        join_all(all).await;
        network.settle().await;
        database.contents().await.must_be(&expected, (seed, lanes));
        let in_use = lanes_in_use(&database).await;
        assert!(if lanes == 1 { in_use == 1 } else { in_use > 2 }, "{lanes}: {in_use}");
    }
}

#[tokio::test]
async fn lanes_that_are_raised_while_others_count_on_with_fewer() {
    let shards = shards();
    let expected = expected(&shards).await;
    for seed in 0..4 {
        let (database, network) = (Database::start().await, Network::new(by_chance(seed, 10)));
        // Each knows the lanes of the time at which it counts its first batch.
        let aggregators: Vec<_> =
            shards.iter().map(|_| database.aggregator(&network, Sdk::GivesUp)).collect();
        for (raised, upto) in [(3, 5), (16, 20), (32, 30)] {
            let all = aggregators.iter().zip(&shards).map(|(aggregator, shard)| {
                let mut beginning = shard.clone();
                beginning.cut_to(upto.min(shard.len()));
                async move { deliver(aggregator, &beginning, Delivery::FromTheStart).await }
            });
            join_all(all).await;
            database.raise_lanes("acme", raised).await;
        }
        network.settle().await;
        database.contents().await.must_be(&expected, seed);
    }
}

/// The lanes are kept where a run begins and ends, and no run makes them fewer.
#[tokio::test]
async fn a_run_that_begins_with_older_lanes_does_not_lower_them() {
    let (database, network) = (Database::start().await, Network::good());
    let mut shard = fixtures::messages("shardId-1", 0, 2);
    let aggregator = database.aggregator(&network, Sdk::GivesUp);
    deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
    let runs: Runs = database.runs();
    let account = domain::id::Id::new("acme").unwrap();
    let before = runs.settings(&account).await.unwrap().unwrap();
    database.begin_run().await;
    database.raise_lanes("acme", 8).await;
    let beside = domain::generation::Generation { number: 4, ..before.in_force };
    let stale = store::CountingSettings { beside: Some(beside), ..before };
    assert!(!runs.begin_generation(&account, &before, stale).await.unwrap());

    shard.put(fixtures::message(2));
    let checkpoints = runs.checkpoints(&shard.name().stream).await.unwrap();
    for (shard, checkpoint) in &checkpoints {
        assert!(runs.raise(shard, checkpoint, 2).await.unwrap());
    }
    deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
    let settings = runs.settings(&account).await.unwrap().unwrap();
    assert_eq!((settings.lanes.count, settings.beside.map(|it| it.number)), (8, Some(4)));
    assert!(runs.put_into_force(&account, 2).await.unwrap());
    let settings = runs.settings(&account).await.unwrap().unwrap();
    assert_eq!((settings.lanes.count, settings.in_force.number), (8, 4));
    assert_ne!(settings.lanes, Lanes::ONE);
    assert_eq!(runs.tables(), &Tables::prefixed(""));
}
