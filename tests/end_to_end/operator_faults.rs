//! Whatever happens to the operator's requests, a run ends and counts exactly; and where nothing gets through for long,
//! the operator ends, says what to do, and goes on when it is called again.

use std::time::{Duration, Instant};

use e2e::network::{Outcome, SentRequest};
use fastrand::Rng;

use crate::operated::Operated;

/// How long the operator may try in vain: its attempts have some ten seconds of pauses, and the AWS client's own.
const LONGEST: Duration = Duration::from_secs(90);

/// Faults of all kinds. Now and then they come in a row, so that the AWS client gives up as well.
fn by_chance(seed: u64) -> impl FnMut(usize, &SentRequest) -> Outcome + Send + 'static {
    let mut rng = Rng::with_seed(seed);
    let mut in_a_row = 0;
    move |_, request| {
        if in_a_row == 0 && rng.u8(..100) < 2 {
            in_a_row = rng.usize(4..9);
        }
        // A transaction is never tried again by the client.
        let percent = if request.operation.starts_with("Transact") { 25 } else { 3 };
        let fails = in_a_row > 0 || rng.u8(..100) < percent;
        in_a_row = in_a_row.saturating_sub(1);
        if !fails {
            return Outcome::Arrives;
        }
        let outcomes = [
            Outcome::Lost,
            Outcome::AnswerLost,
            Outcome::BROKEN,
            Outcome::BrokenAfter,
            Outcome::THROTTLED,
            Outcome::OVER_THROUGHPUT,
            Outcome::Conflict,
            Outcome::Conflict,
        ];
        *rng.choice(&outcomes).expect("some")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_run_whose_requests_meet_with_all_kinds_of_faults_counts_exactly() {
    let seeds = (120..124).map(|seed| {
        tokio::spawn(async move {
            let mut operated = Operated::start(seed).await;
            for (number, arguments) in
                [&["rebuild"][..], &["verify", "--repair"]].into_iter().enumerate()
            {
                operated.harness.system.settle().await;
                operated.damage().await;
                operated.network.follow(by_chance(10 * seed + number as u64));
                let called = operated.call_while_writing(arguments, 60).await;
                assert_eq!(called.status.code(), Some(0), "seed {seed}: {called:?}");
                operated.network.mend();
                operated.harness.expect_no_differences(0).await;
                operated.expect_nothing_left().await;
            }
        })
    });
    for seed in seeds.collect::<Vec<_>>() {
        seed.await.expect("a run of this seed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn where_nothing_gets_through_the_operator_ends_and_goes_on_later() {
    // From which request on, and what is said of it.
    let cases = [
        (0, Outcome::Lost, "reading the epoch"),
        (20, Outcome::THROTTLED, "ThrottlingException"),
        (120, Outcome::OVER_THROUGHPUT, "ProvisionedThroughputExceededException"),
        (200, Outcome::BROKEN, "InternalServerError"),
    ];
    let cases = cases.into_iter().zip(130..).map(|((from, outcome, said), seed)| {
        tokio::spawn(async move {
            let mut operated = Operated::start(seed).await;
            operated.network.follow(
                move |number, _| {
                    if number < from { Outcome::Arrives } else { outcome }
                },
            );
            let began = Instant::now();
            let called = operated.call_while_writing(&["rebuild"], 30).await;
            let took = began.elapsed();
            println!("{outcome:?} from {from}: ended after {took:?}: {}", called.said);
            assert_eq!(called.status.code(), Some(2), "{called:?}");
            assert!(took < LONGEST, "{took:?}");
            assert!(called.said.contains("call the same command again to go on"), "{called:?}");
            assert!(called.said.contains(said), "{called:?}");
            operated.network.mend();
            operated.call_while_writing(&["rebuild"], 30).await.done();
            operated.harness.expect_no_differences(0).await;
        })
    });
    for case in cases.collect::<Vec<_>>() {
        case.await.expect("this case");
    }
}

/// The conflicts of transactions that only read: a verification reads two items that seem to differ at one moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_verification_reads_again_what_others_write() {
    let mut operated = Operated::start(140).await;
    operated.harness.system.settle().await;
    operated.damage().await;
    let mut conflicts = 0;
    operated.network.follow(move |_, request| {
        // More than the four times that a difference is looked at.
        let conflict = request.operation == "TransactGetItems" && conflicts < 6;
        conflicts += usize::from(conflict);
        if conflict { Outcome::Conflict } else { Outcome::Arrives }
    });
    let found = operated.call_while_writing(&["verify", "--json"], 0).await;
    assert_eq!(found.status.code(), Some(1), "{found:?}");
    let found = found.json();
    assert!(!found["differences"].as_array().expect("a list").is_empty(), "{found}");
}
