//! Lanes: the items that a counter of a busy account is spread over.
//!
//! A transaction holds an item for some milliseconds, so one item takes about a hundred transactions a
//! second. The shards of a large account's stream all write the same counters. So each shard writes
//! the lane of a counter that follows from the shard's name, and readers add the lanes up: the sum is
//! the same, whoever wrote into which lane. Lane 0 is the item of an account with one lane, with the
//! same key; a raised count leaves all that was counted where it is.
//!
//! The count is never lowered, since readers look at no lane beyond it. It is raised for readers at
//! once and for writers [after a while](LANES_NOTICE), so no reader misses what is written. A writer
//! that goes by an older count writes into fewer lanes, all of which readers add up. So it is exact,
//! and at worst slower.

use aws_sdk_dynamodb::types::builders::PutBuilder;
use chrono::{DateTime, TimeDelta, Utc};

use crate::attribute::{Item, number, number_of};
use crate::checkpoint::Shard;

pub(crate) const COUNT: &str = "lanes";
pub(crate) const BEFORE: &str = "lanes_before";
pub(crate) const FROM: &str = "lanes_from";

/// The most lanes: two generations of a counter can still be read in one transaction, which may have
/// 100 items.
pub const MOST_LANES: u32 = 32;

/// How long readers know a raised count before writers use it: longer than a reader keeps an
/// account's settings in memory.
pub const LANES_NOTICE: TimeDelta = TimeDelta::seconds(90);

/// Into how many lanes the counters of an account are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lanes {
    /// How many lanes readers add up.
    pub count: u32,
    /// How many lanes are written until `from`.
    pub before: u32,
    /// From which second since 1970 on all of them are written.
    pub from: i64,
}

impl Lanes {
    /// One lane, as most accounts have.
    pub const ONE: Self = Self { count: 1, before: 1, from: 0 };

    /// So many lanes in the place of these, written after this notice.
    #[must_use]
    pub fn raised(self, count: u32, now: DateTime<Utc>, notice: TimeDelta) -> Self {
        let before = self.written(now.timestamp());
        let count = count.clamp(self.count, MOST_LANES.max(self.count));
        Self { count, before, from: (now + notice).timestamp() }
    }

    /// How many lanes are written at this second since 1970.
    pub fn written(self, now: i64) -> u32 {
        if now >= self.from { self.count } else { self.before }
    }

    pub(crate) fn read(item: &Item) -> Self {
        let count = number_of(item, COUNT).unwrap_or(1);
        let before = number_of(item, BEFORE).unwrap_or(count);
        Self { count, before, from: number_of(item, FROM).unwrap_or_default() }
    }

    /// Adds the attributes to an account's settings; none for one lane.
    pub(crate) fn insert(self, item: &mut Item) {
        if self != Self::ONE {
            item.insert(COUNT.to_owned(), number(self.count));
            item.insert(BEFORE.to_owned(), number(self.before));
            item.insert(FROM.to_owned(), number(self.from));
        }
    }

    /// The condition that an account's settings have this count, for an expression with the name
    /// `#lanes`.
    pub(crate) fn condition(self) -> &'static str {
        if self.count == 1 { "attribute_not_exists(#lanes)" } else { "#lanes = :lanes" }
    }

    /// The put with what [`Self::condition`] names.
    pub(crate) fn with_names(self, put: PutBuilder) -> PutBuilder {
        let put = put.expression_attribute_names("#lanes", COUNT);
        if self.count == 1 {
            put
        } else {
            put.expression_attribute_values(":lanes", number(self.count))
        }
    }
}

/// The lane that a shard writes of so many.
pub fn lane_of(shard: &Shard, lanes: u32) -> u32 {
    // FNV-1a: the same on every machine and in every release, or a lane would be no lane of a shard.
    let bytes = shard.stream.bytes().chain(*b"#").chain(shard.id.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    // The low bits of similar names differ little; the high ones are mixed into them.
    let mixed = hash ^ (hash >> 32) ^ (hash >> 17);
    u32::try_from(mixed % u64::from(lanes.max(1))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(n: usize) -> Shard {
        let stream = "arn:aws:dynamodb:eu-central-1:1:table/messages/stream/2026".to_owned();
        Shard { stream, id: format!("shardId-{:020}-{:08x}", 1_700_000_000_000 + n * 37, n * 7919) }
    }

    #[test]
    fn a_shard_has_one_lane_and_shards_spread_over_all_of_them() {
        assert!((0..400).all(|n| lane_of(&shard(n), 1) == 0));
        for lanes in [2, 3, 4, 8, 16, 32_u32] {
            let mut of_lane = vec![0_u32; lanes as usize];
            (0..400).for_each(|n| of_lane[lane_of(&shard(n), lanes) as usize] += 1);
            let mean = 400 / lanes;
            assert!(of_lane.iter().all(|n| (mean / 3..=mean * 2 + 4).contains(n)), "{of_lane:?}");
        }
        assert_eq!(lane_of(&shard(1), 16), lane_of(&shard(1), 16));
    }

    #[test]
    fn a_raised_count_is_written_only_after_its_notice_and_never_lowered() {
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        let four = Lanes::ONE.raised(4, now, TimeDelta::seconds(90));
        assert_eq!((four.count, four.written(1_089), four.written(1_090)), (4, 1, 4));
        let two = four.raised(2, now, TimeDelta::zero());
        assert_eq!(two.count, 4);
        let most = four.raised(1_000, now, TimeDelta::seconds(200));
        assert_eq!((most.count, most.written(1_100)), (MOST_LANES, 1));
        let mut item = Item::new();
        most.insert(&mut item);
        assert_eq!(Lanes::read(&item), most);
        let mut item = Item::new();
        Lanes::ONE.insert(&mut item);
        assert!(item.is_empty());
        assert_eq!(Lanes::read(&item), Lanes::ONE);
    }
}
