//! What the simulator says of conflicts and lanes, and that it notices a version that halves chunks
//! for conflicts.

use std::time::Duration;

use scale::load::Mix;
use scale::shards::EventSource;
use scale::simulation::Plan;

/// Forty shards, each of which writes the same counters every second.
fn plan() -> Plan {
    Plan {
        shards: 40,
        rate: 2_000.0,
        duration: Duration::from_secs(12),
        measured_from: Duration::from_secs(4),
        mix: Mix::COSTS,
        source: EventSource { window: Duration::from_secs(1), ..EventSource::default() },
        ..Plan::default()
    }
}

#[test]
fn a_version_that_halves_for_conflicts_does_not_keep_up_and_this_one_does() {
    let halving = Plan { halves_on_conflicts: true, lanes: 4, ..plan() };
    let outcome = halving.simulate().unwrap();
    assert!(!outcome.keeps_up(), "{outcome:#?}");

    let outcome = Plan { lanes: 4, ..plan() }.simulate().unwrap();
    assert!(outcome.keeps_up(), "{outcome:#?}");
    assert!(outcome.p99 < Duration::from_secs(3), "{outcome:#?}");
    assert!(outcome.usage.conflicts > 0, "{outcome:#?}");
}

#[test]
fn whatever_conflicts_the_counters_are_what_was_written() {
    for (lanes, halves_on_conflicts) in [(1, false), (3, false), (16, false), (1, true)] {
        let plan = Plan { lanes, halves_on_conflicts, rate: 800.0, ..plan() };
        let outcome = plan.simulate().unwrap();
        assert_eq!(outcome.differences, Some(0), "{lanes} lanes: {outcome:#?}");
        assert_eq!(outcome.lanes, lanes);
    }
}

#[test]
fn the_same_seed_gives_the_same_result() {
    let plan = Plan { shards: 8, rate: 400.0, ..plan() };
    let outcome = plan.simulate().unwrap();
    assert_eq!(plan.simulate().unwrap(), outcome);
    assert_ne!(Plan { seed: 2, ..plan }.simulate().unwrap(), outcome);
}

#[test]
fn lanes_are_raised_while_transactions_keep_conflicting() {
    let plan = Plan {
        shards: 60,
        rate: 600.0,
        duration: Duration::from_secs(200),
        measured_from: Duration::from_secs(170),
        ..plan()
    };
    let outcome = plan.simulate().unwrap();
    assert!(outcome.lanes > 1, "{outcome:#?}");
    assert!(outcome.keeps_up() && outcome.p99 < Duration::from_secs(3), "{outcome:#?}");
    assert_eq!(outcome.differences, Some(0));
}
