//! From records to answers: what a small business' records come to in every section.

#![allow(clippy::needless_raw_string_hashes)] // the form in which snapshots are written

mod answers;
mod business;
mod figures;
mod performance;
