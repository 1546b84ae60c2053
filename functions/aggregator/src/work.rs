//! Work: what is applied in one piece, and where the shard is counted to once it is.

use domain::calendar::Calendar;
use domain::change::Effect;
use domain::id::Id;
use domain::position::{Part, Position};
use store::SetAside;

use crate::batch::StreamRecord;

/// A record's effect, or a part of one that is too large for a transaction.
#[derive(Debug, Clone)]
pub struct Work {
    /// How far the shard is counted with it.
    pub position: Position,
    /// What it does.
    pub effect: Effect,
    /// The record as it is set aside, with its last part.
    pub set_aside: Option<SetAside>,
}

impl Work {
    /// The work of a batch, in its order.
    pub fn of(records: &[StreamRecord], calendar: impl Fn(&Id) -> Calendar) -> Vec<Self> {
        records.iter().flat_map(|record| Self::of_record(record, &calendar)).collect()
    }

    fn of_record(record: &StreamRecord, calendar: impl Fn(&Id) -> Calendar) -> Vec<Self> {
        let mut parts = record.change.effect(calendar).into_parts();
        let last = parts.pop().map(|effect| Self {
            position: Position { sequence: record.sequence.clone(), part: Part::Whole },
            effect,
            set_aside: record.set_aside.clone(),
        });
        let earlier = (0..).zip(parts).map(|(n, effect)| Self {
            position: Position { sequence: record.sequence.clone(), part: Part::Through(n) },
            effect,
            set_aside: None,
        });
        earlier.chain(last).collect()
    }

    /// The accounts whose counters or contacts it changes.
    pub fn accounts(&self) -> impl Iterator<Item = &Id> {
        let counters = self.effect.deltas.iter().map(|(counter, _)| &counter.account);
        counters.chain(self.effect.visits.keys().map(|(account, _)| account))
    }
}
