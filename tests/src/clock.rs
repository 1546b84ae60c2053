//! The real clock: removals happen by it, and tokens expire by it.
//!
//! `tests/at-other-times` sets it for a test and for all processes that the test starts.

use chrono::{DateTime, Utc};

/// The variables by which a process and all that it starts have another clock (libfaketime), and its zone.
const VARIABLES: [&str; 4] = ["LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC", "TZ"];

/// The time now.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The variables of this process that a process with an environment of its own needs to have the same clock.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration but its environment")]
pub fn environment() -> Vec<(&'static str, String)> {
    let set = |name| std::env::var(name).ok().map(|value| (name, value));
    VARIABLES.into_iter().filter_map(set).collect()
}
