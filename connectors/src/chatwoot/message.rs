//! Messages, in each of the forms that Chatwoot gives them: the payload of a webhook (`message_type`
//! in words, a timestamp), and what it pushes and its API answers (`message_type` as a number,
//! seconds).

use super::names::Names;
use crate::conversation::{Author, Message};
use crate::event::Ignored;
use crate::payload::{Node, NotUnderstood, Read};

/// A message that is counted, or why it is not.
pub(super) enum Counted {
    /// The message and its id.
    Yes(String, Message),
    No(Ignored),
}

/// Reads a message, and collects the names in it.
pub(super) fn read(message: Node<'_>, names: &mut Names) -> Read<Counted> {
    if message.get("private").is_true() {
        return Ok(Counted::No(Ignored::PrivateNote));
    }
    let author = match Kind::of(message.get("message_type"))? {
        Kind::Activity => return Ok(Counted::No(Ignored::Activity)),
        Kind::Other => return Ok(Counted::No(Ignored::MessageKind)),
        Kind::Incoming => Author::Customer,
        Kind::Template => Author::Bot,
        Kind::Outgoing => author(message, names)?,
    };
    let inbox = message.get("inbox").get("id");
    let inbox = if inbox.is_there() { inbox } else { message.get("inbox_id") };
    names.inbox(message.get("inbox"), None);
    let at = message.get("created_at").time("created_at")?.div_euclid(1000);
    let message_of = Message { at, inbox: inbox.id("inbox.id")?, author, delivery: None };
    Ok(Counted::Yes(message.get("id").id("id")?, message_of))
}

enum Kind {
    Incoming,
    Outgoing,
    Activity,
    Template,
    Other,
}

impl Kind {
    fn of(kind: Node<'_>) -> Read<Self> {
        let number = kind.number();
        Ok(match (kind.text(), number) {
            (Some("incoming"), _) | (_, Some(0)) => Self::Incoming,
            (Some("outgoing"), _) | (_, Some(1)) => Self::Outgoing,
            (Some("activity"), _) | (_, Some(2)) => Self::Activity,
            (Some("template"), _) | (_, Some(3)) => Self::Template,
            (Some(_), _) | (_, Some(_)) => Self::Other,
            (None, None) if kind.is_there() => {
                return Err(NotUnderstood::WrongForm("message_type", "a word or a number"));
            }
            (None, None) => return Err(NotUnderstood::Missing("message_type")),
        })
    }
}

/// Who wrote a message that went out. Campaigns and automations are sent in an agent's name, so
/// what they leave in the message comes before its sender.
fn author(message: Node<'_>, names: &mut Names) -> Read<Author> {
    let content = message.get("content_attributes");
    if message.get("additional_attributes").get("campaign_id").is_there() {
        return Ok(Author::Broadcast);
    }
    if content.get("automation_rule_id").is_there() {
        return Ok(Author::Bot);
    }
    let sender = message.get("sender");
    let kind = sender.get("type").text().or_else(|| message.get("sender_type").text());
    match kind {
        Some("user" | "User") => {
            let id = sender.get("id");
            let id = if id.is_there() { id } else { message.get("sender_id") };
            names.agent(sender);
            Ok(Author::Agent(id.id("sender.id")?))
        }
        Some(_) => Ok(Author::Bot),
        None if content.get("external_echo").is_true() => {
            names.phone();
            Ok(Author::Phone)
        }
        None => Ok(Author::Unknown),
    }
}
