//! The bins of histograms of durations.
//!
//! A bin holds the durations above the bin before it, up to its own longest one. The first bins are
//! one second long; from 25 s on each is at most 4 % longer than the one before, so the value that
//! stands for a bin is within 2 % of every duration in it. Each of [`TARGETS`] is the longest
//! duration of a bin, so how many durations a target holds is exact.

use std::sync::LazyLock;

use rust_decimal::Decimal;

/// The targets, in seconds: 1, 2, 5, 10, 15, 30 minutes and 1, 2, 4, 8, 24 hours.
pub const TARGETS: [u32; 11] =
    [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

/// How long the bins of a second go, in milliseconds.
const SECONDS: i64 = 25_000;

/// Longer than all durations between two times of the years 2000 to 2099, in milliseconds.
pub(super) const LONGEST: i64 = 101 * 366 * 86_400_000;

/// The longest duration of each bin, in milliseconds. Counters are kept by the bins' numbers, so
/// this never changes.
pub(super) static ENDS: LazyLock<Vec<i64>> = LazyLock::new(|| {
    let mut ends: Vec<i64> = (1..=SECONDS / 1_000).map(|second| second * 1_000).collect();
    let targets = TARGETS.iter().map(|target| i64::from(*target) * 1_000).chain([LONGEST]);
    let mut end = SECONDS;
    for target in targets {
        while end < target {
            end = (end + end / 25).min(target);
            ends.push(end);
        }
    }
    ends
});

/// A bin of the histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bin(pub(super) u16);

impl Bin {
    /// The bin of a duration in nanoseconds that is not below zero.
    pub fn of(nanoseconds: Decimal) -> Self {
        let shorter = |end: &i64| Decimal::from(*end) * Decimal::from(1_000_000) < nanoseconds;
        let bin = ENDS.partition_point(shorter).min(ENDS.len() - 1);
        Self(u16::try_from(bin).unwrap_or(u16::MAX))
    }

    /// The bin with this number.
    pub fn numbered(number: u16) -> Option<Self> {
        (usize::from(number) < ENDS.len()).then_some(Self(number))
    }

    /// Its number: the bins are numbered by their durations, from 0.
    pub fn number(self) -> u16 {
        self.0
    }

    /// The seconds that stand for the durations in it.
    #[allow(clippy::cast_precision_loss)] // far below 2⁵³
    pub fn seconds(self) -> f64 {
        let n = usize::from(self.0);
        let (from, to) = (n.checked_sub(1).map_or(0, |before| ENDS[before]), ENDS[n]);
        let (from, to) = (from as f64 / 1_000.0, to as f64 / 1_000.0);
        // Of the long bins the value whose greatest relative error is the least.
        if ENDS[n] <= SECONDS { f64::midpoint(from, to) } else { 2.0 * from * to / (from + to) }
    }

    /// Whether a target, one of [`TARGETS`], holds the durations in it.
    pub fn is_within(self, target: u32) -> bool {
        ENDS[usize::from(self.0)] <= i64::from(target) * 1_000
    }
}
