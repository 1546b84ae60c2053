//! The directory: who the business is, and what it works with.

use crate::business::{FLOWS, INBOXES};
use crate::record::{Fields, Write, attribute};
use crate::schedule;
use crate::staff::{AGENTS, TEAMS};

/// The records of the directory: the account, its inboxes, agents, teams and flows.
pub fn directory() -> Vec<Write> {
    let entity = |entity: &str, name: &str| Fields::new().text("entity", entity).text("name", name);
    let mut items = vec![entity("account", "Harbour & Pine").text("timezone", schedule::TIMEZONE)];
    items.extend(INBOXES.iter().map(|inbox| {
        entity(&format!("inbox#{}", inbox.id), inbox.name).text("channel", inbox.channel)
    }));
    items.extend(AGENTS.iter().map(|agent| entity(&format!("agent#{}", agent.id), agent.name)));
    items.extend(TEAMS.iter().map(|team| {
        let members = team.members.iter().map(|id| attribute("S", *id)).collect();
        entity(&format!("team#{}", team.id), team.name).list("agent_ids", members)
    }));
    items.extend(FLOWS.iter().map(|flow| entity(&format!("flow#{}", flow.id), flow.name)));
    items.into_iter().map(|fields| Write { table: "directory", item: fields.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_lists_everything_once() {
        let mut entities: Vec<_> = directory()
            .iter()
            .map(|write| write.item["entity"]["S"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(entities.len(), 1 + 5 + 20 + 5 + 12);
        entities.sort();
        entities.dedup();
        assert_eq!(entities.len(), 43);
        assert!(entities.contains(&"team#studio".to_owned()));
    }
}
