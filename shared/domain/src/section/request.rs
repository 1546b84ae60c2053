//! Requests for sections.

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::{Calendar, Minute};
use crate::directory::Directory;
use crate::id::Id;
use crate::period::Period;

/// A request for a section.
#[derive(Debug, Clone)]
pub struct SectionRequest<'a> {
    /// The calendar that the account is counted in.
    pub calendar: Calendar,
    /// The account's directory, for names and for the lists of agents and teams.
    pub directory: &'a Directory,
    /// The days of the answer.
    pub period: Period,
    /// One inbox, or all.
    pub inbox: Option<Id>,
    /// The time of the request.
    pub now: DateTime<Utc>,
}

impl SectionRequest<'_> {
    /// The local date of the request.
    pub fn today(&self) -> NaiveDate {
        self.calendar.date(self.now)
    }

    /// The minute of the request.
    pub fn minute(&self) -> Minute {
        Minute::of(self.now)
    }
}
