//! Connectors: what other platforms tell of their conversations, as source records. Pure functions:
//! no clock, no environment, no input or output.
//!
//! Read in this order. A [`connector`] says which platform feeds which account. [`chatwoot`] and
//! [`whatsapp`] check that a webhook is signed and read it into an [`Event`]: facts of
//! conversations, and names for the directory. [`conversation::merge`] adds facts to what is known
//! of a conversation, and says which [`record`]s have to be written. A [`rate_card`] prices
//! messages that the platform bills.
//!
//! **Invariant:** what is known of a conversation is a set of facts, and its records follow from
//! the set alone. So facts may arrive twice, late, in any order, from webhooks, from a sweep and
//! from an import: the records are the same.
//!
//! **Invariant:** no error and no `Debug` output repeats a value of a payload or a secret.

pub mod chatwoot;
pub mod connector;
pub mod conversation;
pub mod event;
mod id;
mod payload;
pub mod rate_card;
pub mod record;
pub mod secret;
mod signature;
pub mod whatsapp;

pub use connector::{Connector, Connectors, Platform};
pub use conversation::{ConversationFacts, Merged, State, merge};
pub use event::{Event, Ignored, Taken};
pub use payload::NotUnderstood;
pub use record::{Put, SourceRecord, Table};
pub use signature::Refused;
