//! Conversations, as Chatwoot pushes them and as its API answers them.

use super::names::Names;
use crate::conversation::Snapshot;
use crate::payload::{Node, NotUnderstood, Read};

/// Reads how a conversation stands, with its number, and collects the names in it.
pub(super) fn read(conversation: Node<'_>, names: &mut Names) -> Read<(String, Snapshot)> {
    let meta = conversation.get("meta");
    let assignee = meta.get("assignee");
    let agent = if is_a_person(meta, assignee) {
        names.agent(assignee);
        assignee.get("id").maybe_id("meta.assignee.id")?
    } else {
        None
    };
    names.team(meta.get("team"));
    let inbox = conversation.get("inbox_id").id("inbox_id")?;
    names.channel(&inbox, channel(conversation, meta));
    let snapshot = Snapshot {
        at: changed_at(conversation)?,
        is_resolved: is_resolved(conversation.get("status"))?,
        agent,
        team: meta.get("team").get("id").maybe_id("meta.team.id")?,
        inbox,
        customer: meta.get("sender").get("id").id("meta.sender.id")?,
    };
    Ok((conversation.get("id").id("conversation.id")?, snapshot))
}

/// When it last changed. Versions that do not say so at least say when something last happened.
fn changed_at(conversation: Node<'_>) -> Read<i64> {
    for name in ["updated_at", "last_activity_at", "timestamp", "created_at"] {
        if let Some(at) = conversation.get(name).maybe_time("updated_at")? {
            return Ok(at);
        }
    }
    Err(NotUnderstood::Missing("updated_at"))
}

/// Whether it is resolved. Whatever else a version may know (`open`, `pending`, `snoozed`) is not.
fn is_resolved(status: Node<'_>) -> Read<bool> {
    match status.text() {
        Some(status) => Ok(status == "resolved"),
        None if status.is_there() => Err(NotUnderstood::WrongForm("status", "a word")),
        None => Err(NotUnderstood::Missing("status")),
    }
}

/// Whether whom it is assigned to is a human agent: no bot and no assistant.
fn is_a_person(meta: Node<'_>, assignee: Node<'_>) -> bool {
    let kind = meta.get("assignee_type").text().or_else(|| assignee.get("type").text());
    assignee.is_there() && kind.is_none_or(|kind| ["User", "user"].contains(&kind))
}

/// Its channel, in small letters: `whatsapp` for `Channel::Whatsapp`.
fn channel(conversation: Node<'_>, meta: Node<'_>) -> Option<String> {
    let channel = conversation.get("channel").text().or_else(|| meta.get("channel").text())?;
    Some(super::names::channel(channel))
}
