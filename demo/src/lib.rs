//! The demo business: a home-goods shop and its customers, as records that the platform would write.
//!
//! [`directory()`] describes the business, [`history()`] gives its last ninety days, and [`LiveBusiness`] continues from
//! there. All three are pure: the seed and the time are arguments, and the same arguments give the same records, so
//! that writing them twice changes nothing.
//!
//! Every event is planned as records, and each record has all the states that it will pass through. The history gives
//! the last state of each record that is not after `now`. The live business gives each state when its time comes. Both
//! use the same conversations.
//!
//! **Invariant:** nothing here does I/O, and nothing here knows how records are counted.

mod assistant;
mod billing;
mod broadcast;
mod business;
mod contacts;
mod conversation;
mod conversation_builder;
mod directory;
mod history;
mod live;
mod record;
mod rng;
mod schedule;
mod staff;
#[cfg(test)]
mod tests;
mod wording;

pub use directory::directory;
pub use history::{DAYS, history};
pub use live::LiveBusiness;
pub use record::{ACCOUNT, Item, Write};
