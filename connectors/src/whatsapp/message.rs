//! Messages of customers, and those that were written with the account's phone.

use crate::conversation::{Author, Delivery, Message};
use crate::event::Ignored;
use crate::id::hash;
use crate::payload::{Node, NotUnderstood, Read};

/// What comes as a message and is none that anybody wrote: a reaction to one, a note of the
/// platform, or a change of an earlier message.
const NO_MESSAGES: [&str; 6] =
    ["reaction", "system", "ephemeral", "request_welcome", "revoke", "edit"];

/// A message, with its id and its customer.
pub(super) struct FromNode {
    pub(super) id: String,
    pub(super) customer: String,
    pub(super) message: Message,
}

/// A message of a customer.
pub(super) fn incoming(node: Node<'_>, inbox: &str) -> Read<Result<FromNode, Ignored>> {
    if is_no_message(node)? {
        return Ok(Err(Ignored::MessageKind));
    }
    // A customer who hides the number has an id in its place.
    let customer = first_text(node, ["from", "from_user_id"], "from")?;
    read(node, inbox, customer, Author::Customer, None).map(Ok)
}

/// A message that was written with the account's phone.
pub(super) fn echo(node: Node<'_>, inbox: &str) -> Read<Result<FromNode, Ignored>> {
    if is_no_message(node)? {
        return Ok(Err(Ignored::MessageKind));
    }
    let customer = first_text(node, ["to", "to_user_id"], "to")?;
    let sent = Some(second(node)?);
    let delivery = Delivery { sent, ..Delivery::default() };
    read(node, inbox, customer, Author::Phone, Some(delivery)).map(Ok)
}

fn read(
    node: Node<'_>,
    inbox: &str,
    customer: &str,
    author: Author,
    delivery: Option<Delivery>,
) -> Read<FromNode> {
    Ok(FromNode {
        id: id(node)?,
        customer: crate::id::own(customer),
        message: Message { at: second(node)?, inbox: inbox.to_owned(), author, delivery },
    })
}

fn is_no_message(node: Node<'_>) -> Read<bool> {
    let kind = node.get("type").text().ok_or(NotUnderstood::Missing("type"))?;
    Ok(NO_MESSAGES.contains(&kind))
}

/// A message's id. The platform's has the customer's number in it and may be long, so it is hashed.
pub(super) fn id(node: Node<'_>) -> Read<String> {
    let own = node.get("id").text().filter(|own| !own.is_empty());
    own.map(hash).ok_or(NotUnderstood::Missing("id"))
}

/// When it was, in seconds.
pub(super) fn second(node: Node<'_>) -> Read<i64> {
    Ok(node.get("timestamp").time("timestamp")?.div_euclid(1000))
}

/// The first of these fields that has a text.
pub(super) fn first_text<'a>(
    node: Node<'a>,
    fields: [&str; 2],
    name: &'static str,
) -> Read<&'a str> {
    let mut texts = fields.into_iter().filter_map(|field| node.get(field).text());
    texts.find(|text| !text.is_empty()).ok_or(NotUnderstood::Missing(name))
}
