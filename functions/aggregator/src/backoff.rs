//! How long to wait before a transaction is tried again.

use std::time::Duration;

/// The longest wait while DynamoDB is busy.
const LONGEST: Duration = Duration::from_secs(2);

/// The longest wait for items that other transactions hold.
const LONGEST_FOR_ITEMS: Duration = Duration::from_millis(640);

/// A random time, longer after each attempt: DynamoDB is busy or cannot be reached.
pub fn while_busy(attempts: u32) -> Duration {
    Duration::from_millis(20 << attempts.min(10)).min(LONGEST).mul_f64(fastrand::f64())
}

/// A random time, longer after each attempt: other transactions hold the same items.
///
/// Each of them holds an item for some 8 milliseconds. So the first waits are about as long; they
/// double, since the more transactions want an item, the longer it takes until each had its turn.
/// With equal waits all that met once would meet again.
pub fn for_items(attempts: u32) -> Duration {
    let longest = Duration::from_millis(20 << attempts.min(5)).min(LONGEST_FOR_ITEMS);
    longest.mul_f64(fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_the_time_that_an_item_is_held_to_less_than_a_second() {
        let longest = |of: fn(u32) -> Duration, attempts| {
            (0..2_000).map(|_| of(attempts)).max().unwrap_or_default().as_millis()
        };
        for (attempts, most) in [(0, 20), (1, 40), (3, 160), (5, 640), (40, 640)] {
            let found = longest(for_items, attempts);
            assert!(found <= most && found > most * 9 / 10, "{attempts}: {found}");
        }
        for (attempts, most) in [(0, 20), (4, 320), (40, 2_000)] {
            let found = longest(while_busy, attempts);
            assert!(found <= most && found > most * 9 / 10, "{attempts}: {found}");
        }
    }
}
