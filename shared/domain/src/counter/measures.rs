//! The numbers of a counter item.

use super::{Amount, Measure};

/// The numbers of one counter item, or the changes to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measures(
    /// In the order of the measures, each once.
    Vec<(Measure, Amount)>,
);

impl Measures {
    /// No numbers.
    pub const NONE: Self = Self(Vec::new());

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of this measure; zero where there is none.
    pub fn get(&self, measure: Measure) -> Amount {
        self.place(measure).map_or(Amount::ZERO, |n| self.0[n].1)
    }

    /// Adds to the number of this measure.
    pub fn add(&mut self, measure: Measure, amount: Amount) {
        match self.place(measure) {
            Ok(n) => self.0[n].1 += amount,
            Err(n) => self.0.insert(n, (measure, amount)),
        }
    }

    /// Adds all numbers of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (measure, amount) in &other.0 {
            self.add(*measure, *amount);
        }
    }

    /// The numbers that are not zero, in the order of their measures.
    pub fn iter(&self) -> impl Iterator<Item = (Measure, Amount)> {
        self.0.iter().copied().filter(|(_, amount)| !amount.is_zero())
    }

    /// How many measures there are, zeros among them.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// How many there would be with these.
    pub fn len_with(&self, other: &Self) -> usize {
        self.0.len() + other.0.iter().filter(|(measure, _)| self.place(*measure).is_err()).count()
    }

    /// Cuts the numbers into parts of at most this many measures.
    pub fn into_parts(self, most: usize) -> Vec<Self> {
        if self.0.len() <= most {
            return vec![self];
        }
        self.0.chunks(most).map(|part| Self(part.to_vec())).collect()
    }

    /// Where a measure is, or would be.
    fn place(&self, measure: Measure) -> Result<usize, usize> {
        self.0.binary_search_by_key(&measure, |(found, _)| *found)
    }
}

impl FromIterator<(Measure, Amount)> for Measures {
    fn from_iter<I: IntoIterator<Item = (Measure, Amount)>>(numbers: I) -> Self {
        let mut numbers: Vec<_> = numbers.into_iter().collect();
        numbers.sort_by_key(|(measure, _)| *measure);
        numbers.dedup_by(|(next, amount), (measure, sum)| {
            let is_same = next == measure;
            if is_same {
                *sum += *amount;
            }
            is_same
        });
        Self(numbers)
    }
}
