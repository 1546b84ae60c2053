//! Processes that are killed, at every point between two requests.

use domain::record::Source;
use tokio::select;

use crate::database::{Contents, Database, Sdk};
use crate::lambda::{Delivery, deliver};
use crate::network::{Network, Outcome};
use crate::source::SourceShard;
use crate::{faultless, fixtures};

/// Kills an aggregator at the request of this number; a new one goes on.
async fn kill(number: usize, outcome: Outcome, shard: &SourceShard, expected: &Contents) {
    let (database, network) = (Database::start().await, Network::with_one(number, outcome));
    let victim = database.aggregator(&network, Sdk::Retries);
    select! {
        biased;
        () = network.sender_dies() => {}
        _ = deliver(&victim, shard, Delivery::FromFirstLeft) => panic!("it lives: {number}"),
    }
    drop(victim);
    let delivery = if number.is_multiple_of(2) { Delivery::FromTheStart } else { Delivery::Of(3) };
    deliver(&database.aggregator(&network, Sdk::Retries), shard, delivery).await;
    network.settle().await;
    database.contents().await.must_be(expected, (number, outcome));
}

/// Kills one at every request, in each of these ways.
async fn kill_at_every_request(shard: &SourceShard, ways: &[Outcome]) {
    let (expected, requests) = faultless(std::slice::from_ref(shard)).await;
    for (way, number) in ways.iter().flat_map(|it| (0..requests.len()).map(move |n| (*it, n))) {
        kill(number, way, shard, &expected).await;
    }
}

#[tokio::test]
async fn before_a_request_or_after_it() {
    let shard = fixtures::busy_day("shardId-1");
    kill_at_every_request(&shard, &[Outcome::SenderDies, Outcome::SenderDiesAfter]).await;
}

#[tokio::test]
async fn while_a_request_is_on_its_way() {
    let shard = fixtures::busy_day("shardId-1");
    // Before and after its successor has read the checkpoint, and before its second transaction.
    let late = [1, 3, 6].map(Outcome::SenderDiesAndItIsLate);
    kill_at_every_request(&shard, &late).await;
}

#[tokio::test]
async fn in_the_middle_of_a_record_larger_than_a_transaction() {
    let mut shard = SourceShard::new(Source::Sessions, "shardId-1");
    shard.put(fixtures::session("s1", "web", "cleo", 60));
    shard.put(fixtures::session("s1", "wa", "dan", 60));
    shard.put(fixtures::session("s1", "wa", "dan", 2));
    kill_at_every_request(&shard, &[Outcome::SenderDiesAfter]).await;
}

#[tokio::test]
async fn while_a_part_of_such_a_record_is_on_its_way() {
    let mut shard = SourceShard::new(Source::Sessions, "shardId-1");
    shard.put(fixtures::session("s1", "web", "cleo", 60));
    // Its successor reads the settings and the checkpoint, and has written that part itself.
    kill_at_every_request(&shard, &[Outcome::SenderDiesAndItIsLate(4)]).await;
}
