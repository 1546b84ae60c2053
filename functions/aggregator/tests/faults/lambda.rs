//! Delivering a shard's records as Lambda does: again, from the first that is left, until none is.

use std::time::Duration;

use aggregator::{Aggregator, Counted};
use fastrand::Rng;
use tokio::time::Instant;

use crate::source::SourceShard;

/// How records are delivered, and delivered again.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    /// All in one batch; then from the first that is left.
    FromFirstLeft,
    /// All in one batch, each time.
    FromTheStart,
    /// In batches of so many.
    Of(usize),
    /// In batches that begin and end anywhere, but never behind the first that is left; some out of
    /// order.
    Recut(Rng),
}

impl Delivery {
    /// One of the kinds that begin with everything, by a seed.
    pub(crate) fn by_chance(seed: u64) -> Self {
        match seed % 3 {
            0 => Self::FromFirstLeft,
            1 => Self::FromTheStart,
            _ => Self::Recut(Rng::with_seed(seed)),
        }
    }
}

/// Delivers all records of a shard until none is left, and returns what came of each batch.
pub(crate) async fn deliver(
    aggregator: &Aggregator,
    shard: &SourceShard,
    mut delivery: Delivery,
) -> Vec<Counted> {
    let mut batches = Vec::new();
    let mut first_left = 0;
    while first_left < shard.len() {
        let batch = batch(&mut delivery, first_left, shard.len());
        let end = batch.iter().max().unwrap() + 1;
        let deadline = Instant::now() + Duration::from_mins(1);
        let counted = aggregator.count(&shard.event(&batch), deadline).await.unwrap();
        first_left = left(&counted, shard).unwrap_or(first_left.max(end));
        batches.push(counted);
        assert!(batches.len() < 100, "it gets on: {batches:#?}");
    }
    batches
}

/// Where the first record is that is left.
pub(crate) fn left(counted: &Counted, shard: &SourceShard) -> Option<usize> {
    let left = counted.first_left.as_ref()?;
    let all = shard.event(&all(shard));
    let of = |n: &usize| all["Records"][*n]["dynamodb"]["SequenceNumber"] == **left;
    Some((0..shard.len()).find(of).unwrap())
}

/// All records of a shard.
pub(crate) fn all(shard: &SourceShard) -> Vec<usize> {
    (0..shard.len()).collect()
}

fn batch(delivery: &mut Delivery, first_left: usize, end: usize) -> Vec<usize> {
    match delivery {
        Delivery::FromFirstLeft => (first_left..end).collect(),
        Delivery::FromTheStart => (0..end).collect(),
        Delivery::Of(size) => (first_left..end.min(first_left + *size)).collect(),
        Delivery::Recut(rng) => {
            let from = if rng.bool() { first_left } else { rng.usize(..=first_left) };
            let mut batch: Vec<_> = (from..rng.usize(first_left + 1..=end)).collect();
            if rng.u8(..4) == 0 {
                rng.shuffle(&mut batch);
            }
            batch
        }
    }
}
