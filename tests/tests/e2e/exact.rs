//! Exact: every field of every route equals a recount by brute force, to the last message.

use chrono::TimeDelta;
use e2e::source::{Attr, Entity, Table, put_directory};
use e2e::survey::Survey;
use e2e::system::{Scratch, Setup};

use crate::stage::{Stage, held_clock, setting};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_of_every_route_equals_the_recount() {
    let seeds = setting("E2E_SEEDS", 3);
    let records = setting("E2E_RECORDS", 3_000);
    let share = u8::try_from(setting("E2E_SHARE", 12)).expect("a percentage");
    for seed in 1..=seeds as u64 {
        let scratch = Scratch::new();
        let setup = Setup::new().at(held_clock(seed)).keeping(scratch.path());
        let mut stage = Stage::open(&setup, seed).await;
        let edges = stage.load.edges();
        stage.write(&edges).await;
        stage.expect_no_differences(3).await;
        let flaws = stage.load.every_flaw();
        stage.write(&flaws).await;
        stage.write_more(records / 2).await;
        stage.expect_no_differences(3).await;
        if seed == 1 {
            let crowd = stage.load.crowd(2_000);
            stage.write(&crowd).await;
        }
        stage.write_more(records / 2).await;
        stage.expect_no_differences(share).await;
        a_day_later(&mut stage, &setup).await;
        in_another_zone(&mut stage).await;
    }
}

/// Time alone ends sessions and turns the day: nothing is written.
async fn a_day_later(stage: &mut Stage, setup: &Setup) {
    let later = stage.now + TimeDelta::hours(23) + TimeDelta::seconds(3_000);
    stage.restart(&setup.clone().at(later)).await;
    stage.expect_no_differences(3).await;
}

/// The zone that an account's first record was counted in stays, whatever the directory says later.
async fn in_another_zone(stage: &mut Stage) {
    let setup = stage.system.setup().clone();
    for account in stage.load.accounts() {
        let text = |text: &str| Attr::text(text);
        let entity = Entity {
            account: account.id.clone(),
            entity: "account".to_owned(),
            attributes: [("name", text("Moved")), ("timezone", text("Pacific/Kiritimati"))]
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
        };
        let moved = std::slice::from_ref(&entity);
        put_directory(&stage.system.dynamodb(), &setup.prefix, moved).await;
        stage.world.list(entity);
    }
    // Names are kept in memory for a minute; a new process has none yet.
    stage.restart(&setup).await;
    stage.write_more(300).await;
    stage.expect_no_differences(3).await;
}

/// The comparison itself: one record less in the world is a difference, whatever its table.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_record_too_few_is_noticed() {
    let mut stage = Stage::open(&Setup::new().at(held_clock(51)), 51).await;
    // Of the first account, today: in every period that ends now.
    let account = stage.load.accounts()[0].clone();
    for table in Table::ALL {
        let write = stage.load.plain(table, &account.id);
        stage.write(&[write]).await;
    }
    stage.write_more(300).await;
    stage.expect_no_differences(3).await;
    for table in Table::ALL {
        let mut world = stage.world.clone();
        world.live.retain(|key, _| key.table != table || key.range != "plain");
        let accounts = std::slice::from_ref(&account);
        let mut noticed = false;
        for seed in 0..20 {
            let survey = Survey { world: &world, accounts, seed, ..stage.survey(5) };
            if !survey.differences(&stage.system).await.1.is_empty() {
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
    let mut stage = Stage::open(&setup, 50).await;
    stage.write_more(400).await;
    stage.expect_no_differences(3).await;
    let tables = stage.system.dynamodb().list_tables().send().await;
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
