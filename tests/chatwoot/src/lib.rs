//! A stand-in Chatwoot for the end-to-end tests, and for whoever wants to try a connector without one.
//!
//! It has one account with inboxes, agents, teams, contacts, conversations and messages, and lets them
//! live: customers write, agents and bots answer, conversations are assigned, resolved and reopened,
//! months of them before it starts, and more while it runs. It answers the part of Chatwoot's API
//! that an importer reads, in Chatwoot's pages and with its limits, and sends Chatwoot's webhooks:
//! signed, some lost, some twice, some late.
//!
//! Written after Chatwoot's source; no crate of the product is used.
//!
//! - [`account`]: who and what there is
//! - [`conversation`]: a conversation, everything that ever changed in it, and its messages
//! - [`life`]: what happens, from a seed
//! - [`json`]: the forms that Chatwoot gives all that
//! - [`api`]: its API; [`webhook`]: its webhooks

#![allow(clippy::missing_panics_doc, reason = "support for tests: a panic is a failed test")]

pub mod account;
pub mod api;
pub mod conversation;
pub mod json;
pub mod life;
pub mod webhook;
