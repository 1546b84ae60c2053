//! The demo account: a home-goods shop, written as the platform would write it.
//!
//! [`directory()`] says who the shop is, [`history()`] gives the ninety days behind it, and [`Life`] goes on from there.
//! All three are pure: the seed and the time are arguments, and the same arguments give the same records, so that
//! writing them a second time changes nothing.
//!
//! How it works: everything that happens is planned as records, each with all the states it will pass
//! through. The history keeps of every record its last state that is not after *now*; life writes every state when its
//! time comes. Both play the same conversations.
//!
//! **Invariant:** nothing here knows how anything is counted; the records go through the stream like any other.

mod assistant;
mod billing;
mod broadcast;
mod chance;
mod contacts;
mod conversation;
mod history;
mod life;
mod record;
mod rhythm;
mod shop;
mod staff;
#[cfg(test)]
mod tests;
mod thread;
mod wording;

use serde_json::{Map, Value};

pub use history::{DAYS, history};
pub use life::Life;
pub use shop::directory;

/// The account that all demo records belong to.
pub const ACCOUNT: &str = "demo";

/// Attributes of a record by name, as `DynamoDB` JSON: `{"sent_at": {"S": "2026-11-22T10:15:30.123Z"}}`.
pub type Item = Map<String, Value>;

/// One source record as the platform would write it: a put of the whole item.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// `messages`, `sessions`, `billing`, `flow_runs`, `ai_usage` or `directory`, without any prefix.
    pub table: &'static str,
    /// The item, its keys included.
    pub item: Item,
}
