//! What the shop is called, where customers reach it, and which chat flows it runs.

use super::chance::Chance;
use super::record::{Fields, attribute};
use super::staff::{AGENTS, TEAMS};
use super::{Write, rhythm};

/// A channel that customers write to.
#[derive(Debug)]
pub(super) struct Inbox {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) channel: &'static str,
    /// How many of the customers come this way, compared to the other inboxes.
    share: f64,
}

/// A chat flow that the bot runs.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// How often a customer's first message starts it, compared to the other flows.
    opening: f64,
}

/// The inbox of the second brand.
pub(super) const STUDIO: &str = "whatsapp-studio";

/// The inbox of the visitors of the website.
pub(super) const WEBSITE: &str = "webchat";

/// All inboxes; the first two are the ones that template messages can be sent from.
pub(super) static INBOXES: [Inbox; 5] = [
    Inbox { id: "whatsapp-main", name: "Harbour & Pine", channel: "whatsapp", share: 4.4 },
    Inbox { id: STUDIO, name: "Pine Studio", channel: "whatsapp", share: 1.9 },
    Inbox { id: "instagram", name: "@harbourandpine", channel: "instagram", share: 1.5 },
    Inbox { id: WEBSITE, name: "Website chat", channel: "webchat", share: 1.4 },
    Inbox { id: "line", name: "Harbour & Pine on LINE", channel: "line", share: 0.9 },
];

const fn flow(id: &'static str, name: &'static str, opening: f64) -> Flow {
    Flow { id, name, opening }
}

/// All chat flows.
pub(super) static FLOWS: [Flow; 12] = [
    flow("welcome", "Welcome menu", 5.0),
    flow("order-status", "Where is my order?", 4.2),
    flow("store-hours", "Opening hours & directions", 1.6),
    flow("returns", "Start a return", 1.5),
    flow("delivery-slot", "Choose a delivery slot", 1.2),
    flow("gift-finder", "Gift finder", 0.9),
    flow("stock-alert", "Back in stock", 0.7),
    flow("care-guide", "Care guide: wood & linen", 0.5),
    flow("trade", "Trade enquiry", 0.4),
    flow("basket", "Forgotten basket", 0.0),
    flow("review", "Ask for a review", 0.0),
    flow("campaign", "Campaign reply", 0.0),
];

impl Inbox {
    /// The inbox with this id.
    pub(super) fn find(id: &str) -> Option<&'static Inbox> {
        INBOXES.iter().find(|inbox| inbox.id == id)
    }

    /// The inbox that a customer writes to.
    pub(super) fn of_a_customer(chance: &mut Chance) -> &'static Inbox {
        chance.weighted(INBOXES.iter(), |inbox| inbox.share).unwrap_or(&INBOXES[0])
    }

    /// One of the inboxes that can send template messages.
    pub(super) fn with_templates(chance: &mut Chance) -> &'static Inbox {
        if chance.happens(0.7) { &INBOXES[0] } else { &INBOXES[1] }
    }
}

impl Flow {
    /// The flow that a first message starts.
    pub(super) fn opening(chance: &mut Chance) -> &'static str {
        chance.weighted(FLOWS.iter(), |flow| flow.opening).map_or("welcome", |flow| flow.id)
    }
}

/// The records of the directory: the account, its inboxes, agents, teams and flows.
pub fn directory() -> Vec<Write> {
    let entity = |entity: &str, name: &str| Fields::new().text("entity", entity).text("name", name);
    let mut items = vec![entity("account", "Harbour & Pine").text("timezone", rhythm::TIMEZONE)];
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

    #[test]
    fn flows_named_in_the_code_exist() {
        for id in ["basket", "review", "campaign", "welcome"] {
            assert!(FLOWS.iter().any(|flow| flow.id == id), "{id}");
        }
    }
}
