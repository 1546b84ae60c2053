//! Exactly once on a real DynamoDB, with everything between it and the aggregator that can go wrong:
//! whatever happens to requests and processes, the tables contain in the end what they contain after a run
//! in which nothing went wrong.
//!
//! The faults are put into the HTTP layer of the SDK ([`network`]), before an embedded DynamoDB
//! ([`database`]); [`lambda`] delivers what is left again, as Lambda does.

mod answers;
mod checkpoints;
mod concurrency;
mod costs;
mod database;
mod fixtures;
mod kills;
mod lambda;
mod lanes;
mod network;
mod one_fault;
mod refused;
mod runs;
mod scripts;
mod settings;
#[path = "../source/mod.rs"]
mod source;
mod stops;

use aggregator::Counted;

use database::{Contents, Database, Sdk};
use lambda::{Delivery, deliver};
use network::{Network, SentRequest};
use source::SourceShard;

/// A run in which nothing goes wrong: what the tables contain then, and the requests that it took.
async fn faultless(shards: &[SourceShard]) -> (Contents, Vec<SentRequest>) {
    let (database, network) = (Database::start().await, Network::good());
    for shard in shards {
        let aggregator = database.aggregator(&network, Sdk::GivesUp);
        let batches = deliver(&aggregator, shard, Delivery::FromFirstLeft).await;
        assert_eq!(batches.len(), 1, "one batch does it");
    }
    (database.contents().await, network.take_requests())
}

/// How many transactions had to be tried again because of others.
fn conflicts(batches: &[Counted]) -> usize {
    batches.iter().map(|it| it.conflicts).sum()
}
