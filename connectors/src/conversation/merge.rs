//! Adding facts to what is known of a conversation.

use chrono::{DateTime, Utc};
use domain::record::Source;

use super::ConversationFacts;
use super::fact::Facts;
use super::records::{Maker, Records, withdrawn};
use super::state::{KEPT, MOST, State};
use super::walk::{DAY, Ends};
use crate::connector::Connector;
use crate::record::{Put, SourceRecord};

/// What facts led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// What is known now.
    pub state: State,
    /// Whether that is more than before, so that the state has to be stored.
    pub changed: bool,
    /// The records that have to be written: those that are others than before.
    pub records: Vec<SourceRecord>,
    /// When the last session ends if the customer stays silent. Merging [`Facts::passed`] of this
    /// time or later then ends it. Always `None` where the platform itself says what is resolved.
    pub closes_at: Option<DateTime<Utc>>,
    /// How many of the facts came too late to change a session. Messages among them still count.
    pub late: usize,
    /// How many of the records are bills without a rate, with the amount 0.
    pub missing_rates: usize,
}

/// Adds facts to what is known of a conversation.
///
/// The result does not depend on the order in which facts are added, nor on how often: but for facts
/// that are older than the oldest of the 750 to 1,000 that a state keeps.
pub fn merge(connector: &Connector, update: &ConversationFacts, state: Option<State>) -> Merged {
    merge_bounded(connector, update, state, MOST, KEPT)
}

pub(super) fn merge_bounded(
    connector: &Connector,
    update: &ConversationFacts,
    state: Option<State>,
    most: usize,
    kept: usize,
) -> Merged {
    let maker = Maker { connector, conversation: &update.conversation };
    let old = state.unwrap_or_default();
    let before = if old.is_unwritten { Records::new() } else { maker.records(&old) };
    let (timely, late) = at_floor(update.facts.clone(), old.floor());
    let was_unwritten = old.is_unwritten;
    let mut state = State { is_unwritten: false, ..old };
    let changed = state.facts.add(timely) || was_unwritten;
    let after = maker.records(&state);

    let mut records = Vec::new();
    let mut missing_rates = 0;
    for (key, written) in &after {
        if before.get(key).map(|before| &before.record) != Some(&written.record) {
            missing_rates += usize::from(written.is_unpriced);
            records.push(written.record.clone());
        }
    }
    for ((source, range), gone) in &before {
        if *source == Source::Sessions && !after.contains_key(&(*source, range.clone())) {
            records.push(withdrawn(&gone.record));
        }
    }
    for written in late_messages(maker, &late, &update.facts).into_values() {
        missing_rates += usize::from(written.is_unpriced);
        records.push(SourceRecord { put: Put::IfAbsent, ..written.record });
    }

    let closes_at = closes_at(maker, &state);
    state.fold(maker.ends(), most, kept);
    let real = late.snapshots.iter().filter(|snapshot| snapshot.at > 0).count();
    let late = late.messages.len() + late.activities.len() + real;
    Merged { state, changed, records, closes_at, late, missing_rates }
}

/// Facts after the floor, and those at or before it.
fn at_floor(facts: Facts, floor: Option<i64>) -> (Facts, Facts) {
    let Some(floor) = floor else { return (facts, Facts::default()) };
    let (mut timely, mut late) =
        (Facts { passed: facts.passed, ..Facts::default() }, Facts::default());
    for (id, message) in facts.messages {
        let side = if message.at > floor { &mut timely } else { &mut late };
        side.messages.insert(id, message);
    }
    for snapshot in facts.snapshots {
        let side = if snapshot.second() > floor { &mut timely } else { &mut late };
        side.snapshots.insert(snapshot);
    }
    for activity in facts.activities {
        let side = if activity.second() > floor { &mut timely } else { &mut late };
        side.activities.insert(activity);
    }
    (timely, late)
}

/// Records of messages that came too late, as the facts that came with them tell.
fn late_messages(maker: Maker<'_>, late: &Facts, update: &Facts) -> Records {
    let mut records = Records::new();
    if let Some(snapshot) = update.snapshots.last() {
        for (own, message) in &late.messages {
            let team = snapshot.team.as_deref();
            maker.add_message(&mut records, own, message, team, &snapshot.customer);
        }
    }
    records
}

fn closes_at(maker: Maker<'_>, state: &State) -> Option<DateTime<Utc>> {
    if maker.ends() == Ends::WhenResolved {
        return None;
    }
    let told = maker.told(state);
    let (_, session) = told.sessions.last()?;
    let closes = DateTime::from_timestamp(session.last_received + DAY, 0);
    closes.filter(|_| session.resolved.is_none())
}
