//! What one answer is about.

use chrono::{DateTime, NaiveDate, Utc};

use super::calendar::Period;
use super::dataset::Dataset;

/// The records, the time, the period and the inbox of one answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) period: Period,
    pub(super) inbox: Option<&'a str>,
}

impl View<'_> {
    /// Whether a record of this inbox is in view.
    pub(super) fn shows(&self, inbox: &str) -> bool {
        self.inbox.is_none_or(|selected| selected == inbox)
    }
}
