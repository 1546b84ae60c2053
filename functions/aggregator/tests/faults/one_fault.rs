//! Every fault alone, at every request of a run.

use crate::database::{Database, Sdk};
use crate::lambda::{Delivery, deliver};
use crate::network::{Network, Outcome};
use crate::{faultless, fixtures};

async fn at_every_request(outcomes: &[Outcome]) {
    let shard = fixtures::busy_day("shardId-1");
    let (expected, requests) = faultless(std::slice::from_ref(&shard)).await;
    let transactions = requests.iter().filter(|it| it.operation == "TransactWriteItems").count();
    assert!(transactions >= 4, "there is something to go wrong between: {transactions}");
    for sdk in [Sdk::Retries, Sdk::GivesUp] {
        for (outcome, number) in
            outcomes.iter().flat_map(|it| (0..requests.len()).map(move |n| (*it, n)))
        {
            if !outcome.suits(&requests[number].operation) {
                continue;
            }
            let (database, network) = (Database::start().await, Network::with_one(number, outcome));
            let aggregator = database.aggregator(&network, sdk);
            let batches = deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
            assert_eq!(batches.len(), 1, "one fault does not fail a batch");
            assert!(batches[0].records + batches[0].repeated == shard.len(), "{batches:?}");
            network.settle().await;
            database.contents().await.must_be(&expected, (outcome, number, sdk));
        }
    }
}

#[tokio::test]
async fn a_request_that_is_lost() {
    at_every_request(&[Outcome::Lost, Outcome::Broken]).await;
}

#[tokio::test]
async fn an_answer_that_is_lost() {
    at_every_request(&[Outcome::AnswerLost, Outcome::BrokenAfter]).await;
}

#[tokio::test]
async fn a_request_that_was_given_up_and_is_carried_out_later() {
    at_every_request(&[Outcome::Late(1), Outcome::Late(2)]).await;
}

#[tokio::test]
async fn a_transaction_that_meets_another() {
    at_every_request(&[Outcome::Conflict]).await;
}

#[tokio::test]
async fn throttling() {
    let outcomes =
        [Outcome::OverThroughput, Outcome::Throttled, Outcome::ItemThrottled, Outcome::Unprocessed];
    at_every_request(&outcomes).await;
}
