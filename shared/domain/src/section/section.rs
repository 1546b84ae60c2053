//! The trait of all sections.

use super::reading::{Counters, ReadPlan};
use super::request::SectionRequest;

/// A section of the page: which counters it reads, and its answer from them.
pub trait Section {
    /// The answer, without the fields that all sections have.
    type Answer;

    /// Which counters to read for this request.
    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan;

    /// The answer; `None` where the agent or the team of the section does not exist.
    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<Self::Answer>;
}
