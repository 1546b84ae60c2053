//! What one answer is about.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Value, json};

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
    /// The figures of the period, of the days before it, and of its days that are over beside those
    /// opposite: each a number of days earlier.
    pub(super) fn compared(&self, figures: impl Fn(Period) -> Value) -> Value {
        let (period, length) = (self.period, Days::new(self.period.days()));
        let yesterday = self.today - Days::new(1);
        let complete = (period.from <= yesterday).then(|| {
            let over = Period { from: period.from, to: period.to.min(yesterday) };
            let opposite = Period { from: over.from - length, to: over.to - length };
            json!({
                "days": over.days(),
                "totals": figures(over),
                "previous": figures(opposite),
            })
        });
        json!({
            "totals": figures(period),
            "previous": figures(period.before()),
            "complete": complete,
        })
    }

    /// Whether a record of this inbox is in view.
    pub(super) fn shows(&self, inbox: &str) -> bool {
        self.inbox.is_none_or(|selected| selected == inbox)
    }
}
