//! Messages.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::counter::{Contributions, Hourly, Measure, Row, Staff};
use crate::id::Id;
use crate::image::{AllowedValues, Image, RejectReason};

/// Who sent a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sender {
    /// The customer.
    Customer,
    /// A human agent, and the team that the agent wrote for, if any.
    Agent(Id, Option<Id>),
    /// A bot.
    Bot,
    /// A broadcast.
    Broadcast,
}

/// A message in a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The account that it belongs to.
    pub account: Id,
    /// The inbox that received or sent it.
    pub inbox: Id,
    /// Who sent it.
    pub sender: Sender,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
}

#[derive(Clone, Copy)]
enum SenderKind {
    Customer,
    Agent,
    Bot,
    Broadcast,
}

const SENDERS: AllowedValues<SenderKind> = AllowedValues {
    values: &[
        ("customer", SenderKind::Customer),
        ("agent", SenderKind::Agent),
        ("bot", SenderKind::Bot),
        ("broadcast", SenderKind::Broadcast),
    ],
    list: "`customer`, `agent`, `bot`, `broadcast`",
};

impl Message {
    pub(super) fn decode(image: Image<'_>) -> Result<Self, RejectReason> {
        image.id("session_id")?;
        image.id("message_id")?;
        image.id("customer_id")?;
        let agent = image.optional_staff_id("agent_id")?;
        let team = image.optional_staff_id("team_id")?;
        let sender = match image.one_of("sender", &SENDERS)? {
            SenderKind::Customer => Sender::Customer,
            SenderKind::Agent => {
                Sender::Agent(agent.ok_or(RejectReason::Missing("agent_id"))?, team)
            }
            SenderKind::Bot => Sender::Bot,
            SenderKind::Broadcast => Sender::Broadcast,
        };
        Ok(Self {
            account: image.id("account_id")?,
            inbox: image.id("inbox_id")?,
            sender,
            sent_at: image.time("sent_at")?,
        })
    }

    pub(super) fn contribute(&self, calendar: Calendar, out: &mut Contributions<'_>) {
        let (date, hour) = calendar.hour(self.sent_at);
        let measure = match &self.sender {
            Sender::Customer => Measure::Received,
            Sender::Agent(..) => Measure::AgentSent,
            Sender::Bot => Measure::BotSent,
            Sender::Broadcast => Measure::BroadcastSent,
        };
        out.count(&Row::Day(date), measure);
        out.add_inbox_detail(date, measure, 1);
        let hourly = match &self.sender {
            Sender::Customer => Some(Hourly::Received),
            Sender::Agent(..) => Some(Hourly::AgentSent),
            Sender::Bot => Some(Hourly::BotSent),
            Sender::Broadcast => None,
        };
        if let Some(hourly) = hourly {
            out.add_detail(date, Measure::InHour(hourly, hour), 1);
        }
        if let Sender::Agent(agent, team) = &self.sender {
            out.count(&Row::StaffDay(date, Staff::Agent(agent.clone())), measure);
            if let Some(team) = team {
                out.count(&Row::StaffDay(date, Staff::Team(team.clone())), measure);
            }
        }
    }
}
