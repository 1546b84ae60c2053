//! What records contribute, and why images are rejected.

#![allow(clippy::needless_raw_string_hashes)] // the form in which snapshots are written

mod golden;
mod golden_sessions;
mod golden_version_2;
mod rejected;
mod session_rules;

use super::Source;

#[test]
fn every_source_has_a_table_of_its_own() {
    let tables = Source::ALL.map(Source::table);
    assert_eq!(tables, ["messages", "sessions", "billing", "flow_runs", "ai_usage"]);
}
