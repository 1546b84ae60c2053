//! The operator's program: what it says of the system, and what it says where it cannot do what it is asked.

use std::time::{Duration, Instant};

use e2e::operator::operator;
use e2e::system::Setup;

use crate::harness::{Harness, held_clock};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_done_is_said_with_what_to_change() {
    let setup = Setup::new();
    for (arguments, said) in [
        (&["rebuild", "--timezone", "Asia/Taipei"][..], "--timezone needs one --account"),
        (&["rebuild", "--account", "a", "--timezone", "Taipei"], "use an IANA name"),
        (&["rebuild", "--account", "a#b"], "which an id must not have"),
        (&["verify", "--account", ""], "an id has 1 to 128 bytes"),
    ] {
        let called = operator(&setup, arguments).await;
        assert_eq!(called.status.code(), Some(2), "{called:?}");
        assert!(called.said.starts_with("error: ") && called.said.contains(said), "{called:?}");
        assert_eq!(called.printed, "");
    }
    // Nobody listens there.
    let began = Instant::now();
    let called = operator(&setup, &["status"]).await;
    assert_eq!(called.status.code(), Some(2), "{called:?}");
    assert!(called.said.contains("reading the epoch"), "{called:?}");
    assert!(began.elapsed() < Duration::from_mins(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status_and_the_rejected_records() {
    let setup = Setup::new().at(held_clock(93));
    let mut harness = Harness::start(&setup, 93).await;
    let flaws = harness.load.every_flaw();
    harness.write(&flaws).await;
    let rejected = harness.system.settle().await["rejected"].as_u64().expect("a number");
    assert!(rejected > 20, "{rejected}");
    let status = operator(&setup, &["status", "--json"]).await.done().json();
    assert_eq!(status["rejected"], rejected);
    assert_eq!(status["shards"].as_array().map(Vec::len), Some(5), "{status}");
    assert!(status["run"].is_null(), "{status}");
    let account = harness.load.accounts()[0].clone();
    let listed = status["accounts"].as_array().expect("a list");
    let listed = listed.iter().find(|it| it["account"] == account.id).expect("it is listed");
    assert_eq!(listed["in_force"]["timezone"], account.zone().name());
    assert_eq!(listed["in_force"]["history"], "complete");

    let all = operator(&setup, &["rejected"]).await.done().printed;
    assert_eq!(all.lines().count() as u64, rejected);
    let of_one = operator(&setup, &["rejected", "--account", &account.id]).await.done().printed;
    assert!((1..all.lines().count()).contains(&of_one.lines().count()), "{of_one}");
    // A rebuild finds the same bad records, and rejects none of them again.
    operator(&setup, &["rebuild"]).await.done();
    let again = operator(&setup, &["rejected"]).await.done().printed;
    assert_eq!(again, all);
}
