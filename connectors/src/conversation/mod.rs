//! Conversations: from a set of facts to the records of their sessions, messages and bills.
//!
//! # What is stored, and how
//!
//! Whoever stores a conversation's [`State`] keeps it beside a version, and writes it on condition
//! of that version. The records of a [`Merged`] belong into the same transaction: then nobody ever
//! writes a record that follows from fewer facts than those in the stored state. Where they do not
//! fit into one transaction:
//!
//! 1. Write the state with [`State::unwritten`], on condition of its version.
//! 2. Write the records, in transactions that check that the version is still this one.
//! 3. Write the state itself, on condition of that version.
//!
//! Whoever is overtaken, in whatever step, reads the state again and merges again. The next merge
//! into a state that says that it is unwritten gives all records that follow from it.
//!
//! # Sessions
//!
//! A conversation of the platform may last for years. It has sessions, numbered from 1: record
//! `{conversation}.{number}` of `sessions`. Its messages belong to the conversation, since a message
//! that moved to another session would have to be removed, and a removed record goes on counting.
//! Nothing joins the two: messages and sessions are counted each by itself.

mod fact;
mod merge;
mod records;
mod state;
#[cfg(test)]
mod tests;
mod walk;

pub use fact::Facts;
pub(crate) use fact::{Activity, Author, Change, Delivery, Message, Snapshot};
pub use merge::{Merged, merge};
pub(crate) use records::PHONE;
pub use state::State;

/// Facts of one conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationFacts {
    /// The conversation's id: the hash key of its messages, and the key to store its [`State`] by.
    pub conversation: String,
    /// The facts.
    pub facts: Facts,
}
