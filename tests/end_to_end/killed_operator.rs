//! The operator killed (SIGKILL) between two of its requests, wherever that leaves something else behind.
//!
//! A killed process leaves what it has written. So all points between two of its writes are one, and every write makes
//! a new one: it is carried out, its answer is never given, and the operator is killed. The first write is lost in
//! another run, too. A faultless run is recorded first; it makes some 130 writes. Of alike ones (the places of 24
//! segments, the chunks of the scan, the checkpoints that are raised, the accounts that get their new generation, the
//! pages that are removed) only two are points, the first among them; every write of the epoch is one. A verification
//! makes the writes of a rebuild until its scan has ended, so only its later ones are points. `E2E_ALIKE=1000` makes
//! every write of both a point.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use e2e::network::{Outcome, SentRequest};
use e2e::operator::{operator, start_operator};

use crate::harness::{Harness, setting};
use crate::operated::Operated;
use crate::personal::{erase, left_of};

/// Systems side by side: a run waits for seconds before it removes what was in force.
const SYSTEMS: usize = 4;

/// How many of alike writes are points.
const ALIKE: usize = 2;

/// How long a run may take to come to its point.
const LONGEST_RUN: Duration = Duration::from_mins(5);

/// Where the operator is killed.
#[derive(Clone, Debug)]
struct Point {
    /// The kind of request.
    kind: String,
    /// The how many'th of its kind, from 0.
    number: usize,
    /// What happens to it.
    outcome: Outcome,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_rebuild_that_is_killed_anywhere_goes_on_where_it_was() {
    kill_everywhere(100, &["rebuild"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_repair_that_is_killed_anywhere_goes_on_where_it_was() {
    kill_everywhere(110, &["verify", "--repair"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn nothing_is_left_of_an_account_whose_erasing_was_killed_anywhere() {
    let mut operated = Operated::start(120).await;
    let account = operated.harness.load.accounts()[0].id.clone();
    operated.harness.system.settle().await;
    erase(&operated.setup, &mut operated.harness, &account).await;
    let mut points = None;
    loop {
        // What is written after an erasing counts as a new account's.
        let Operated { harness, network, setup, .. } = &mut operated;
        let records = harness.load.crowd(10);
        harness.write(&records).await;
        harness.system.settle().await;
        assert!(!left_of(&harness.system, &account).await.is_empty());
        network.mend();
        let Some(points) = &mut points else {
            erase(setup, harness, &account).await;
            points = Some(self::points(&network.sent()));
            continue;
        };
        let Some(point): Option<Point> = points.pop() else { break };
        network.follow(hold_at(&point));
        let mut killed = start_operator(setup, &["erase", "--account", &account, "--yes"]);
        tokio::select! {
            () = network.holds_one() => killed.kill().await.expect("it can be killed"),
            ended = killed.wait() => panic!("it is not met: {point:?}, {ended:?}"),
            () = tokio::time::sleep(LONGEST_RUN) => panic!("it hangs: {point:?}"),
        }
        network.mend();
        let records = harness.load.crowd(10);
        harness.write(&records).await;
        harness.system.settle().await;
        erase(setup, harness, &account).await;
        let left = left_of(&harness.system, &account).await;
        assert!(left.is_empty(), "after {point:?}: {left:#?}");
    }
    operator(&operated.setup, &["rebuild"]).await.done();
    operated.harness.expect_no_differences(0).await;
    operated.expect_nothing_left().await;
}

/// Kills this command at each of its points, and calls it again each time.
async fn kill_everywhere(seed: u64, arguments: &'static [&'static str]) {
    let mut first = Operated::start(seed).await;
    first.harness.system.settle().await;
    first.damage().await;
    first.network.mend();
    first.call_while_writing(arguments, 10).await.done();
    let mut points = points(&first.network.sent());
    if arguments[0] == "verify" && setting("E2E_ALIKE", ALIKE) == ALIKE {
        let early = ["CreateTable", "PutItem counters #scan", "TransactWriteItems"];
        points.retain(|point| !early.iter().any(|kind| point.kind.starts_with(kind)));
    }
    let (kinds, all) = (points.iter().map(|it| it.kind.clone()).collect(), points.len());
    let mut systems = Vec::new();
    for number in 0..SYSTEMS {
        let mine = points.iter().skip(number).step_by(SYSTEMS).cloned().collect();
        let seed = seed + 1 + u64::try_from(number).expect("a small number");
        systems.push(tokio::spawn(kill_at(seed, arguments, mine)));
    }
    let mut killed = Vec::new();
    for system in systems {
        killed.extend(system.await.expect("all points of a system"));
    }
    // A run may be shorter than the recorded one by some alike writes, but not by a kind of them.
    let hit: BTreeSet<String> = killed.iter().map(|point| point.kind.clone()).collect();
    assert_eq!(hit, kinds, "of {all} points, these were met");
    assert!(killed.len() * 10 >= all * 9, "{} of {all} points were met", killed.len());
    println!("killed at {} of {all} points, of {} kinds", killed.len(), kinds.len());
}

/// Kills the command at these points of a system, and calls it again; those that were met.
async fn kill_at(seed: u64, arguments: &'static [&'static str], points: Vec<Point>) -> Vec<Point> {
    let mut operated = Operated::start(seed).await;
    let mut met = Vec::new();
    for point in points {
        operated.harness.system.settle().await;
        operated.damage().await;
        operated.network.follow(hold_at(&point));
        let writes = operated.harness.load.writes(12);
        let Operated { harness: Harness { writers, state, .. }, network, setup, .. } =
            &mut operated;
        let is_killed = async {
            let mut operator = start_operator(setup, arguments);
            tokio::select! {
                () = network.holds_one() => {
                    operator.kill().await.expect("a running process can be killed");
                    true
                }
                ended = operator.wait() => {
                    assert!(ended.expect("it ends").success(), "{point:?}");
                    false
                }
                () = tokio::time::sleep(LONGEST_RUN) => panic!("it hangs: {point:?}"),
            }
        };
        let (is_killed, ()) = tokio::join!(is_killed, writers.write(&writes, state));
        operated.network.mend();
        operated.harness.write_more(4).await;
        let again = operated.call_while_writing(arguments, 8).await;
        assert_eq!(again.status.code(), Some(0), "after {point:?}: {again:?}");
        println!("after {point:?}");
        operated.harness.expect_no_differences(0).await;
        operated.expect_nothing_left().await;
        if is_killed {
            met.push(point);
        }
    }
    met
}

/// Each write of a run that leaves something new behind.
fn points(sent: &[SentRequest]) -> Vec<Point> {
    let mut writes: BTreeMap<String, usize> = BTreeMap::new();
    for request in sent.iter().filter(|request| request.writes()) {
        *writes.entry(request.kind()).or_default() += 1;
    }
    let alike = setting("E2E_ALIKE", ALIKE);
    let first = sent.iter().find(|request| request.writes()).expect("it writes").kind();
    let mut points = vec![Point { kind: first, number: 0, outcome: Outcome::Held }];
    for (kind, count) in writes {
        let all = kind.ends_with("#epoch") || count <= alike;
        let numbers: BTreeSet<usize> = if all {
            (0..count).collect()
        } else {
            (0..alike).map(|n| n * count / alike).collect()
        };
        let outcome = Outcome::AnswerHeld;
        points.extend(numbers.into_iter().map(|number| Point {
            kind: kind.clone(),
            number,
            outcome,
        }));
    }
    points
}

/// Holds the request of a point.
fn hold_at(point: &Point) -> impl FnMut(usize, &SentRequest) -> Outcome + Send + 'static {
    let Point { kind, number, outcome } = point.clone();
    let mut met = 0;
    move |_, request| {
        if request.kind() != kind {
            return Outcome::Arrives;
        }
        met += 1;
        if met == number + 1 { outcome } else { Outcome::Arrives }
    }
}
