//! Every fault alone, at every request of a run.

use crate::database::{Database, Sdk};
use crate::lambda::{Delivery, deliver};
use crate::network::{Fate, Network};
use crate::{faultless, fixtures};

async fn at_every_request(fates: &[Fate]) {
    let shard = fixtures::busy_day("shardId-1");
    let (expected, asked) = faultless(std::slice::from_ref(&shard)).await;
    let transactions = asked.iter().filter(|it| it.operation == "TransactWriteItems").count();
    assert!(transactions >= 4, "there is something to go wrong between: {transactions}");
    for sdk in [Sdk::Retries, Sdk::GivesUp] {
        for (fate, number) in fates.iter().flat_map(|it| (0..asked.len()).map(move |n| (*it, n))) {
            if !fate.suits(&asked[number].operation) {
                continue;
            }
            let (database, network) = (Database::start().await, Network::with_one(number, fate));
            let aggregator = database.aggregator(&network, sdk);
            let told = deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
            assert_eq!(told.len(), 1, "one fault does not fail a batch");
            assert!(told[0].records + told[0].repeated == shard.len(), "{told:?}");
            network.settle().await;
            database.contents().await.must_be(&expected, (fate, number, sdk));
        }
    }
}

#[tokio::test]
async fn a_request_that_is_lost() {
    at_every_request(&[Fate::Lost, Fate::Broken]).await;
}

#[tokio::test]
async fn an_answer_that_is_lost() {
    at_every_request(&[Fate::AnswerLost, Fate::BrokenAfter]).await;
}

#[tokio::test]
async fn a_request_that_was_given_up_and_is_carried_out_later() {
    at_every_request(&[Fate::Late(1), Fate::Late(2)]).await;
}

#[tokio::test]
async fn a_transaction_that_meets_another() {
    at_every_request(&[Fate::Conflict]).await;
}

#[tokio::test]
async fn throttling() {
    let fates = [Fate::OverThroughput, Fate::Throttled, Fate::ItemThrottled, Fate::Unprocessed];
    at_every_request(&fates).await;
}
