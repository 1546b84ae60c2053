//! What a section is asked for.

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::{Calendar, Minute};
use crate::directory::Directory;
use crate::id::Id;
use crate::period::Period;

/// A request for a section.
#[derive(Debug, Clone)]
pub struct SectionRequest<'a> {
    /// The calendar in force.
    pub calendar: Calendar,
    /// Names.
    pub directory: &'a Directory,
    /// The days asked for.
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
