//! Durations as a histogram: how many took about how long. Histograms of days, of inboxes and of
//! agents add up, and from each of them quantiles and the shares within targets are worked out.

use std::collections::BTreeMap;

use super::bin::Bin;
use super::{Amount, Measure, Measures};

/// How many durations are in each bin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    bins: BTreeMap<Bin, u64>,
    samples: u64,
}

impl Histogram {
    /// The durations of these counter items, of which `bin_of` finds the bins.
    pub fn of<'a>(
        items: impl IntoIterator<Item = &'a Measures>,
        bin_of: fn(Measure) -> Option<Bin>,
    ) -> Self {
        let mut sums: BTreeMap<Bin, Amount> = BTreeMap::new();
        for (measure, amount) in items.into_iter().flat_map(Measures::iter) {
            if let Some(bin) = bin_of(measure) {
                *sums.entry(bin).or_default() += amount;
            }
        }
        // Items are not all read at the same instant, so a sum can be below zero for a moment.
        let bins = sums.into_iter().filter_map(|(bin, sum)| Some((bin, u64::try_from(sum).ok()?)));
        let bins: BTreeMap<_, _> = bins.filter(|(_, samples)| *samples > 0).collect();
        Self { samples: bins.values().sum(), bins }
    }

    /// How many durations there are.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// The shortest duration, in seconds, that at least this many percent of all are not above;
    /// `None` without samples.
    pub fn quantile(&self, percent: u64) -> Option<f64> {
        let rank = (self.samples * percent).div_ceil(100).max(1);
        let mut up_to = 0;
        let bin = self.bins.iter().find(|(_, samples)| {
            up_to += *samples;
            up_to >= rank
        });
        bin.map(|(bin, _)| bin.seconds())
    }

    /// The share of the durations that are not above this target, which is one of
    /// [`TARGETS`](super::bin::TARGETS); `None` without samples.
    #[allow(clippy::cast_precision_loss)] // far below 2⁵³
    pub fn within(&self, target: u32) -> Option<f64> {
        let within = self.bins.iter().take_while(|(bin, _)| bin.is_within(target));
        let within: u64 = within.map(|(_, samples)| samples).sum();
        (self.samples > 0).then(|| within as f64 / self.samples as f64)
    }
}

#[cfg(test)]
mod tests;
