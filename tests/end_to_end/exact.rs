//! Exact: every field of every route equals a recount by brute force, to the last message.

use chrono::TimeDelta;
use e2e::source::{Attr, Entity, Table, put_directory};
use e2e::survey::Survey;
use e2e::system::{Scratch, Setup};

use crate::harness::{Harness, NOTICE, held_clock, setting};

/// How many lanes accounts have, seed by seed.
const LANES: [u32; 3] = [1, 3, 16];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_of_every_route_equals_the_recount() {
    let seeds = setting("E2E_SEEDS", 3);
    let records = setting("E2E_RECORDS", 3_000);
    let share = u8::try_from(setting("E2E_SHARE", 12)).expect("a percentage");
    for (seed, lanes) in (1..=seeds as u64).zip(LANES.into_iter().cycle()) {
        let scratch = Scratch::new();
        let setup = Setup::new().at(held_clock(seed)).keeping(scratch.path());
        let mut harness = Harness::start(&setup, seed).await;
        let edges = harness.load.edge_cases();
        harness.write(&edges).await;
        harness.expect_no_differences(3).await;
        if lanes > 1 {
            harness.give_lanes(lanes).await;
            tokio::time::sleep(NOTICE).await;
            harness.restart(&setup).await;
        }
        let flaws = harness.load.every_flaw();
        harness.write(&flaws).await;
        harness.write_more(records / 2).await;
        harness.expect_no_differences(3).await;
        if seed == 1 {
            let crowd = harness.load.crowd(2_000);
            harness.write(&crowd).await;
        }
        harness.write_more(records / 2).await;
        harness.expect_no_differences(share).await;
        a_day_later(&mut harness, &setup).await;
        in_another_zone(&mut harness).await;
    }
}

/// Time alone ends sessions and turns the day: nothing is written.
async fn a_day_later(harness: &mut Harness, setup: &Setup) {
    let later = harness.now + TimeDelta::hours(23) + TimeDelta::seconds(3_000);
    harness.restart(&setup.clone().at(later)).await;
    harness.expect_no_differences(3).await;
}

/// The zone that an account's first record was counted in stays, whatever the directory says later.
async fn in_another_zone(harness: &mut Harness) {
    let setup = harness.system.setup().clone();
    for account in harness.load.accounts() {
        let text = |text: &str| Attr::text(text);
        let entity = Entity {
            account: account.id.clone(),
            entity: "account".to_owned(),
            attributes: [("name", text("Moved")), ("timezone", text("Pacific/Kiritimati"))]
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
        };
        let moved = std::slice::from_ref(&entity);
        put_directory(&harness.system.dynamodb(), &setup.prefix, moved).await;
        harness.state.list(entity);
    }
    // Names are kept in memory for a minute; a new process has none yet.
    harness.restart(&setup).await;
    harness.write_more(300).await;
    harness.expect_no_differences(3).await;
}

/// The comparison itself: one record less is a difference, whatever its table.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_record_too_few_is_noticed() {
    let mut harness = Harness::start(&Setup::new().at(held_clock(51)), 51).await;
    // Of the first account, today: in every period that ends now.
    let account = harness.load.accounts()[0].clone();
    for table in Table::ALL {
        let write = harness.load.plain(table, &account.id);
        harness.write(&[write]).await;
    }
    harness.write_more(300).await;
    harness.expect_no_differences(3).await;
    for table in Table::ALL {
        let mut state = harness.state.clone();
        state.live.retain(|key, _| key.table != table || key.range != "plain");
        let accounts = std::slice::from_ref(&account);
        let mut noticed = false;
        for seed in 0..20 {
            let survey = Survey { state: &state, accounts, seed, ..harness.survey(5) };
            if !survey.differences(&harness.system).await.1.is_empty() {
                noticed = true;
                break;
            }
        }
        assert!(noticed, "{table:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prefix_stands_before_every_table() {
    let setup = Setup::new().at(held_clock(50)).prefixed("dev-");
    let mut harness = Harness::start(&setup, 50).await;
    harness.write_more(400).await;
    harness.expect_no_differences(3).await;
    let tables = harness.system.dynamodb().list_tables().send().await;
    let names = tables.expect("tables are listed").table_names.unwrap_or_default();
    let own = [
        "messages",
        "sessions",
        "billing",
        "flow_runs",
        "ai_usage",
        "directory",
        "counters",
        "rejected",
    ];
    for name in own {
        assert!(names.contains(&format!("dev-{name}")), "{name}: {names:?}");
    }
    assert!(names.iter().all(|name| name.starts_with("dev-")), "{names:?}");
}
