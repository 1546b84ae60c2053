//! Notes that Chatwoot leaves in a conversation: all that its API tells of who it was assigned to in
//! the past, and when it was resolved. They are texts in the account's language with names in them
//! (`config/locales/en.yml`), so only English ones are understood.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::conversation::Change;
use crate::payload::Node;

/// Agents and teams by their names, without those that share a name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    agents: BTreeMap<String, Option<String>>,
    teams: BTreeMap<String, Option<String>>,
}

impl Names {
    /// The names in the answers of `GET …/agents` and `GET …/teams`.
    pub fn of(agents: &Value, teams: &Value) -> Self {
        Self { agents: by_name(Node::of(agents)), teams: by_name(Node::of(teams)) }
    }

    fn agent(&self, name: &str) -> Option<String> {
        self.agents.get(name)?.clone()
    }

    fn team(&self, name: &str) -> Option<String> {
        self.teams.get(name)?.clone()
    }
}

fn by_name(list: Node<'_>) -> BTreeMap<String, Option<String>> {
    let mut names = BTreeMap::new();
    for entry in list.elements() {
        if let (Some(name), Ok(own)) = (entry.get("name").text(), entry.get("id").id("id")) {
            let own = Some(own);
            let known = names.entry(name.to_owned()).or_insert_with(|| own.clone());
            if *known != own {
                *known = None;
            }
        }
    }
    names
}

/// What a note tells, if it tells anything that is counted.
pub(super) fn read(text: Option<&str>, names: &Names) -> Option<Change> {
    let text = text?;
    let begins = |beginnings: &[&str]| beginnings.iter().any(|it| text.starts_with(it));
    if begins(&["Conversation was marked resolved by ", "Conversation was resolved by "]) {
        return Some(Change::Resolved);
    }
    if begins(&[
        "Conversation was reopened by ",
        "Conversation was marked open ",
        "Conversation was marked as pending by ",
        "Conversation was snoozed by ",
        "System reopened the conversation ",
    ]) {
        return Some(Change::Reopened);
    }
    if begins(&["Conversation unassigned by "]) {
        return Some(Change::Agent(None));
    }
    if begins(&["Unassigned from "]) {
        return Some(Change::Team(None));
    }
    if let Some(name) = text.strip_suffix(" self-assigned this conversation") {
        return names.agent(name).map(|agent| Change::Agent(Some(agent)));
    }
    assigned(text.strip_prefix("Assigned to ")?, names)
}

/// `Ann by Bob`, `sales by Bob`, `Ann via sales by Bob`. A name may have `by` and `via` in it.
fn assigned(text: &str, names: &Names) -> Option<Change> {
    let (whom, _) = text.rsplit_once(" by ")?;
    if let Some(agent) = names.agent(whom) {
        return Some(Change::Agent(Some(agent)));
    }
    if let Some(team) = names.team(whom) {
        return Some(Change::Team(Some(team)));
    }
    let (agent, team) = whom.split_once(" via ")?;
    Some(Change::AgentAndTeam(names.agent(agent)?, names.team(team)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn notes_are_understood_where_their_names_are_known() {
        let agents = json!([{"id": 1, "name": "Ann"}, {"id": 2, "name": "Bob by Night"},
                            {"id": 3, "name": "Cy"}, {"id": 4, "name": "Cy"}, {"id": "x", "name": "X"}]);
        let names = Names::of(&agents, &json!([{"id": 7, "name": "sales"}, {"name": "lost"}]));
        let agent = |id: &str| Some(Change::Agent(Some(id.to_owned())));
        let team = |id: &str| Some(Change::Team(Some(id.to_owned())));
        for (text, change) in [
            ("Assigned to Ann by Cy", agent("1")),
            ("Assigned to Bob by Night by Ann", agent("2")),
            ("Assigned to sales by Ann", team("7")),
            ("Assigned to Ann via sales by Cy", Some(Change::AgentAndTeam("1".into(), "7".into()))),
            ("Bob by Night self-assigned this conversation", agent("2")),
            ("Conversation unassigned by Ann", Some(Change::Agent(None))),
            ("Unassigned from sales by Ann", Some(Change::Team(None))),
            ("Conversation was marked resolved by Ann", Some(Change::Resolved)),
            ("Conversation was resolved by Dora", Some(Change::Resolved)),
            (
                "Conversation was marked resolved by system due to 3 days of inactivity",
                Some(Change::Resolved),
            ),
            ("Conversation was reopened by Ann", Some(Change::Reopened)),
            ("Conversation was snoozed by Ann", Some(Change::Reopened)),
            (
                "System reopened the conversation due to a new incoming message.",
                Some(Change::Reopened),
            ),
            // Two agents of one name, unknown names, other notes, other languages.
            ("Assigned to Cy by Ann", None),
            ("Cy self-assigned this conversation", None),
            ("Assigned to X by Ann", None),
            ("Assigned to Ann via lost by Cy", None),
            ("Ann added billing, refund", None),
            ("Zugewiesen an Ann von Cy", None),
            ("", None),
        ] {
            assert_eq!(read(Some(text), &names), change, "{text}");
        }
        assert_eq!(read(None, &names), None);
    }
}
