//! Lambda's event source mappings on one machine: each reads a table's stream and calls the
//! aggregator.

mod continuing;
mod event;
mod feed;
mod progress;

pub(crate) use feed::Feed;
pub(crate) use progress::Progress;
