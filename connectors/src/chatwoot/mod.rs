//! Chatwoot: its account webhooks, and the answers of its API.
//!
//! Written after Chatwoot's own source, `app/listeners/webhook_listener.rb`,
//! `app/models/message.rb`, `app/presenters/conversations/event_data_presenter.rb`, the views under
//! `app/views/api/v1`, and `lib/webhooks/trigger.rb`.
//!
//! What has to be known of its webhooks: none is sent twice after a failure, and some are sent twice
//! without one. They are written when they are sent, so a state may be newer than its event: the
//! state is believed, not the event's name. A message stands in a webhook as it is stored, and the
//! same way, but for fractions of seconds, in the API.

mod activity;
mod api;
mod conversation;
mod message;
mod names;
mod verify;
mod webhook;

pub use activity::Names;
pub use api::{agents, conversations, from_api, inboxes, messages, team};
pub use verify::{Given, verify};
pub use webhook::read;

use crate::connector::Connector;
use crate::payload::{Node, NotUnderstood, Read};

/// The conversation's id: the connector, Chatwoot's account, and the number that users see.
fn conversation_id(connector: &Connector, account: u32, number: &str) -> String {
    crate::id::id(&connector.name, &format!("{account}.{number}"))
}

/// The number of Chatwoot's account that a connector is for.
fn account(connector: &Connector) -> Read<u32> {
    match &connector.platform {
        crate::Platform::Chatwoot(chatwoot) => Ok(chatwoot.account),
        crate::Platform::WhatsApp(_) => Err(NotUnderstood::OtherAccount),
    }
}

/// Fails if something says that it belongs to another account.
fn check_account(account: u32, said: Node<'_>) -> Read<()> {
    match said.number() {
        Some(number) if number != i64::from(account) => Err(NotUnderstood::OtherAccount),
        _ => Ok(()),
    }
}
