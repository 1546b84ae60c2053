//! Local dates and periods.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// `today` and the days before it, `days` in all.
    pub fn last(days: u64, today: NaiveDate) -> Self {
        let from = today - Days::new(days - 1);
        Self { from, to: today }
    }

    /// How many days.
    pub fn days(self) -> u64 {
        u64::try_from((self.to - self.from).num_days() + 1).expect("from is not after to")
    }

    /// The same number of days just before.
    #[must_use]
    pub fn before(self) -> Self {
        let days = Days::new(self.days());
        Self { from: self.from - days, to: self.to - days }
    }

    /// Whether a day is in it.
    pub fn has(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// One of its days alone.
    pub fn day(day: NaiveDate) -> Self {
        Self { from: day, to: day }
    }

    /// Its days, oldest first.
    pub fn dates(self) -> Vec<NaiveDate> {
        self.from.iter_days().take_while(|d| *d <= self.to).collect()
    }

    /// One row for every day: what `figures` gives for it, and its date.
    pub(super) fn daily(self, mut figures: impl FnMut(NaiveDate) -> Value) -> Value {
        let rows = self.dates().into_iter().map(|date| {
            let mut row = figures(date);
            row["date"] = json!(date.to_string());
            row
        });
        rows.collect()
    }
}

/// The date of a moment in a zone.
pub fn date(zone: Tz, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}
