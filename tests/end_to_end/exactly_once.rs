//! Exactly once: killed half-way or run twice at the same time, every write is reflected once.

use std::time::Duration;

use e2e::system::{Scratch, Setup, System};

use crate::harness::{Harness, held_clock, setting};

const KILLS: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn ten_kills_in_the_middle_of_a_load_change_nothing() {
    let scratch = Scratch::new();
    let setup = Setup::new().at(held_clock(60)).keeping(scratch.path());
    let mut harness = Harness::start(&setup, 60).await;
    let mut writes = harness.load.edge_cases();
    writes.extend(harness.load.writes(setting("E2E_RECORDS", 3_000)));
    let progress = harness.writers.clone();
    let mut system = harness.system;
    let killing = async {
        for kill in 1..=KILLS {
            wait_for(|| progress.written() >= writes.len() * kill / (KILLS + 1)).await;
            // Not always right after a write was acknowledged.
            tokio::time::sleep(Duration::from_millis(7 * kill as u64)).await;
            system.kill();
            system = System::start(&setup).await;
        }
        system
    };
    // Whatever was lost on the way is written again: the same images.
    let (system, ()) = tokio::join!(killing, harness.writers.write(&writes, &mut harness.state));
    harness.system = system;
    harness.expect_no_differences(10).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn two_systems_on_one_dynamodb_count_every_write_once() {
    let now = held_clock(61);
    let mut harness = Harness::start(&Setup::new().at(now), 61).await;
    let beside = Setup::new().at(now).beside(&harness.system);
    let mut second = System::start(&beside).await;
    let mut writes = harness.load.edge_cases();
    writes.extend(harness.load.writes(setting("E2E_RECORDS", 3_000)));
    let progress = harness.writers.clone();
    let killing = async {
        // And a third in place of the second, which dies on its way.
        wait_for(|| progress.written() >= writes.len() / 2).await;
        second.kill();
        second = System::start(&beside).await;
        second
    };
    let (second, ()) = tokio::join!(killing, harness.writers.write(&writes, &mut harness.state));
    second.settle().await;
    harness.expect_no_differences_on(&second, 4).await;
    harness.expect_no_differences(4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_loses_nothing_that_is_not_yet_counted() {
    let scratch = Scratch::new();
    let setup = Setup::new().at(held_clock(62)).keeping(scratch.path());
    let mut harness = Harness::start(&setup, 62).await;
    for _ in 0..3 {
        harness.write_more(300).await;
        harness.restart(&setup).await;
    }
    harness.expect_no_differences(3).await;
}

async fn wait_for(done: impl Fn() -> bool) {
    while !done() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
