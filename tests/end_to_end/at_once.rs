//! Programs at work at once, and one that dies beside another.

use std::time::Duration;

use e2e::network::{Network, Outcome};
use e2e::operator::operator;
use e2e::source::create_tables;
use e2e::system::{Setup, System};
use serde_json::json;

use crate::harness::{Harness, held_clock};
use crate::operated::Operated;

/// One that repairs is overtaken in the middle of its comparison by one that does not, which drops what they have counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn of_two_verifications_at_once_the_slower_one_verifies_again_and_repairs() {
    let mut operated = Operated::start(150).await;
    operated.harness.system.settle().await;
    operated.damage().await;
    let mut waited = false;
    operated.network.follow(move |_, request| {
        let waits = !waited && request.kind() == "Scan counters";
        waited |= waits;
        if waits { Outcome::Waits } else { Outcome::Arrives }
    });
    let direct = &operated.harness.system.setup().clone();
    let faster = async {
        operated.network.holds_one().await;
        let found = operator(direct, &["verify", "--json"]).await;
        operated.network.release();
        found
    };
    let (repairing, found) =
        tokio::join!(operator(&operated.setup, &["verify", "--repair", "--json"]), faster);
    assert_eq!(found.status.code(), Some(1), "{found:?}");
    let repaired = repairing.done().json();
    assert_eq!(repaired["repaired"], true, "{repaired}");
    assert_eq!(repaired["differences"], found.json()["differences"]);
    operated.harness.expect_no_differences(2).await;

    // And the other way round: what one repairs, the other does not find, or finds repaired.
    operated.damage().await;
    operated.network.mend();
    let both = &["verify", "--repair", "--json"];
    let (one, other) = tokio::join!(operator(&operated.setup, both), operator(direct, both));
    let (one, other) = (one.done().json(), other.done().json());
    assert!(one["repaired"] == true || other["repaired"] == true, "{one} {other}");
    operated.harness.write_more(40).await;
    operated.harness.expect_no_differences(2).await;
    let verified = operator(direct, &["verify", "--json"]).await.done().json();
    assert_eq!(verified["differences"], json!([]), "{verified}");
}

/// The process that counts is killed while the operator raises the checkpoints, scans, waits for the streams and puts
/// generations into force. Both are on the DynamoDB of a third, which lives.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn who_counts_is_killed_in_every_phase_of_a_rebuild() {
    const PREFIX: &str = "platform_";
    let now = held_clock(151);
    let dynamodb = System::start(&Setup::new()).await;
    create_tables(&dynamodb.dynamodb(), PREFIX).await;
    let setup = Setup::new().at(now).beside(&dynamodb).prefixed(PREFIX);
    let mut harness = Harness::start(&setup, 151).await;
    let mut first = harness.load.edge_cases();
    first.extend(harness.load.writes(300));
    harness.write(&first).await;
    let network = Network::before(&dynamodb.dynamodb_url()).await;
    let mut phases = vec![
        "UpdateItem platform_counters #checkpoint",
        "TransactWriteItems platform_counters #scan",
        "GetRecords",
        "PutItem platform_counters pin",
    ];
    let kills = phases.len();
    phases.reverse();
    network.follow(move |_, request| {
        if phases.last().is_some_and(|kind| *kind == request.kind()) {
            phases.pop();
            return Outcome::Waits;
        }
        Outcome::Arrives
    });
    let of_operator = setup.clone().through(&network);
    let writes = harness.load.writes(600);
    let mut system = harness.system;
    let killing = async {
        for _ in 0..kills {
            network.holds_one().await;
            system.kill();
            // What is written meanwhile waits in the streams.
            tokio::time::sleep(Duration::from_millis(150)).await;
            system = System::start(&setup).await;
            network.release();
        }
        system
    };
    let (called, system, ()) = tokio::join!(
        operator(&of_operator, &["rebuild"]),
        killing,
        harness.writers.write(&writes, &mut harness.state),
    );
    called.done();
    harness.system = system;
    harness.expect_no_differences(6).await;
    operator(&setup, &["verify"]).await.done();
}
