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

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::builders::PutBuilder;
use chrono::{DateTime, TimeDelta, Utc};
use domain::counter::Row;

use crate::attribute::{Item, number, number_of};
use crate::checkpoint::Shard;
use crate::staff_lanes::{self, share};

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

/// The lane of a counter that a shard writes, where the account has so many.
pub fn lane_of(shard: &Shard, row: &Row, lanes: u32) -> u32 {
    let of_shard = |lanes| {
        let bytes = shard.stream.bytes().chain(*b"#").chain(shard.id.bytes());
        share(bytes, lanes)
    };
    match row {
        Row::StaffDay(_, staff) => {
            let written = staff_lanes::written(staff, lanes);
            written.start + of_shard(written.end - written.start)
        }
        _ => of_shard(lanes),
    }
}

/// The lanes in which a counter may be, where the account has so many and had fewer before.
pub(crate) fn lanes_of_row(row: &Row, lanes: u32) -> BTreeSet<u32> {
    match row {
        Row::StaffDay(_, staff) => staff_lanes::read(staff, lanes),
        _ => (0..lanes).collect(),
    }
}

#[cfg(test)]
mod tests {
    use domain::counter::Staff;
    use domain::id::Id;

    use super::*;

    fn shard(n: usize) -> Shard {
        let stream = "arn:aws:dynamodb:eu-central-1:1:table/messages/stream/2026".to_owned();
        Shard { stream, id: format!("shardId-{:020}-{:08x}", 1_700_000_000_000 + n * 37, n * 7919) }
    }

    fn staff_day(staff: Staff) -> Row {
        Row::StaffDay("2026-11-22".parse().unwrap(), staff)
    }

    fn agent(n: usize) -> Row {
        staff_day(Staff::Agent(Id::new(&format!("agent-{n}")).unwrap()))
    }

    #[test]
    fn a_shard_has_one_lane_of_a_counter_and_shards_spread_over_all_of_them() {
        let team = staff_day(Staff::Team(Id::new("support").unwrap()));
        assert!((0..400).all(|n| lane_of(&shard(n), &Row::Now, 1) == 0));
        for (row, lanes, of_row) in [
            (Row::Now, 2, 2),
            (Row::Now, 3, 3),
            (Row::Now, 4, 4),
            (Row::Now, 8, 8),
            (Row::Now, 16, 16),
            (Row::Now, 32, 32),
            (team.clone(), 2, 3),
            (team.clone(), 16, 3),
            (team, 17, 15),
        ] {
            let mut of_lane = vec![0; of_row];
            (0..400).for_each(|n| of_lane[lane_of(&shard(n), &row, lanes) as usize] += 1);
            let mean = 400 / of_row;
            assert!(of_lane.iter().all(|n| (mean / 3..=mean * 2 + 4).contains(n)), "{of_lane:?}");
            assert_eq!(lanes_of_row(&row, lanes), (0..).take(of_row).collect());
        }
        assert_eq!(lane_of(&shard(1), &Row::Now, 16), lane_of(&shard(1), &Row::Now, 16));
    }

    #[test]
    fn agents_spread_over_partitions_and_a_day_of_one_agent_is_in_few_of_them() {
        for (lanes, partitions, written, read) in
            [(1, 1, 1, 1), (2, 3, 1, 2), (16, 3, 1, 2), (32, 15, 5, 7)]
        {
            assert_eq!(staff_lanes::count(lanes), partitions);
            let mut agents = vec![0_usize; partitions as usize];
            for n in 0..600 {
                let of_shards: BTreeSet<_> =
                    (0..400).map(|shard_n| lane_of(&shard(shard_n), &agent(n), lanes)).collect();
                assert_eq!(of_shards.len(), written);
                assert!(lanes_of_row(&agent(n), lanes).len() <= read);
                for lane in of_shards {
                    agents[lane as usize] += 1;
                }
            }
            let mean = 600 * written / partitions as usize;
            assert!(agents.iter().all(|n| (mean / 2..=mean * 2).contains(n)), "{agents:?}");
        }
    }

    #[test]
    fn what_was_written_with_fewer_lanes_is_read_with_more() {
        let team = staff_day(Staff::Team(Id::new("support").unwrap()));
        let rows = (0..60).map(agent).chain([team, Row::Now]);
        for (row, shard) in rows.flat_map(|row| (0..40).map(move |n| (row.clone(), shard(n)))) {
            for lanes in 1..=MOST_LANES {
                let read = lanes_of_row(&row, lanes);
                for fewer in 1..=lanes {
                    assert!(
                        read.contains(&lane_of(&shard, &row, fewer)),
                        "{row:?}: {fewer} of {lanes}"
                    );
                }
                let staff = matches!(row, Row::StaffDay(..));
                let all = if staff { staff_lanes::count(lanes) } else { lanes };
                assert!(read.iter().all(|lane| *lane < all));
            }
        }
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
