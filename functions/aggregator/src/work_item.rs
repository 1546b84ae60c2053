//! Work items: what a transaction applies undivided, and how far the shard is counted afterwards.

use domain::calendar::Calendar;
use domain::change::Effect;
use domain::id::Id;
use domain::stream_position::{Part, StreamPosition};
use store::RejectedRecord;

use crate::batch::StreamRecord;

/// A record's effect, or a part of one that is too large for a transaction.
#[derive(Debug, Clone)]
pub struct WorkItem {
    /// How far the shard is counted once it is applied.
    pub position: StreamPosition,
    /// What it changes.
    pub effect: Effect,
    /// The rejected record, if it is one, in the last part of its effect.
    pub rejected: Option<RejectedRecord>,
}

impl WorkItem {
    /// The items of these records, in their order.
    pub fn of(records: &[StreamRecord], calendar: impl Fn(&Id) -> Calendar) -> Vec<Self> {
        records.iter().flat_map(|record| Self::of_record(record, &calendar)).collect()
    }

    fn of_record(record: &StreamRecord, calendar: impl Fn(&Id) -> Calendar) -> Vec<Self> {
        let mut parts = record.change.effect(calendar).into_parts();
        let last = parts.pop().map(|effect| Self {
            position: StreamPosition { sequence: record.sequence.clone(), part: Part::Whole },
            effect,
            rejected: record.rejected.clone(),
        });
        let earlier = (0..).zip(parts).map(|(n, effect)| Self {
            position: StreamPosition { sequence: record.sequence.clone(), part: Part::Through(n) },
            effect,
            rejected: None,
        });
        earlier.chain(last).collect()
    }

    /// The accounts whose counters or contacts it changes.
    pub fn accounts(&self) -> impl Iterator<Item = &Id> {
        let counters = self.effect.deltas.iter().map(|(counter, _)| &counter.account);
        counters.chain(self.effect.contact_sessions.keys().map(|(account, _)| account))
    }

    /// Whether its record is completely counted once it is applied.
    pub fn ends_record(&self) -> bool {
        self.position.part == Part::Whole
    }
}

#[cfg(test)]
mod tests;
