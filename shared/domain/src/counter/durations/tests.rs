//! Quantiles and shares against the sorted durations themselves, of random and hostile samples.

use rust_decimal::prelude::ToPrimitive;

use super::*;
use crate::counter::bin::{ENDS, LONGEST, TARGETS};

const NANOSECONDS: i64 = 1_000_000_000;

fn histogram(durations: &[i64]) -> Histogram {
    let mut measures = Measures::default();
    for duration in durations {
        let bin = Bin::of(Amount::from(*duration));
        measures.add(Measure::RepliedWithin(bin), Amount::ONE);
    }
    Histogram::of([&measures], |measure| match measure {
        Measure::RepliedWithin(bin) => Some(bin),
        _ => None,
    })
}

#[allow(clippy::cast_precision_loss)]
fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

/// Checks every figure of these durations, in nanoseconds.
fn check(mut durations: Vec<i64>) {
    let histogram = histogram(&durations);
    durations.sort_unstable();
    assert_eq!(histogram.samples(), durations.len() as u64);
    for percent in [50, 90] {
        let rank = (durations.len() * percent).div_ceil(100);
        let exact = seconds(durations[rank - 1]);
        let found = histogram.quantile(percent as u64).unwrap();
        let error = (found - exact).abs();
        assert!(error <= (exact * 0.02).max(0.5), "{percent} %: {found} for {exact}");
    }
    for target in TARGETS {
        let within = durations.iter().filter(|it| **it <= i64::from(target) * NANOSECONDS).count();
        #[allow(clippy::cast_precision_loss)]
        let share = within as f64 / durations.len() as f64;
        assert_eq!(histogram.within(target), Some(share), "{target} s");
    }
}

#[test]
fn every_duration_is_near_the_value_of_its_bin() {
    let mut duration = 0;
    while duration < LONGEST * 1_000_000 {
        check(vec![duration]);
        duration += 1 + duration / 997;
    }
}

#[test]
fn the_edges_of_bins_and_targets_are_exact() {
    for end in ENDS.iter().map(|end| end * 1_000_000) {
        check(vec![end - 1, end, end + 1]);
        check(vec![end]);
        check(vec![end + 1]);
    }
    for target in TARGETS {
        let target = i64::from(target) * NANOSECONDS;
        check(vec![target]);
        check(vec![target, target + 1]);
    }
}

#[test]
fn random_samples_have_the_figures_of_the_sorted_ones() {
    // A generator of Lehmer: the test needs spread, not secrecy.
    let mut state: u64 = 0x2545_F491;
    let mut random = |below: f64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        #[allow(clippy::cast_precision_loss)]
        let share = (state >> 11) as f64 / (1_u64 << 53) as f64;
        share * below
    };
    for n in [1, 2, 3, 9, 10, 11, 100, 1_000] {
        for spread in [4.0, 8.0, 12.0, 18.0] {
            // Long tails: the logarithm is even.
            let durations = (0..n).map(|_| (random(spread).exp() * 1e9).to_i64().unwrap());
            check(durations.collect());
        }
    }
}

#[test]
fn without_samples_there_is_nothing() {
    let none = histogram(&[]);
    assert_eq!((none.samples(), none.quantile(50), none.within(60)), (0, None, None));
    let taken_away: Measures =
        [(Measure::RepliedWithin(Bin(3)), Amount::from(-1))].into_iter().collect();
    let histogram = Histogram::of([&taken_away], |_| Some(Bin(3)));
    assert_eq!(histogram, Histogram::default());
}

#[test]
fn the_bins_never_change() {
    assert_eq!(ENDS.len(), 507);
    let sum = |ends: &[i64]| ends.iter().fold(0_i64, |sum, end| (sum * 31 + end) % 1_000_000_007);
    assert_eq!(sum(&ENDS), 85_339_441);
}
