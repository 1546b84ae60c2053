//! Statuses of messages that the account sent: what is known of them, and what they cost.

use domain::record::Category;

use super::message::{first_text, id, second};
use crate::conversation::{Author, Delivery, Message};
use crate::event::{Ignored, Marks};
use crate::payload::{Node, NotUnderstood, Read};

/// A status of a message, with the message's id and its customer.
pub(super) struct Status {
    pub(super) id: String,
    pub(super) customer: String,
    pub(super) message: Message,
}

/// Reads a status.
pub(super) fn read(
    node: Node<'_>,
    inbox: &str,
    marks: &mut Marks,
) -> Read<Result<Status, Ignored>> {
    let at = second(node)?;
    let status = node.get("status").text().ok_or(NotUnderstood::Missing("status"))?;
    let (sent, delivered) = match status {
        "sent" => (Some(at), None),
        "delivered" | "read" | "played" => (Some(at), Some(at)),
        "failed" => (None, None),
        _ => return Ok(Err(Ignored::MessageKind)),
    };
    let customer = first_text(node, ["recipient_id", "recipient_user_id"], "recipient_id")?;
    let billed = billed(node.get("pricing"), marks);
    let delivery = Some(Delivery { sent, delivered, billed });
    let author = Author::Unknown;
    Ok(Ok(Status {
        id: id(node)?,
        customer: crate::id::own(customer),
        message: Message { at, inbox: inbox.to_owned(), author, delivery },
    }))
}

/// What a message is billed as, if it is billed once it arrives. `type` says so, and `billable` in
/// older versions. Where conversations were billed (`CBP`), no single message was.
fn billed(pricing: Node<'_>, marks: &mut Marks) -> Option<Category> {
    if pricing.get("pricing_model").text() == Some("CBP") {
        return None;
    }
    let is_billed = match pricing.get("type").text() {
        Some(kind) => kind == "regular",
        None => pricing.get("billable").is_true(),
    };
    if !is_billed {
        return None;
    }
    let category = pricing.get("category").text().and_then(Category::named);
    if category.is_none_or(|category| category == Category::Other) {
        marks.unknown_category += 1;
    }
    Some(category.unwrap_or(Category::Other))
}
