//! Two aggregators at the same time.

use fastrand::Rng;
use tokio::join;

use crate::database::{Database, Sdk};
use crate::lambda::{Delivery, deliver};
use crate::network::{Network, Outcome};
use crate::scripts::by_chance;
use crate::{conflicts, faultless, fixtures};

#[tokio::test]
async fn two_invocations_of_one_batch() {
    let shard = fixtures::busy_day("shardId-1");
    let (expected, _) = faultless(std::slice::from_ref(&shard)).await;
    let mut met = 0;
    for seed in 0..16 {
        let percent = if seed % 2 == 0 { 0 } else { 15 };
        let (database, network) = (Database::start().await, Network::new(by_chance(seed, percent)));
        let [one, other] = [(); 2].map(|()| database.aggregator(&network, Sdk::GivesUp));
        let deliveries = match seed % 4 {
            0 | 1 => [Delivery::FromFirstLeft, Delivery::FromFirstLeft],
            _ => [Delivery::FromTheStart, Delivery::Recut(Rng::with_seed(seed))],
        };
        let [first, second] = deliveries;
        let batches = join!(deliver(&one, &shard, first), deliver(&other, &shard, second));
        network.settle().await;
        database.contents().await.must_be(&expected, seed);
        met += conflicts(&batches.0) + conflicts(&batches.1);
    }
    assert!(met > 16, "they met {met} times only");
}

#[tokio::test]
async fn two_shards_with_sessions_of_the_same_customers() {
    let shards = ["shardId-1", "shardId-2"].map(|id| fixtures::same_customers(id, 12));
    let (expected, _) = faultless(&shards).await;
    let mut met = 0;
    for seed in 0..8 {
        let percent = if seed % 2 == 0 { 0 } else { 15 };
        let (database, network) = (Database::start().await, Network::new(by_chance(seed, percent)));
        let [one, other] = [(); 2].map(|()| database.aggregator(&network, Sdk::GivesUp));
        let batches = join!(
            deliver(&one, &shards[0], Delivery::Of(3)),
            deliver(&other, &shards[1], Delivery::Recut(Rng::with_seed(seed))),
        );
        network.settle().await;
        database.contents().await.must_be(&expected, seed);
        met += conflicts(&batches.0) + conflicts(&batches.1);
    }
    assert!(met > 8, "they met {met} times only");
}

#[tokio::test]
async fn a_contact_that_is_written_between_reading_and_writing_it() {
    let shards = ["shardId-1", "shardId-2", "shardId-3"].map(|id| fixtures::same_customers(id, 3));
    let (expected, _) = faultless(&shards).await;
    for counted_before in [false, true] {
        let (database, good) = (Database::start().await, Network::good());
        let one = database.aggregator(&good, Sdk::GivesUp);
        if counted_before {
            deliver(&one, &shards[0], Delivery::FromFirstLeft).await;
        }
        let mut held = false;
        let network = Network::new(move |_, request| {
            let first = !held && request.operation == "TransactWriteItems";
            held |= first;
            if first { Outcome::Held } else { Outcome::Arrives }
        });
        let other = database.aggregator(&network, Sdk::GivesUp);
        let (batches, ()) = join!(deliver(&other, &shards[1], Delivery::FromFirstLeft), async {
            network.holds_one().await;
            deliver(&one, &shards[2], Delivery::FromFirstLeft).await;
            network.release();
        });
        assert_eq!((batches[0].conflicts, batches[0].chunks), (1, 1));
        deliver(&one, &shards[0], Delivery::FromTheStart).await;
        database.contents().await.must_be(&expected, counted_before);
    }
}
