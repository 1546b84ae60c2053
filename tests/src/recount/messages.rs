//! `GET /v1/messages`.

use serde_json::{Value, json};

use super::{Period, View};

#[derive(Default)]
pub(super) struct Figures {
    pub(super) agent_sent: u64,
    pub(super) bot_sent: u64,
    pub(super) broadcast_sent: u64,
    pub(super) received: u64,
}

impl Figures {
    fn json(&self) -> Value {
        json!({
            "agent_sent": self.agent_sent,
            "bot_sent": self.bot_sent,
            "broadcast_sent": self.broadcast_sent,
            "received": self.received,
        })
    }
}

pub(super) fn figures(view: &View, period: Period) -> Figures {
    let mut figures = Figures::default();
    for message in &view.dataset.messages {
        if view.shows(&message.inbox) && period.has(message.day) {
            match message.sender {
                "agent" => figures.agent_sent += 1,
                "bot" => figures.bot_sent += 1,
                "broadcast" => figures.broadcast_sent += 1,
                _ => figures.received += 1,
            }
        }
    }
    figures
}

pub(super) fn section(view: &View) -> Value {
    let mut section = view.compared(|period| figures(view, period).json());
    section["daily"] = view.period.daily(|day| figures(view, Period::day(day)).json());
    section
}
