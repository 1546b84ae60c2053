//! What records contribute, and why images are rejected.

#![allow(clippy::needless_raw_string_hashes)] // the form in which snapshots are written

mod golden;
mod golden_sessions;
mod rejected;
mod session_rules;
