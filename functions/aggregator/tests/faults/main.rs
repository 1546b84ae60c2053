//! Exactly once on a real DynamoDB, with everything between it and the aggregator that can go wrong:
//! whatever happens to requests and processes, the tables say in the end what they say after a run
//! in which nothing went wrong.
//!
//! The faults are put into the HTTP layer of the SDK ([`network`]), before an embedded DynamoDB
//! ([`database`]); [`lambda`] delivers what is left again, as Lambda does.

mod answers;
mod concurrency;
mod costs;
mod database;
mod fixtures;
mod kills;
mod lambda;
mod network;
mod one_fault;
mod scripts;
mod settings;
#[path = "../source/mod.rs"]
mod source;
mod stops;

use aggregator::Counted;

use database::{Contents, Database, Sdk};
use lambda::{Delivery, deliver};
use network::{Asked, Network};
use source::SourceShard;

/// A run in which nothing goes wrong: what the tables say then, and what was asked.
async fn faultless(shards: &[SourceShard]) -> (Contents, Vec<Asked>) {
    let (database, network) = (Database::start().await, Network::good());
    for shard in shards {
        let aggregator = database.aggregator(&network, Sdk::GivesUp);
        let told = deliver(&aggregator, shard, Delivery::FromFirstLeft).await;
        assert_eq!(told.len(), 1, "one batch does it");
    }
    (database.contents().await, network.asked())
}

/// How many transactions were in the way of others.
fn conflicts(told: &[Counted]) -> usize {
    told.iter().map(|it| it.conflicts).sum()
}
