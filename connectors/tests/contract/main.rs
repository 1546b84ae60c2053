//! What connectors make of payloads that are written after the platforms' own source and
//! documentation: one file for each event, and for each thing that is easily got wrong.

// `UPDATE_EXPECT=1 cargo test -p connectors` writes them so.
#![allow(clippy::needless_raw_string_hashes)]

mod bad_input;
mod chatwoot;
mod chatwoot_api;
mod payload;
mod shown;
mod whatsapp;
