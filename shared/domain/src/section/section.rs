//! What every section is.

use super::reading::{Counters, ReadPlan};
use super::request::SectionRequest;

/// A section of the page: what it reads of the counters, and its answer from that.
pub trait Section {
    /// The answer, without the fields that all sections have.
    type Answer;

    /// The key ranges and keys to read.
    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan;

    /// The answer; none where the agent or team that is asked for does not exist.
    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<Self::Answer>;
}
