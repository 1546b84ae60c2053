//! The business's inboxes and chat flows.

use crate::rng::Rng;

/// A channel that customers write to.
#[derive(Debug)]
pub(crate) struct Inbox {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) channel: &'static str,
    /// How many of the customers write here, compared to the other inboxes.
    share: f64,
}

/// A chat flow of the bot.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// How often a customer's first message starts it, compared to the other flows.
    opening: f64,
}

/// The inbox of the second brand.
pub(crate) const STUDIO: &str = "whatsapp-studio";

/// The inbox of visitors of the website.
pub(crate) const WEBSITE: &str = "webchat";

/// All inboxes. Only the first two can send template messages.
pub(crate) static INBOXES: [Inbox; 5] = [
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
pub(crate) static FLOWS: [Flow; 12] = [
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
    pub(crate) fn find(id: &str) -> Option<&'static Inbox> {
        INBOXES.iter().find(|inbox| inbox.id == id)
    }

    /// The inbox that a customer usually writes to.
    pub(crate) fn of_a_customer(rng: &mut Rng) -> &'static Inbox {
        rng.weighted(INBOXES.iter(), |inbox| inbox.share).unwrap_or(&INBOXES[0])
    }

    /// One of the inboxes that can send template messages.
    pub(crate) fn with_templates(rng: &mut Rng) -> &'static Inbox {
        if rng.happens(0.7) { &INBOXES[0] } else { &INBOXES[1] }
    }
}

impl Flow {
    /// The flow that a first message starts.
    pub(crate) fn opening(rng: &mut Rng) -> &'static str {
        rng.weighted(FLOWS.iter(), |flow| flow.opening).map_or("welcome", |flow| flow.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_named_in_the_code_exist() {
        for id in ["basket", "review", "campaign", "welcome"] {
            assert!(FLOWS.iter().any(|flow| flow.id == id), "{id}");
        }
    }
}
