//! The aggregator: turns the writes of the source tables into counters, exactly once.
//!
//! A tumbling-window event of a DynamoDB stream is decoded record by record ([`batch`]) into
//! [work items](work_item); these are cut into [chunks](chunk), each a transaction that
//! moves the shard's checkpoint together with the counters ([`run`]).
//!
//! **Invariant:** what is at or below the checkpoint is never applied again, and the checkpoint
//! never moves without what lies below it. A retry, a batch cut otherwise, a killed process, an
//! invocation that runs beside its successor: all read the checkpoint and go on after it.

pub mod backoff;
pub mod batch;
pub mod chunk;
mod contention;
mod counted;
pub mod metrics;
mod run;
pub mod scan;
pub mod settings;
pub mod work_item;

use serde_json::Value;
use store::Writer;
use tokio::time::Instant;
use tracing::warn;

use crate::batch::{Batch, Refused};
use crate::contention::Contention;
use crate::run::Tools;
use crate::settings::SettingsCache;

pub use config::Clock;
pub use counted::{BatchItemFailure, Counted, Response};

/// Counts the records of streams.
#[derive(Debug)]
pub struct Aggregator {
    writer: Writer,
    clock: Clock,
    real: Clock,
    settings: SettingsCache,
    contention: Contention,
    halves_after: u32,
}

impl Aggregator {
    /// An aggregator that writes with `writer`; `clock` is the clock of the figures.
    pub fn new(writer: Writer, clock: Clock) -> Self {
        Self {
            writer,
            clock,
            real: Clock::System,
            settings: SettingsCache::default(),
            contention: Contention::default(),
            halves_after: run::HALVES_AFTER,
        }
    }

    /// The same with another clock for what does not count: expiries, delays and lanes. For whoever
    /// simulates time.
    #[must_use]
    pub fn with_real_clock(self, real: Clock) -> Self {
        Self { real, ..self }
    }

    /// The same that tries half a chunk once it was throttled so often in a row. For whoever simulates
    /// what that costs.
    #[must_use]
    pub fn halving_after(self, halves_after: u32) -> Self {
        Self { halves_after, ..self }
    }

    /// Counts the records of an event, as many as it can before the deadline. The result names the
    /// first record that is left, so Lambda delivers the rest again and nothing is lost.
    ///
    /// # Errors
    ///
    /// An event that does not come from a stream of a source table, with a tumbling window and both
    /// images. Nothing of it is counted, because the counters would be wrong.
    pub async fn count(&self, event: &Value, deadline: Instant) -> Result<Counted, Refused> {
        let batch = Batch::decode(event, self.writer.tables(), self.real.now())?;
        let tools = Tools {
            writer: &self.writer,
            cache: &self.settings,
            contention: &self.contention,
            clock: self.clock,
            real: self.real,
            halves_after: self.halves_after,
        };
        let counted = run::run(tools, event, &batch, deadline).await;
        for (account, times) in self.contention.contended(Instant::now()) {
            // What others raised meanwhile is read again, too.
            self.settings.forget(&account);
            if let Err(error) = contention::raise(&self.writer, &account, times, self.real).await {
                warn!(%account, %error, "cannot raise the account's lanes");
            }
        }
        let delay = batch.since.map(|since| self.real.now() - since);
        Ok(Counted { source: batch.source, delay, ..counted })
    }
}

#[cfg(test)]
mod tests;
