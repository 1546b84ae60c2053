//! An upgrade from release 0.1, which counted fewer figures: its figures stay right, the new ones are null until a
//! rebuild, and exact after it.

use aws_sdk_dynamodb::types::AttributeValue;
use e2e::operator::operator;
use e2e::source::{History, Version};
use e2e::system::Setup;

use crate::harness::{Harness, held_clock, setting};

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn new_figures_are_null_until_a_rebuild_and_the_old_ones_stay_right() {
    let setup = Setup::new().at(held_clock(95));
    let mut harness = Harness::start(&setup, 95).await;
    // Every account was counted by release 0.1: these are the settings that it wrote.
    let client = harness.system.dynamodb();
    for account in harness.load.accounts() {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let put = client.put_item().table_name("counters");
        let put = put.item("pk", text(&format!("{}#pin", account.id))).item("sk", text("-"));
        let put = put.item("timezone", text(account.zone().name()));
        put.item("generation", AttributeValue::N("1".to_owned())).send().await.expect("written");
    }
    harness.state.version = Version::First;
    harness.state.history = History::SinceConnection;
    let edge_cases = harness.load.edge_cases();
    harness.write(&edge_cases).await;
    let flaws = harness.load.every_flaw();
    harness.write(&flaws).await;
    // Corrections of old records, among them entries that only one of the versions counts.
    harness.write_more(setting("E2E_RECORDS", 900)).await;
    harness.expect_no_differences(6).await;

    operator(&setup, &["rebuild"]).await.done();
    harness.state.version = Version::Latest;
    harness.state.history = History::Complete;
    harness.expect_no_differences(6).await;
    harness.write_more(300).await;
    harness.expect_no_differences(4).await;
    let verified = operator(&setup, &["verify", "--json"]).await.done().json();
    assert_eq!(verified["differences"], serde_json::json!([]), "{verified}");
}
