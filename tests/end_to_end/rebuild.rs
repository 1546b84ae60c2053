//! Counters made anew while the platform goes on writing: in the end every answer is that of a recount of all records.

use std::time::Duration;

use e2e::load::Load;
use e2e::operator::{operator, start_operator};
use e2e::source::{Attr, Entity, History, SourceState, Writers, create_tables, put_directory};
use e2e::system::{Scratch, Setup, System};

use crate::harness::{Harness, held_clock, setting};

/// What the platform's tables are called; the system that only has the DynamoDB counts others.
const PREFIX: &str = "platform_";

/// Seeds, how many lanes their accounts get, and the time zones of their first accounts: over the date line and back,
/// of half and quarter hours, with summer times of half an hour, of the night and of religious calendars. Without any:
/// those of the load.
const SEEDS: [(u64, u32, &[&str]); 3] = [
    (82, 1, &[]),
    (
        83,
        3,
        &[
            "Pacific/Apia",
            "America/New_York",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "America/St_Johns",
        ],
    ),
    (
        84,
        16,
        &[
            "Pacific/Kiritimati",
            "Pacific/Pago_Pago",
            "Africa/Casablanca",
            "America/Havana",
            "Asia/Tehran",
        ],
    ),
];

/// A system on tables that held records before it counted them, and the system that has their DynamoDB.
struct Connected {
    harness: Harness,
    setup: Setup,
    _dynamodb: System,
}

impl Connected {
    /// Fills tables with so many writes, and connects them. What was removed by then is nowhere.
    async fn to_full_tables(seed: u64, zones: &[&'static str], before: usize) -> Self {
        let now = held_clock(seed);
        let dynamodb = System::start(&Setup::new()).await;
        let client = dynamodb.dynamodb();
        create_tables(&client, PREFIX).await;
        let mut load = Load::in_zones(seed, now, zones);
        let mut first = load.edge_cases();
        first.extend(load.writes(before));
        let mut state = SourceState::default();
        Writers::new(client, PREFIX, 6, load.zones()).write(&first, &mut state).await;
        assert!(!state.removed.is_empty(), "something is removed before");
        let setup = Setup::new().at(now).beside(&dynamodb).prefixed(PREFIX).from_now();
        let mut harness = Harness::start_with(&setup, load, seed).await;
        harness.state.live = state.live;
        harness.state.history = History::SinceConnection;
        Self { harness, setup, _dynamodb: dynamodb }
    }

    /// Rebuilds while the load goes on with so many writes, removals among them.
    async fn rebuild_while_writing(&mut self, arguments: &[&str], count: usize) {
        let removed = self.harness.state.removed.len();
        let mut writes = self.harness.load.every_flaw();
        writes.extend(self.harness.load.writes(count));
        let Harness { writers, state, .. } = &mut self.harness;
        let (called, ()) =
            tokio::join!(operator(&self.setup, arguments), writers.write(&writes, state));
        called.done();
        assert!(self.harness.state.removed.len() > removed, "something is removed during a run");
    }

    /// So many more writes, removals among them, while there is no run.
    async fn write_more(&mut self, count: usize) {
        let removed = self.harness.state.removed.len();
        self.harness.write_more(count).await;
        assert!(self.harness.state.removed.len() > removed, "something is removed between runs");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn full_tables_are_counted_exactly_while_the_platform_writes() {
    for (seed, lanes, zones) in SEEDS {
        let mut connected = Connected::to_full_tables(seed, zones, 700).await;
        // Some is counted, corrected and removed between connecting and rebuilding.
        connected.write_more(200).await;
        if lanes > 1 {
            connected.harness.give_lanes(lanes).await;
        }
        connected.rebuild_while_writing(&["rebuild"], setting("E2E_RECORDS", 1_200)).await;
        connected.harness.state.history = History::Complete;
        connected.harness.expect_no_differences(6).await;
        // Records that were removed before the run, in it and after it stay in a second generation.
        connected.write_more(150).await;
        connected.rebuild_while_writing(&["rebuild"], 400).await;
        connected.harness.expect_no_differences(6).await;
        let verified = operator(&connected.setup, &["verify", "--json"]).await.done().json();
        assert_eq!(verified["differences"], serde_json::json!([]), "{verified}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_changed_zone_takes_effect_with_a_rebuild_and_another_one_after_it() {
    let setup = Setup::new().at(held_clock(86));
    let mut harness = Harness::start(&setup, 86).await;
    harness.write_more(600).await;
    let account = harness.load.accounts()[0].id.clone();
    for zone in ["America/St_Johns", "Asia/Kathmandu"] {
        let attributes = [("name", "Moved"), ("timezone", zone)];
        let entity = Entity {
            account: account.clone(),
            entity: "account".to_owned(),
            attributes: attributes.map(|(name, text)| (name.to_owned(), Attr::text(text))).into(),
        };
        put_directory(&harness.system.dynamodb(), "", std::slice::from_ref(&entity)).await;
        harness.state.list(entity);
        harness.load.rezone(0, zone);
        let writes = harness.load.writes(500);
        let Harness { writers, state, .. } = &mut harness;
        let arguments = ["rebuild", "--account", &account];
        let (called, ()) =
            tokio::join!(operator(&setup, &arguments), writers.write(&writes, state));
        called.done();
        harness.state.first_directory = harness.state.directory.clone();
        harness.expect_no_differences(6).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn an_operator_that_is_killed_again_and_again_goes_on_where_it_was() {
    let scratch = Scratch::new();
    let setup = Setup::new().at(held_clock(87)).keeping(scratch.path());
    let mut harness = Harness::start(&setup, 87).await;
    harness.write_more(400).await;
    let writes = harness.load.writes(setting("E2E_RECORDS", 900));
    let progress = harness.writers.clone();
    let total = writes.len();
    let mut system = harness.system;
    let killing = async {
        let mut kills = 0_u64;
        loop {
            let mut running = start_operator(&setup, &["rebuild"]);
            // A little later each time, so that every part of the run is met.
            let pause = Duration::from_millis(25 + 40 * kills);
            match tokio::time::timeout(pause, running.wait()).await {
                Ok(status) => {
                    assert!(status.expect("it ends").success());
                    break;
                }
                Err(_) => running.kill().await.expect("a running process can be killed"),
            }
            kills += 1;
            // And once who counts, in the middle of it.
            if kills == 12 && progress.written() < total {
                system.kill();
                system = System::start(&setup).await;
            }
        }
        (system, kills)
    };
    let ((system, kills), ()) =
        tokio::join!(killing, harness.writers.write(&writes, &mut harness.state));
    harness.system = system;
    assert!(kills >= 10, "it was killed {kills} times only");
    harness.expect_no_differences(10).await;
    operator(&setup, &["verify"]).await.done();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn two_operators_and_two_systems_at_once_count_everything_once() {
    let now = held_clock(88);
    let setup = Setup::new().at(now);
    let mut harness = Harness::start(&setup, 88).await;
    let second = System::start(&Setup::new().at(now).beside(&harness.system)).await;
    harness.write_more(700).await;
    let writes = harness.load.writes(800);
    let Harness { writers, state, .. } = &mut harness;
    let (one, other, refused, ()) = tokio::join!(
        operator(&setup, &["rebuild"]),
        operator(&setup, &["rebuild"]),
        async {
            while operator(&setup, &["status", "--json"]).await.done().json()["run"].is_null() {}
            operator(&setup, &["verify"]).await
        },
        writers.write(&writes, state),
    );
    one.done();
    other.done();
    // Another command is refused by name while they are at work.
    assert!(refused.said.contains("a rebuild of all accounts began at"), "{refused:?}");
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    second.settle().await;
    harness.expect_no_differences_on(&second, 5).await;
    harness.expect_no_differences(5).await;
}
