//! How each kind of figure is worked out from sums.

use crate::counter::{Amount, Measure, Measures};
use crate::section::figures::{kind, whole};

fn sums<const N: usize>(sums: [(Measure, Amount); N]) -> Measures {
    sums.into_iter().collect()
}

#[test]
fn counts_and_money_are_sums_and_count_what_is_below_zero_as_zero() {
    for (bot, agent, count, money) in [
        (Amount::ZERO, Amount::ZERO, 0, Amount::ZERO),
        (Amount::from(2), Amount::from(3), 5, Amount::from(5)),
        (Amount::from(-2), Amount::from(3), 3, Amount::from(3)),
        (Amount::new(15, 1), Amount::new(15, 1), 2, Amount::from(3)),
    ] {
        let sums = sums([(Measure::BotSent, bot), (Measure::AgentSent, agent)]);
        let measures = [Measure::BotSent, Measure::AgentSent];
        assert_eq!(kind::count(&sums, &measures), count, "{bot} + {agent}");
        assert_eq!(kind::money(&sums, &measures).0, money, "{bot} + {agent}");
    }
    assert_eq!((whole(Amount::from(-1)), whole(Amount::from(7))), (0, 7));
}

#[test]
fn a_mean_duration_is_in_seconds_and_none_without_samples() {
    for (nanoseconds, durations, mean) in [
        (0_i64, 0, None),
        (5_000_000_000, 0, None),
        (0, 4, Some(0.0)),
        (5_000_000_000, 1, Some(5.0)),
        (5_000_000_000, 4, Some(1.25)),
        (-5_000_000_000, 4, Some(0.0)),
        (5_000_000_000, -4, None),
    ] {
        let sums = sums([
            (Measure::ResponseTime, Amount::from(nanoseconds)),
            (Measure::Responses, Amount::from(durations)),
        ]);
        let found = kind::mean_seconds(&sums, &[Measure::ResponseTime], Measure::Responses);
        assert_eq!(found, mean, "{nanoseconds} / {durations}");
    }
}

#[test]
fn a_mean_ratio_is_rounded_half_up_to_6_decimals_and_none_without_samples() {
    for (millionths, ratios, mean) in [
        (0, 0, None),
        (1_000_000, 0, None),
        (0, 3, Some(0.0)),
        (1_000_000, 1, Some(1.0)),
        (1_571_429, 2, Some(0.785_715)), // 0.7857145, half up
        (1_571_428, 2, Some(0.785_714)),
        (1_000_000, 3, Some(0.333_333)),
        (2_000_000, 3, Some(0.666_667)),
        (1, 3, Some(0.0)),
        (2, 3, Some(0.000_001)),
        (-1, 3, Some(0.0)),
    ] {
        let sums = sums([
            (Measure::AiWriterAccuracy, Amount::from(millionths)),
            (Measure::AiWriterSamples, Amount::from(ratios)),
        ]);
        let accuracy = [Measure::AiWriterAccuracy];
        let found = kind::mean_ratio(&sums, &accuracy, Measure::AiWriterSamples);
        assert_eq!(found, mean, "{millionths} / {ratios}");
    }
}
