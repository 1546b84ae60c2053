//! Faults of all kinds by chance.

use fastrand::Rng;

use crate::database::{Database, Sdk};
use crate::lambda::{Delivery, deliver};
use crate::network::{Network, Outcome, SentRequest};
use crate::{faultless, fixtures};

/// A script in which so many of a hundred requests meet with a fault.
pub(crate) fn by_chance(
    seed: u64,
    percent: u8,
) -> impl FnMut(usize, &SentRequest) -> Outcome + Send + 'static {
    let mut rng = Rng::with_seed(seed);
    move |_, request| {
        if rng.u8(..100) >= percent {
            return Outcome::Slow(rng.u64(..2));
        }
        let outcomes = [
            Outcome::Lost,
            Outcome::AnswerLost,
            Outcome::Late(rng.usize(1..6)),
            Outcome::Broken,
            Outcome::BrokenAfter,
            Outcome::OverThroughput,
            Outcome::Throttled,
            Outcome::Conflict,
            Outcome::ItemThrottled,
            Outcome::Unprocessed,
        ];
        let suits: Vec<_> =
            outcomes.into_iter().filter(|it| it.suits(&request.operation)).collect();
        *rng.choice(&suits).unwrap()
    }
}

#[tokio::test]
async fn many_faults_in_one_run() {
    let shard = fixtures::busy_day("shardId-1");
    let (expected, _) = faultless(std::slice::from_ref(&shard)).await;
    for seed in 0..20 {
        let (database, network) = (Database::start().await, Network::new(by_chance(seed, 20)));
        let sdk = if seed % 2 == 0 { Sdk::Retries } else { Sdk::GivesUp };
        let delivery = Delivery::by_chance(seed);
        deliver(&database.aggregator(&network, sdk), &shard, delivery).await;
        network.settle().await;
        database.contents().await.must_be(&expected, seed);
    }
}
