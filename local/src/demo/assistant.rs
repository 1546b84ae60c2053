//! Agents' use of the AI tools.

use super::chance::Chance;
use super::record::{Fields, Ids, Record, Time};
use super::shop::Inbox;
use super::staff::Agent;
use super::wording::Tool;

/// The tool that an agent asks before writing a message; mostly none.
pub(super) fn ask(chance: &mut Chance) -> Option<Tool> {
    match chance.unit() {
        x if x < 0.10 => Some(Tool::Writer),
        x if x < 0.17 => Some(Tool::DocReply),
        _ => None,
    }
}

/// The use of a tool. What the agent sent arrives with the message, by a second write; now and then it never does,
/// because the agent dropped the suggestion.
pub(super) fn help(
    (chance, ids): (&mut Chance, &mut Ids),
    tool: Tool,
    inbox: &Inbox,
    agent: &Agent,
    used_at: Time,
    sent_at: Time,
) -> Record {
    let suggestion = tool.suggestion(chance);
    let mut fields = Fields::new()
        .text("usage_id", &ids.next('a'))
        .text("tool", tool.name())
        .text("inbox_id", inbox.id)
        .text("agent_id", agent.id)
        .time("used_at", used_at)
        .text("suggestion", suggestion);
    if chance.happens(0.12) {
        fields = fields.flag("translated", true);
    }
    let mut states = vec![(used_at, fields.0.clone())];
    if chance.happens(0.86) {
        let sent = tool.sent(chance, suggestion);
        states.push((sent_at, fields.text("sent", &sent).0));
    }
    Record::changing("ai_usage", states)
}
