//! Figures of this moment, and of the ends of past days. They need no timer: resolutions are
//! counted by the minute, and the past is worked out from the running numbers and the days since
//! then.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::figures::whole;
use super::{Range, SectionRequest};
use crate::calendar::{Hour, Minute};
use crate::counter::{Amount, Measure, Measures};

/// The running numbers, and the resolutions that still matter now.
pub(super) fn now_range(request: &SectionRequest<'_>) -> Range {
    Range::Now(request.minute().first_still_active().hour())
}

/// The running numbers of all agents and teams, and the resolutions that still matter now.
pub(super) fn staff_now_range(request: &SectionRequest<'_>) -> Range {
    Range::StaffNow(request.minute().first_still_active().hour())
}

/// The running numbers of all inboxes, and the resolutions that still matter now.
pub(super) fn inbox_now_range(request: &SectionRequest<'_>) -> Range {
    Range::InboxNow(request.minute().first_still_active().hour())
}

/// How many were resolved less than 24 hours before this minute, or will be after it.
pub(super) fn resolved_lately(
    hours: &BTreeMap<Hour, Measures>,
    now: Minute,
    measure: fn(u8) -> Measure,
) -> u64 {
    let first = now.first_still_active();
    let mut sum = Amount::ZERO;
    for (hour, measures) in hours.range(first.hour()..) {
        for (found, amount) in measures.iter() {
            let (Measure::SessionsAt(minute) | Measure::CustomersAt(minute)) = found else {
                continue;
            };
            if found == measure(minute) && hour.minute(minute) >= first {
                sum += amount;
            }
        }
    }
    whole(sum)
}

/// How many sessions or spans are active at the ends of days: all that ever started, minus those
/// that started later, minus those that had ended by then (all that have an end, minus those whose
/// end is later).
pub(super) struct DayEnds<'a> {
    days: &'a BTreeMap<NaiveDate, Measures>,
    started: Measure,
    ended: Measure,
    in_all: Amount,
    with_end: Amount,
}

impl<'a> DayEnds<'a> {
    /// The ends of days of sessions. `days` must hold every day from the first requested one on.
    pub(super) fn of_sessions(days: &'a BTreeMap<NaiveDate, Measures>, now: &Measures) -> Self {
        Self {
            days,
            started: Measure::SessionsStarted,
            ended: Measure::SessionsEnded,
            in_all: now.get(Measure::Sessions),
            with_end: now.get(Measure::SessionsWithEnd),
        }
    }

    /// The same of the spans of an agent or a team.
    pub(super) fn of_spans(days: &'a BTreeMap<NaiveDate, Measures>, now: &Measures) -> Self {
        Self {
            days,
            started: Measure::TimesAssigned,
            ended: Measure::SpansEnded,
            in_all: now.get(Measure::Spans),
            with_end: now.get(Measure::SpansWithEnd),
        }
    }

    /// How many are active at the end of each date from this one on, for dates that have counters;
    /// what holds for a date holds until the next.
    pub(super) fn from(&self, first: NaiveDate) -> ActiveByDate {
        let mut active = self.in_all - self.with_end;
        let mut by_date = BTreeMap::new();
        for (date, measures) in self.days.range(first..).rev() {
            by_date.insert(*date, whole(active));
            active += measures.get(self.ended) - measures.get(self.started);
        }
        ActiveByDate { before: whole(active), by_date }
    }
}

/// How many are active at the end of a day.
pub(super) struct ActiveByDate {
    before: u64,
    by_date: BTreeMap<NaiveDate, u64>,
}

impl ActiveByDate {
    /// How many are active at the end of this date.
    pub(super) fn on(&self, date: NaiveDate) -> u64 {
        self.by_date.range(..=date).next_back().map_or(self.before, |(_, active)| *active)
    }
}

#[cfg(test)]
mod tests;
