//! DynamoDB's limits, which the embedded one does not have: a transaction holds its items for some
//! milliseconds, and a partition takes so many units a second. Adaptive splitting is left out, so a
//! partition's key is a partition.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// The times and rates of DynamoDB.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the sending of a request until DynamoDB looks at the items.
    pub way: Duration,
    /// How long a transaction holds its items.
    pub held: Duration,
    /// Write units that a partition takes in a second.
    pub write_units: f64,
    /// Read units that a partition takes in a second.
    pub read_units: f64,
}

impl Default for Limits {
    /// A transaction takes 14 ms and holds its items for 8 of them.
    fn default() -> Self {
        Self {
            way: Duration::from_millis(3),
            held: Duration::from_millis(8),
            write_units: 1_000.0,
            read_units: 3_000.0,
        }
    }
}

/// The key of an item: table, partition and sort key.
pub type ItemKey = (String, String, String);

/// Why a transaction's item is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Another transaction holds it.
    Held,
    /// Its partition has no units left.
    Throttled,
}

/// What is left of a partition's units, at most those of a second.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

/// Which items are held, and what every partition has left.
#[derive(Debug)]
pub struct Limiter {
    limits: Limits,
    held: HashMap<ItemKey, Instant>,
    writes: HashMap<(String, String), Bucket>,
    reads: HashMap<(String, String), Bucket>,
}

impl Limiter {
    /// Nothing is held, and nothing is used up.
    pub fn new(limits: Limits) -> Self {
        Self { limits, held: HashMap::new(), writes: HashMap::new(), reads: HashMap::new() }
    }

    /// Holds the items of a transaction, each with its write units; or says what is in the way of
    /// which, and holds none.
    pub fn begin(&mut self, items: &[(ItemKey, f64)]) -> Result<(), Vec<Option<Refusal>>> {
        let now = Instant::now();
        let mut refusals = vec![None; items.len()];
        for ((key, _), refusal) in items.iter().zip(&mut refusals) {
            if self.held.get(key).is_some_and(|until| *until > now) {
                *refusal = Some(Refusal::Held);
            }
        }
        if refusals.iter().all(Option::is_none) {
            let mut of_partition: HashMap<(String, String), f64> = HashMap::new();
            for ((table, pk, _), units) in items {
                *of_partition.entry((table.clone(), pk.clone())).or_default() += units;
            }
            for (((table, pk, _), _), refusal) in items.iter().zip(&mut refusals) {
                let partition = (table.clone(), pk.clone());
                let wanted = of_partition[&partition];
                let rate = self.limits.write_units;
                if left(&mut self.writes, &partition, rate, now) < wanted.min(rate) {
                    *refusal = Some(Refusal::Throttled);
                }
            }
            if refusals.iter().all(Option::is_none) {
                for (partition, units) in of_partition {
                    take(&mut self.writes, &partition, units);
                }
                for (key, _) in items {
                    self.held.insert(key.clone(), now + self.limits.held);
                }
                return Ok(());
            }
        }
        Err(refusals)
    }

    /// Takes the read units of an item; false where its partition has none left.
    pub fn read(&mut self, (table, pk, _): &ItemKey, units: f64) -> bool {
        let partition = (table.clone(), pk.clone());
        let rate = self.limits.read_units;
        let enough = left(&mut self.reads, &partition, rate, Instant::now()) >= units;
        if enough {
            take(&mut self.reads, &partition, units);
        }
        enough
    }
}

/// What a partition has left now.
fn left(
    buckets: &mut HashMap<(String, String), Bucket>,
    partition: &(String, String),
    rate: f64,
    now: Instant,
) -> f64 {
    let full = Bucket { left: rate, at: now };
    let bucket = buckets.entry(partition.clone()).or_insert(full);
    let more = rate * now.duration_since(bucket.at).as_secs_f64();
    *bucket = Bucket { left: (bucket.left + more).min(rate), at: now };
    bucket.left
}

fn take(buckets: &mut HashMap<(String, String), Bucket>, partition: &(String, String), units: f64) {
    if let Some(bucket) = buckets.get_mut(partition) {
        bucket.left -= units;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(pk: &str, sk: &str) -> ItemKey {
        ("counters".to_owned(), pk.to_owned(), sk.to_owned())
    }

    #[tokio::test(start_paused = true)]
    async fn a_held_item_refuses_every_transaction_until_it_is_free() {
        let mut limiter = Limiter::new(Limits::default());
        let [one, two, three] = ["1", "2", "3"].map(|sk| (item("p", sk), 2.0));
        assert_eq!(limiter.begin(&[one.clone(), two.clone()]), Ok(()));
        let refused = Err(vec![Some(Refusal::Held), None]);
        assert_eq!(limiter.begin(&[two.clone(), three.clone()]), refused);
        tokio::time::advance(Duration::from_millis(7)).await;
        assert_eq!(limiter.begin(std::slice::from_ref(&one)), Err(vec![Some(Refusal::Held)]));
        assert_eq!(limiter.begin(&[three]), Ok(()), "the refused one held nothing");
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(limiter.begin(&[one, two]), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_partition_takes_a_thousand_units_a_second() {
        let mut limiter = Limiter::new(Limits::default());
        let mut written = 0;
        for n in 0..3_000 {
            let taken = limiter.begin(&[(item("p", &n.to_string()), 2.0)]);
            written += u32::from(taken.is_ok());
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        // The thousand that it has at first, and a thousand in each of three seconds.
        assert!((1_999..=2_001).contains(&written), "{written}");
        assert_eq!(limiter.begin(&[(item("q", "1"), 2.0)]), Ok(()), "another has its own");
    }
}
