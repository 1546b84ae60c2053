//! The WhatsApp Cloud API: its webhooks.
//!
//! Written after Meta's documentation, "Webhooks" and the references of the field `messages`
//! (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>).
//!
//! What has to be known of them: they are sent again for up to seven days, in any order, and several
//! changes may come in one. What the account sends is known from its statuses alone: not who wrote
//! it, nor whether a campaign sent it. So it counts as a bot's, but for what was written with the
//! account's phone. `delivered` may be skipped by `read`.
//!
//! A conversation is a customer and a phone number of the account. The platform knows no resolution:
//! a session ends when its customer has not written for 24 hours, as the window for free answers
//! does, and counts as resolved with the customer's last message.

pub(crate) mod calling_code;
mod message;
mod status;
mod verify;
mod webhook;

pub use verify::{Verification, verification, verify};
pub use webhook::read;
