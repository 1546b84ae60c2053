//! What holds of every conversation.

// `UPDATE_EXPECT=1 cargo test -p connectors` writes them so.
#![allow(clippy::needless_raw_string_hashes)]

mod order;
mod sessions;
mod told;
