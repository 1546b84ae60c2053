//! Random numbers that are the same on every machine and in every version.

/// A pseudo-random number generator: `SplitMix64` by Sebastiano Vigna, <https://prng.di.unimi.it/splitmix64.c>.
///
/// It is written here because the demo's records must not change with the version of a library.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    /// The generator with these numbers as its seed. Another order of them is another seed.
    pub(crate) fn of(numbers: &[u64]) -> Self {
        let mut rng = Self(0);
        for number in numbers {
            rng.0 ^= number;
            rng.0 = rng.next();
        }
        rng
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, but not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        f64::from((self.next() >> 32) as u32) / 4_294_967_296.0
    }

    /// A number from `low` up to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True with this probability.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number below `end`, or 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next()) * end as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// One of the choices, all equally likely.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// One of the choices, with a probability in proportion to its weight. `None` if no weight is above 0.
    pub(crate) fn weighted<'a, T: ?Sized>(
        &mut self,
        choices: impl Iterator<Item = &'a T> + Clone,
        weight: impl Fn(&T) -> f64,
    ) -> Option<&'a T> {
        let total: f64 = choices.clone().map(&weight).sum();
        let mut left = self.unit() * total;
        let mut chosen = None;
        for choice in choices.filter(|choice| weight(choice) > 0.0) {
            chosen = Some(choice);
            left -= weight(choice);
            if left < 0.0 {
                break;
            }
        }
        chosen
    }

    /// A positive number whose median is `median`; about two in three lie within a factor of e to the `spread`,
    /// and none further away than a factor of e to the 3.5 × `spread`.
    pub(crate) fn around(&mut self, median: f64, spread: f64) -> f64 {
        let sum: f64 = (0..4).map(|_| self.unit()).sum();
        median * ((sum - 2.0) * 1.732 * spread).exp()
    }

    /// The time to the next event, for independent events that are `mean` apart on average (exponential).
    pub(crate) fn gap(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// How many independent events happen where `mean` are expected (Poisson).
    pub(crate) fn count(&mut self, mean: f64) -> usize {
        let mut events = 0;
        let mut passed = self.gap(1.0);
        while passed < mean {
            events += 1;
            passed += self.gap(1.0);
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn draws_the_published_sequence() {
        // The first outputs of the reference implementation for the state 0.
        let mut rng = Rng(0);
        assert_eq!(rng.next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(rng.next(), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn draws_follow_their_distributions() {
        let mut rng = Rng::of(&[7]);
        let mean =
            |draw: &mut dyn FnMut() -> f64| (0..10_000).map(|_| draw()).sum::<f64>() / 10_000.0;
        assert!((mean(&mut || rng.gap(30.0)) - 30.0).abs() < 1.5);
        assert!(
            (mean(&mut || f64::from(u8::try_from(rng.count(20.0)).unwrap())) - 20.0).abs() < 0.3
        );
        assert!(
            (mean(&mut || f64::from(u8::from(rng.around(60.0, 1.2) < 60.0))) - 0.5).abs() < 0.03
        );
        let heavy = mean(&mut || *rng.weighted([1.0, 3.0].iter(), |w| *w).unwrap());
        assert!((heavy - 2.5).abs() < 0.05);
        assert_eq!(rng.weighted([0.0].iter(), |w| *w), None);
    }

    #[test]
    fn sequences_differ_by_the_seeds_numbers_and_their_order() {
        let first = |numbers: &[u64]| Rng::of(numbers).next();
        assert_ne!(first(&[1, 2]), first(&[2, 1]));
        assert_ne!(first(&[1]), first(&[2]));
        assert_eq!(first(&[1, 2]), first(&[1, 2]));
    }
}
