//! Agents' use of the AI tools.

use crate::business::Inbox;
use crate::record::{Fields, Ids, Record, Time};
use crate::rng::Rng;
use crate::staff::Agent;
use crate::wording::Tool;

/// The tool that an agent uses before writing a message; mostly none.
pub(crate) fn tool(rng: &mut Rng) -> Option<Tool> {
    match rng.unit() {
        x if x < 0.10 => Some(Tool::Writer),
        x if x < 0.17 => Some(Tool::DocReply),
        _ => None,
    }
}

/// A use of a tool. A second write, at the time of the message, adds what the agent sent. Sometimes there is none,
/// because the agent did not use the suggestion.
pub(crate) fn usage(
    (rng, ids): (&mut Rng, &mut Ids),
    tool: Tool,
    inbox: &Inbox,
    agent: &Agent,
    used_at: Time,
    sent_at: Time,
) -> Record {
    let suggestion = tool.suggestion(rng);
    let mut fields = Fields::new()
        .text("usage_id", &ids.next('a'))
        .text("tool", tool.name())
        .text("inbox_id", inbox.id)
        .text("agent_id", agent.id)
        .time("used_at", used_at)
        .text("suggestion", suggestion);
    if rng.happens(0.12) {
        fields = fields.flag("translated", true);
    }
    let mut states = vec![(used_at, fields.0.clone())];
    if rng.happens(0.86) {
        let sent = tool.sent(rng, suggestion);
        states.push((sent_at, fields.text("sent", &sent).0));
    }
    Record::changing("ai_usage", states)
}
