//! The account's counting settings: one calendar, whichever aggregator begins to count.

use tokio::join;

use crate::database::{Contents, Database, Sdk};
use crate::fixtures;
use crate::lambda::{Delivery, deliver};
use crate::network::{Network, Outcome};
use crate::source::SourceShard;

const ZONES: [&str; 2] = ["Pacific/Chatham", "America/New_York"];

/// Sessions and messages of one account.
fn shards() -> [SourceShard; 2] {
    [fixtures::busy_day("shardId-1"), fixtures::messages("shardId-2", 0, 5)]
}

/// What the tables contain where the account is counted in this zone from the first record on.
async fn counted_in(zone: &str) -> (Contents, usize) {
    let (database, network) = (Database::start().await, Network::good());
    database.list("acme", zone).await;
    let mut of_the_first = 0;
    for shard in shards() {
        let aggregator = database.aggregator(&network, Sdk::GivesUp);
        deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
        of_the_first = of_the_first.max(network.take_requests().len());
    }
    (database.contents().await, of_the_first)
}

/// One aggregator is stopped at each of its requests; meanwhile the zone is changed in the directory,
/// and another one counts the same shard or another one.
#[tokio::test]
async fn the_zone_changes_while_two_aggregators_begin_to_count() {
    let (in_old, requests) = counted_in(ZONES[0]).await;
    let (in_new, _) = counted_in(ZONES[1]).await;
    assert_ne!(in_old, in_new);
    let shards = shards();
    for meanwhile in [0, 1] {
        let mut moved = Vec::new();
        for number in 0..requests {
            let (database, good) = (Database::start().await, Network::good());
            let network = Network::with_one(number, Outcome::Held);
            let one = database.aggregator(&network, Sdk::GivesUp);
            let other = database.aggregator(&good, Sdk::GivesUp);
            join!(deliver(&one, &shards[0], Delivery::FromFirstLeft), async {
                network.holds_one().await;
                database.list("acme", ZONES[1]).await;
                deliver(&other, &shards[meanwhile], Delivery::FromFirstLeft).await;
                network.release();
            });
            deliver(&other, &shards[1], Delivery::FromTheStart).await;
            let contents = database.contents().await;
            let counted_in_new = contents.of("acme#pin")[0].contains(ZONES[1]);
            contents.must_be(if counted_in_new { &in_new } else { &in_old }, (meanwhile, number));
            moved.push(counted_in_new);
        }
        // The aggregator that commits the first transaction decides the zone.
        assert!(moved[0] && !moved[requests - 1], "{moved:?}");
        assert!(moved.is_sorted_by(|a, b| a >= b), "{moved:?}");
    }
}

#[tokio::test]
async fn a_changed_zone_changes_nothing_once_the_account_has_settings() {
    let (in_old, _) = counted_in(ZONES[0]).await;
    let (database, network) = (Database::start().await, Network::good());
    let [sessions, messages] = shards();
    let warm = database.aggregator(&network, Sdk::GivesUp);
    deliver(&warm, &sessions, Delivery::Of(1)).await;
    database.list("acme", ZONES[1]).await;
    let cold = database.aggregator(&network, Sdk::GivesUp);
    deliver(&cold, &messages, Delivery::FromFirstLeft).await;
    database.contents().await.must_be(&in_old, "settled before");
}
