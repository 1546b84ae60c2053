//! What counting costs, as requests and items: seconds would be noisy.

use std::collections::BTreeMap;

use aggregator::Aggregator;

use crate::database::{Database, Sdk};
use crate::fixtures;
use crate::lambda::{Delivery, deliver};
use crate::network::{Network, SentRequest};
use crate::source::SourceShard;

/// Counts a shard in one batch, and returns the requests that this took.
async fn requests_of(
    aggregator: &Aggregator,
    network: &Network,
    shard: &SourceShard,
) -> Vec<SentRequest> {
    network.take_requests();
    let batches = deliver(aggregator, shard, Delivery::FromTheStart).await;
    assert_eq!(batches.len(), 1);
    network.take_requests()
}

/// How often each operation was sent for each table.
fn operations(requests: &[SentRequest]) -> BTreeMap<String, usize> {
    let mut operations = BTreeMap::new();
    for SentRequest { operation, body } in requests {
        let of_batch = || body["RequestItems"].as_object()?.keys().next().map(String::as_str);
        let table = body["TableName"].as_str().or_else(of_batch).unwrap_or("-");
        *operations.entry(format!("{operation} {table}")).or_default() += 1;
    }
    operations
}

/// The hash keys of the items that transactions write, in order.
fn items(requests: &[SentRequest]) -> Vec<String> {
    let transactions = requests.iter().filter_map(|it| it.body["TransactItems"].as_array());
    let mut items: Vec<_> = transactions
        .flatten()
        .map(|item| {
            let keys =
                [&item["Update"]["Key"], &item["ConditionCheck"]["Key"], &item["Put"]["Item"]];
            keys.into_iter().find_map(|key| key["pk"]["S"].as_str()).unwrap().to_owned()
        })
        .collect();
    items.sort();
    items
}

const STREAM: &str =
    "arn:aws:dynamodb:eu-central-1:123456789012:table/messages/stream/2026-11-01T00:00:00.000";

/// The partition of the first shard's checkpoint.
fn checkpoint() -> String {
    format!("#checkpoint#{STREAM}#shardId-1")
}

#[tokio::test]
async fn five_hundred_messages_of_one_day_take_one_transaction() {
    let (database, network) = (Database::start().await, Network::good());
    let aggregator = database.aggregator(&network, Sdk::Retries);
    let first = requests_of(&aggregator, &network, &fixtures::messages("shardId-1", 0, 500)).await;
    let once = |names: &[&str]| names.iter().map(|it| ((*it).to_owned(), 1)).collect();
    let expected = [
        // The checkpoint and the epoch; the account's counting settings, and there are none.
        ("BatchGetItem counters", 2),
        ("GetItem directory", 1), // so its zone
        ("TransactWriteItems -", 1),
    ];
    let expected: BTreeMap<_, _> =
        expected.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    assert_eq!(operations(&first), expected);
    // The day, its detail, ten agents and three teams, of the inbox and of all; the settings, the shard's first
    // checkpoint, its entry in the list of shards and the check of the epoch.
    assert_eq!(items(&first).len(), 2 * (2 + 10 + 3) + 4);

    let second =
        requests_of(&aggregator, &network, &fixtures::messages("shardId-2", 500, 500)).await;
    assert_eq!(operations(&second), once(&["GetItem counters", "TransactWriteItems -"]));

    let cold = database.aggregator(&network, Sdk::Retries);
    let third = requests_of(&cold, &network, &fixtures::messages("shardId-3", 1_000, 500)).await;
    let expected = [("BatchGetItem counters", 2), ("TransactWriteItems -", 1)];
    let expected: BTreeMap<_, _> =
        expected.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    assert_eq!(operations(&third), expected);
}

#[tokio::test]
async fn an_agent_s_message_touches_two_counter_items_and_one_of_each_who_sent_it() {
    let (database, network) = (Database::start().await, Network::good());
    let aggregator = database.aggregator(&network, Sdk::Retries);
    let mut shard = fixtures::messages("shardId-1", 0, 1);
    requests_of(&aggregator, &network, &shard).await;
    shard.put(fixtures::message(1));
    let reply = requests_of(&aggregator, &network, &shard).await;
    let staff = ["acme#1#staff#", "acme#1#staff#web"]; // an agent and a team each
    let [all, web] =
        [["acme#1#day#", "acme#1#detail#"], ["acme#1#day#web", "acme#1#inbox-detail#"]];
    let expected =
        [&*checkpoint(), all[0], web[0], all[1], web[1], staff[0], staff[0], staff[1], staff[1]];
    assert_eq!(items(&reply), expected);
}

#[tokio::test]
async fn what_changes_nothing_writes_only_the_checkpoint() {
    let (database, network) = (Database::start().await, Network::good());
    let aggregator = database.aggregator(&network, Sdk::Retries);
    let mut shard = fixtures::messages("shardId-1", 0, 200);
    requests_of(&aggregator, &network, &shard).await;
    for n in 0..200 {
        shard.put_again(&fixtures::message(n));
    }
    let again = requests_of(&aggregator, &network, &shard).await;
    assert_eq!(operations(&again).len(), 2, "{:?}", operations(&again));
    assert_eq!(items(&again), [checkpoint()]);

    // What is counted already is not written at all.
    let repeated = requests_of(&aggregator, &network, &shard).await;
    assert_eq!(operations(&repeated), BTreeMap::from([("GetItem counters".to_owned(), 1)]));
}

#[tokio::test]
async fn a_contact_is_read_once_for_all_its_sessions_in_a_batch() {
    let (database, network) = (Database::start().await, Network::good());
    let aggregator = database.aggregator(&network, Sdk::Retries);
    let shard = fixtures::same_customers("shardId-1", 200);
    let requests = operations(&requests_of(&aggregator, &network, &shard).await);
    let read = "the checkpoint and the epoch, the counting settings, and both contacts";
    assert_eq!(requests["BatchGetItem counters"], 3, "{read}");
    assert_eq!(requests["TransactWriteItems -"], 1);
}

#[tokio::test]
async fn a_removal_takes_one_item_more_than_a_change() {
    let (database, network) = (Database::start().await, Network::good());
    let aggregator = database.aggregator(&network, Sdk::Retries);
    let mut shard = fixtures::messages("shardId-1", 0, 2);
    requests_of(&aggregator, &network, &shard).await;
    shard.remove(&fixtures::message(0), 1_795_000_100);
    let removal = requests_of(&aggregator, &network, &shard).await;
    assert_eq!(items(&removal), [checkpoint(), format!("{STREAM}#shardId-1")]);
}
