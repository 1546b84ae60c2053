//! The numbers of a counter item.

use super::{Amount, Measure};

/// The numbers of one counter item, or the changes to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measures(Vec<(Measure, Amount)>);

impl Measures {
    /// No numbers.
    pub const NONE: Self = Self(Vec::new());

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of this measure; zero where there is none.
    pub fn get(&self, measure: Measure) -> Amount {
        self.0.iter().find(|(m, _)| *m == measure).map_or(Amount::ZERO, |(_, amount)| *amount)
    }

    /// Adds to the number of this measure.
    pub fn add(&mut self, measure: Measure, amount: Amount) {
        match self.0.iter_mut().find(|(m, _)| *m == measure) {
            Some((_, sum)) => *sum += amount,
            None => self.0.push((measure, amount)),
        }
    }

    /// Adds all numbers of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (measure, amount) in &other.0 {
            self.add(*measure, *amount);
        }
    }

    /// The numbers that are not zero.
    pub fn iter(&self) -> impl Iterator<Item = (Measure, Amount)> {
        self.0.iter().copied().filter(|(_, amount)| !amount.is_zero())
    }
}

impl FromIterator<(Measure, Amount)> for Measures {
    fn from_iter<I: IntoIterator<Item = (Measure, Amount)>>(numbers: I) -> Self {
        let mut measures = Self::default();
        for (measure, amount) in numbers {
            measures.add(measure, amount);
        }
        measures
    }
}
