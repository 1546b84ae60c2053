//! Streams of tables that already hold records: with `--streams-from now` only what is written after the start counts.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use e2e::load::Load;
use e2e::network::{Network, Outcome, SentRequest};
use e2e::source::{History, Key, SourceState, Table, Write, Writers, create_tables};
use e2e::system::{Setup, System};

use crate::harness::{Harness, held_clock};

/// What the platform's tables are called; the system that only has the DynamoDB counts others.
const PREFIX: &str = "platform_";
/// How many writes there are before the tables are connected.
const BEFORE: usize = 400;

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn what_was_written_before_the_start_does_not_count_and_all_after_it_counts_once() {
    let now = held_clock(80);
    let dynamodb = System::start(&Setup::new()).await;
    let before = fill(&dynamodb, 80, now).await;
    let setup = Setup::new().at(now).beside(&dynamodb).prefixed(PREFIX).from_now();
    let mut harness = Harness::start(&setup, 80).await;
    skip(&mut harness);
    harness.expect_no_differences(8).await;
    let writes = later_writes(&mut harness, &before, 600);
    harness.write(&writes).await;
    harness.expect_no_differences(4).await;

    // From now on every shard has a checkpoint: a restart loses nothing, not even what is written meanwhile.
    for table in Table::ALL {
        assert!(writes.iter().any(|write| write.key.table == table), "{table:?}");
    }
    let writes = later_writes(&mut harness, &before, 300);
    harness.write(&writes).await;
    let (exit, _) = harness.system.stop("TERM").await;
    assert!(exit.success(), "{exit}");
    let writes = later_writes(&mut harness, &before, 300);
    harness.write(&writes).await;
    harness.system = System::start(&setup).await;
    let writes = later_writes(&mut harness, &before, 300);
    harness.write(&writes).await;
    harness.expect_no_differences(4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_stream_that_cannot_be_read_before_its_first_record_neither_loses_nor_brings_back_any() {
    let now = held_clock(81);
    let dynamodb = System::start(&Setup::new()).await;
    let before = fill(&dynamodb, 81, now).await;
    let network = Network::before(&dynamodb.dynamodb_url()).await;
    let setup = Setup::new().at(now).prefixed(PREFIX).from_now().through(&network);
    let mut harness = Harness::start(&setup, 81).await;
    skip(&mut harness);

    network.follow(refusing_streams(Outcome::Refused("ExpiredIteratorException")));
    end_after(&network, 4 * Table::ALL.len()).await;
    harness.expect_no_differences(8).await;

    network.follow(refusing_streams(Outcome::BROKEN));
    let writes = later_writes(&mut harness, &before, 600);
    harness.write(&writes).await;
    // More than a client's own retries.
    end_after(&network, 6 * Table::ALL.len()).await;
    harness.expect_no_differences(4).await;
}

fn reads_a_stream(request: &SentRequest) -> bool {
    request.operation == "GetRecords"
}

fn refusing_streams(outcome: Outcome) -> impl FnMut(usize, &SentRequest) -> Outcome {
    move |_, request| if reads_a_stream(request) { outcome } else { Outcome::Arrives }
}

/// Waits until the network has refused so many reads of streams, and mends it.
async fn end_after(network: &Network, reads: usize) {
    while network.sent().iter().filter(|request| reads_a_stream(request)).count() < reads {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    network.mend();
}

/// Makes the source tables, and writes the first records of a load; their keys.
async fn fill(dynamodb: &System, seed: u64, now: DateTime<Utc>) -> HashSet<Key> {
    let client = dynamodb.dynamodb();
    create_tables(&client, PREFIX).await;
    let mut load = Load::new(seed, now);
    let first = load.writes(BEFORE);
    let writers = Writers::new(client, PREFIX, 6, load.zones());
    writers.write(&first, &mut SourceState::default()).await;
    first.into_iter().map(|write| write.key).collect()
}

/// Skips those of the load's writes that [`fill`] has written.
fn skip(harness: &mut Harness) {
    harness.load.writes(BEFORE);
    harness.state.history = History::SinceConnection;
}

/// The next writes of the load, without those to records from before the start: what a change of such a record counts
/// depends on what is not counted.
fn later_writes(harness: &mut Harness, before: &HashSet<Key>, count: usize) -> Vec<Write> {
    let writes = harness.load.writes(count).into_iter();
    writes.filter(|write| !before.contains(&write.key)).collect()
}
