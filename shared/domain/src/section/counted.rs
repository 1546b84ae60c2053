//! Measures, and what of them is counted at all.

use std::borrow::Cow;

use crate::counter::{Amount, Measure, Measures};

/// Sums by measure, from which figures are worked out.
pub(crate) trait Sums<M> {
    /// The sum of a measure; zero where nothing was counted.
    fn get(&self, measure: M) -> Amount;
}

impl Sums<Measure> for Measures {
    fn get(&self, measure: Measure) -> Amount {
        Self::get(self, measure)
    }
}

/// Tells which measures are counted at all.
pub(crate) trait Counts<M> {
    /// Whether this one is.
    fn counts(&self, measure: M) -> bool;
}

/// The measures of a counter item, or a sum of several, with the version up to which they are
/// counted.
#[derive(Debug, Clone)]
pub struct Counted<'a> {
    measures: Cow<'a, Measures>,
    version: u32,
}

impl<'a> Counted<'a> {
    pub(super) fn new(measures: Cow<'a, Measures>, version: u32) -> Self {
        Self { measures, version }
    }

    /// The measures.
    pub(super) fn measures(&self) -> &Measures {
        &self.measures
    }
}

impl Sums<Measure> for Counted<'_> {
    fn get(&self, measure: Measure) -> Amount {
        self.measures.get(measure)
    }
}

impl Counts<Measure> for Counted<'_> {
    fn counts(&self, measure: Measure) -> bool {
        measure.since() <= self.version
    }
}
