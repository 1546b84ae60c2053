//! Chatwoot's API: what no webhook told.
//!
//! Written after Chatwoot's own source: `app/finders/conversation_finder.rb`,
//! `app/finders/message_finder.rb`, `app/models/concerns/sort_handler.rb` and
//! `config/initializers/rack_attack.rb`.
//!
//! - [`Client`]: requests, their pace and their repetition
//! - [`Reader`]: a conversation with its messages, written by an [`Intake`](crate::Intake)
//! - [`import`](import()): all conversations, going on where it was; [`recent`]: those of the last hours

mod api;
mod client;
mod import;
mod pace;
mod passes;
mod reader;
mod recent;

pub use api::Page;
pub use client::{Client, Error, Manner};
pub use import::{Progress, import};
pub use reader::{Count, NotRead, Reader};
pub use recent::recent;
