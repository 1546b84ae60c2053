//! Personal data: our tables hold no customer's id and no text, and an account can be erased.

use std::fmt::Write;

use e2e::operator::operator;
use e2e::source::Attr;
use e2e::system::{Setup, System};

use crate::harness::{Harness, held_clock};

/// Everything that these tables hold, as text.
async fn contents(system: &System, tables: &[&str]) -> String {
    let mut all = String::new();
    for table in tables {
        #[expect(clippy::disallowed_methods, reason = "everything is what is looked through")]
        let items = system.dynamodb().scan().table_name(*table).into_paginator().items().send();
        for item in items.collect::<Result<Vec<_>, _>>().await.expect("a scan") {
            writeln!(all, "{table} {item:?}").expect("a text takes more text");
        }
    }
    all
}

/// The items of our tables that name this account.
pub(crate) async fn left_of(system: &System, account: &str) -> Vec<String> {
    let names =
        [format!("S(\"{account}#"), format!("S(\"{account}\")"), format!("\\\"{account}\\\"")];
    let contents = contents(system, &["counters", "removed", "rejected"]).await;
    let names_it = |line: &&str| names.iter().any(|name| line.contains(name));
    contents.lines().filter(names_it).map(ToOwned::to_owned).collect()
}

/// Erases an account.
pub(crate) async fn erase(setup: &Setup, harness: &mut Harness, account: &str) {
    operator(setup, &["erase", "--account", account, "--yes"]).await.done();
    harness.state.forget_removed(account);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn our_tables_hold_no_customers_id_and_no_text_of_theirs() {
    let setup = Setup::new().at(held_clock(91));
    let mut harness = Harness::start(&setup, 91).await;
    harness.write_more(2_500).await;
    harness.system.settle().await;
    operator(&setup, &["rebuild"]).await.done();
    let contents = contents(&harness.system, &["counters", "removed"]).await;
    let customers = harness.load.accounts().iter().flat_map(|account| &account.customers);
    let mut looked_for = 0;
    for customer in customers.filter(|id| id.len() > 3) {
        assert!(!contents.contains(customer.as_str()), "{customer} is in our tables");
        looked_for += 1;
    }
    assert!(looked_for > 50, "{looked_for} customers");
    let texts = harness
        .state
        .live
        .values()
        .flat_map(|image| ["suggestion", "sent"].map(|name| image.get(name)));
    let texts: Vec<_> =
        texts.flatten().filter_map(Attr::as_text).filter(|it| it.len() > 12).collect();
    assert!(texts.len() > 10, "{} texts", texts.len());
    for text in texts {
        assert!(!contents.contains(text), "{text} is in our tables");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn nothing_is_left_of_an_account_that_is_erased() {
    let setup = Setup::new().at(held_clock(92));
    let mut harness = Harness::start(&setup, 92).await;
    let flaws = harness.load.every_flaw();
    harness.write(&flaws).await;
    harness.write_more(800).await;
    harness.system.settle().await;
    let account = harness.load.accounts()[0].id.clone();
    assert!(!left_of(&harness.system, &account).await.is_empty());

    let refused = operator(&setup, &["erase", "--account", &account]).await;
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.said.contains("--yes"), "{refused:?}");
    erase(&setup, &mut harness, &account).await;
    let left = left_of(&harness.system, &account).await;
    assert!(left.is_empty(), "{left:#?}");

    // The others are as they were. What is written now counts as a new account's.
    let plain = e2e::source::Table::ALL.map(|table| harness.load.plain(table, &account));
    harness.write(&plain).await;
    harness.system.settle().await;
    let history = harness.history_of(&account).await;
    assert_eq!(history, "since_connection");
    let other = harness.load.accounts()[1].id.clone();
    assert_eq!(harness.history_of(&other).await, "complete");
    operator(&setup, &["rebuild"]).await.done();
    harness.expect_no_differences(4).await;
}
