//! What is known of a conversation, bounded.

use serde::{Deserialize, Serialize};

use super::fact::{Facts, Message};
use super::walk::{Ends, Session, Walk, in_order};

/// The most facts that a state keeps. Beyond, the oldest are folded, until [`KEPT`] are left. So a
/// state has at most about 100 KB: DynamoDB bills each kilobyte of every write.
pub(super) const MOST: usize = 1000;
/// How many facts are left after folding.
pub(super) const KEPT: usize = 750;

/// What is known of a conversation: the value to store, as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    #[serde(rename = "f", default)]
    pub(super) facts: Facts,
    /// What older facts led to.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<Folded>,
    #[serde(rename = "u", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_unwritten: bool,
}

/// What folded facts led to. Sessions that ended before stay as they were written; only their
/// number is still known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Folded {
    /// The last second that is folded. Facts of it, or older ones, come too late to change a session.
    #[serde(rename = "t")]
    pub(super) floor: i64,
    #[serde(rename = "w")]
    pub(super) walk: Walk,
}

/// A conversation as its facts tell it.
pub(super) struct Told<'a> {
    /// Its sessions with their numbers, oldest first, as far as they are not folded.
    pub(super) sessions: Vec<(u32, Session)>,
    /// Its messages with their ids, and the team that each was written for.
    pub(super) messages: Vec<(&'a str, &'a Message, Option<String>)>,
    pub(super) customer: Option<String>,
}

impl State {
    /// The state as it is stored before its records are, where they do not fit into one transaction.
    #[must_use]
    pub fn unwritten(&self) -> Self {
        Self { is_unwritten: true, ..self.clone() }
    }

    /// The second at and before which facts come too late.
    pub(super) fn floor(&self) -> Option<i64> {
        self.before.as_ref().map(|before| before.floor)
    }

    fn walk(&self) -> Walk {
        let walk = self.before.as_ref().map(|before| before.walk.clone());
        walk.unwrap_or_default().begin(&self.facts)
    }

    pub(super) fn tell(&self, ends: Ends) -> Told<'_> {
        let mut walk = self.walk();
        let (mut sessions, mut messages) = (Vec::new(), Vec::new());
        for step in in_order(&self.facts) {
            let number = walk.sessions;
            sessions.extend(walk.step(step, ends).map(|session| (number, session)));
            if let super::walk::Step::Message(id, message) = step {
                messages.push((id, message, walk.team().map(str::to_owned)));
            }
        }
        sessions.extend(walk.session.map(|session| (walk.sessions, session)));
        Told { sessions, messages, customer: walk.customer }
    }

    /// Folds the oldest facts if there are more than `most`, so that at least `kept` are left.
    pub(super) fn fold(&mut self, ends: Ends, most: usize, kept: usize) {
        if self.facts.len() <= most {
            return;
        }
        let steps = in_order(&self.facts);
        let wanted = steps.len() - kept.min(steps.len());
        // A second is folded as a whole, or a fact of it that comes later would be out of order.
        let Some(floor) = wanted.checked_sub(1).map(|last| steps[last].second()) else { return };
        let folded = steps.iter().take_while(|step| step.second() <= floor).count();
        if folded > wanted && steps[0].second() == floor {
            return;
        }
        let floor = if folded > wanted { floor - 1 } else { floor };
        let mut walk = self.walk();
        for step in steps.into_iter().take_while(|step| step.second() <= floor) {
            walk.step(step, ends);
        }
        let facts = &mut self.facts;
        facts.messages.retain(|_, message| message.at > floor);
        facts.snapshots.retain(|snapshot| snapshot.second() > floor);
        facts.activities.retain(|activity| activity.second() > floor);
        self.before = Some(Folded { floor, walk });
    }
}
