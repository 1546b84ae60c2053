//! A bad record is rejected with its reason, and stops nothing behind it.

use e2e::load::flaws;
use e2e::system::Setup;
use serde_json::Value;

use crate::harness::{Harness, held_clock};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bad_record_is_rejected_with_its_reason() {
    let mut harness = Harness::start(&Setup::new().at(held_clock(70)), 70).await;
    let bad: Vec<_> =
        flaws().into_iter().map(|flaw| (harness.load.spoilt_by(&flaw), flaw.name)).collect();
    let writes: Vec<_> = bad.iter().map(|(write, _)| write.clone()).collect();
    harness.write(&writes).await;
    let settled = harness.system.settle().await;
    assert!(settled["applied"].is_u64(), "{settled}");
    assert_eq!(settled["rejected"], bad.len(), "{settled}");
    let reply = harness.system.http().get("/local/rejected", None).await;
    assert_eq!(reply.status, 200);
    let json = reply.json();
    let rejected = list(&json);
    assert_eq!(rejected.len(), bad.len());
    for (write, flaw) in &bad {
        let found = rejected.iter().find(|r| {
            let key = &r["key"].to_string();
            let has = |id: &str| key.contains(&Value::from(id).to_string());
            r["table"] == write.key.table.name() && has(&write.key.range) && has(&write.key.hash)
        });
        let found = found.unwrap_or_else(|| panic!("{flaw}: not among the rejected"));
        let reason = found["reason"].as_str().unwrap_or_default();
        assert!(!reason.is_empty(), "{flaw}: {found}");
    }
    harness.expect_no_differences(2).await;
    // What is mended counts, and nothing was held up meanwhile.
    harness.write_more(200).await;
    harness.expect_no_differences(2).await;
}

/// The rejected records: the answer itself, or the one list in it.
fn list(json: &Value) -> Vec<Value> {
    let lists = |fields: &serde_json::Map<String, Value>| {
        let list = fields.values().find_map(Value::as_array);
        list.cloned()
    };
    let found = json.as_array().cloned().or_else(|| json.as_object().and_then(lists));
    found.unwrap_or_else(|| panic!("no list: {json}"))
}
