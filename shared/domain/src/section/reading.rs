//! The plan of what a section reads, and the counters that were read.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::Hour;
use crate::counter::{Amount, Measure, Measures, Row, Staff};
use crate::id::Id;
use crate::period::Period;

/// A range of counter items of one family and scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Range {
    /// Days from the first date to the second; without a second date, all later days.
    Days(NaiveDate, Option<NaiveDate>),
    /// Days of all agents and teams, in the same way.
    StaffDays(NaiveDate, Option<NaiveDate>),
    /// Days of all flows, in the same way.
    FlowDays(NaiveDate, Option<NaiveDate>),
    /// Running numbers, and resolutions from this hour on. There is no upper bound, because a
    /// platform's clock may be ahead.
    Now(Hour),
    /// The same of all agents and teams.
    StaffNow(Hour),
}

impl Range {
    /// The days of a period, and the same number of days just before it.
    pub(super) fn compared_days(period: Period) -> Self {
        Self::Days(period.previous().from, Some(period.to))
    }
}

/// What a section reads: ranges and items in the scope of the request, and the account's balance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadPlan {
    /// Ranges, in the scope of the request.
    pub ranges: Vec<Range>,
    /// Single items, in the scope of the request.
    pub items: Vec<Row>,
    /// Whether to read the account's balance, which is always that of all inboxes.
    pub balance: bool,
    /// What to read of the days of agents and teams.
    pub staff: StaffPlan,
}

/// What to read of the days of agents and teams in a range. A list has thousands of such days, so
/// the rest is not fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffPlan {
    /// Whose days to read.
    pub filter: StaffFilter,
    /// Which measures to read; all of them where the list is empty.
    pub measures: Vec<Measure>,
}

impl StaffPlan {
    /// A plan to read these measures, each once, of those that the filter lets through.
    pub fn of(filter: StaffFilter, mut measures: Vec<Measure>) -> Self {
        measures.sort_unstable();
        measures.dedup();
        Self { filter, measures }
    }
}

/// Whose days to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum StaffFilter {
    /// The days of all agents and all teams.
    #[default]
    Everybody,
    /// The days of all agents.
    Agents,
    /// The days of these agents and teams.
    These(Vec<Staff>),
}

/// The counters that were read.
#[derive(Debug, Clone, Default)]
pub struct Counters {
    days: BTreeMap<NaiveDate, Measures>,
    staff_days: BTreeMap<Staff, BTreeMap<NaiveDate, Measures>>,
    flow_days: BTreeMap<NaiveDate, BTreeMap<Id, Measures>>,
    now: Measures,
    staff_now: BTreeMap<Staff, Measures>,
    resolved: BTreeMap<Hour, Measures>,
    staff_resolved: BTreeMap<Staff, BTreeMap<Hour, Measures>>,
    balance: Measures,
}

/// No numbers.
static NOTHING: Measures = Measures::NONE;

impl Counters {
    /// Adds an item that was read. If a row has several items (lanes), they add up.
    pub fn add(&mut self, row: Row, measures: Measures) {
        let mine = match row {
            Row::Day(date) => self.days.entry(date).or_default(),
            Row::StaffDay(date, staff) => {
                self.staff_days.entry(staff).or_default().entry(date).or_default()
            }
            Row::FlowDay(date, flow) => {
                self.flow_days.entry(date).or_default().entry(flow).or_default()
            }
            Row::Now => &mut self.now,
            Row::StaffNow(staff) => self.staff_now.entry(staff).or_default(),
            Row::Resolved(hour) => self.resolved.entry(hour).or_default(),
            Row::StaffResolved(hour, staff) => {
                self.staff_resolved.entry(staff).or_default().entry(hour).or_default()
            }
        };
        merge(mine, measures);
    }

    /// Adds the account's running numbers, read for its balance.
    pub fn add_balance(&mut self, measures: Measures) {
        merge(&mut self.balance, measures);
    }

    /// The measures of a day.
    pub fn day(&self, date: NaiveDate) -> &Measures {
        self.days.get(&date).unwrap_or(&NOTHING)
    }

    /// The sum of the days of a period.
    pub fn days_of(&self, period: Period) -> Measures {
        sum(&self.days, period)
    }

    /// All days read.
    pub(super) fn days(&self) -> &BTreeMap<NaiveDate, Measures> {
        &self.days
    }

    /// All days read of an agent or a team.
    pub(super) fn staff_days(&self, staff: &Staff) -> &BTreeMap<NaiveDate, Measures> {
        static NONE: BTreeMap<NaiveDate, Measures> = BTreeMap::new();
        self.staff_days.get(staff).unwrap_or(&NONE)
    }

    /// The sum of an agent's or a team's days of a period.
    pub(super) fn staff_days_of(&self, staff: &Staff, period: Period) -> Measures {
        sum(self.staff_days(staff), period)
    }

    /// Every agent and team of which anything was read.
    pub(super) fn staff(&self) -> impl Iterator<Item = &Staff> {
        self.staff_days.keys().chain(self.staff_now.keys()).chain(self.staff_resolved.keys())
    }

    /// The runs of flows on a day, by flow.
    pub(super) fn flows_on(&self, date: NaiveDate) -> impl Iterator<Item = (&Id, &Measures)> {
        self.flow_days.get(&date).into_iter().flatten()
    }

    /// The running numbers.
    pub(super) fn now(&self) -> &Measures {
        &self.now
    }

    /// The running numbers of an agent or a team.
    pub(super) fn staff_now(&self, staff: &Staff) -> &Measures {
        self.staff_now.get(staff).unwrap_or(&NOTHING)
    }

    /// Resolutions by hour.
    pub(super) fn resolved(&self) -> &BTreeMap<Hour, Measures> {
        &self.resolved
    }

    /// Resolutions by hour of sessions that are assigned to an agent or a team.
    pub(super) fn staff_resolved(&self, staff: &Staff) -> &BTreeMap<Hour, Measures> {
        static NONE: BTreeMap<Hour, Measures> = BTreeMap::new();
        self.staff_resolved.get(staff).unwrap_or(&NONE)
    }

    /// The account's balance.
    pub(super) fn balance(&self) -> Amount {
        self.balance.get(Measure::Balance)
    }
}

impl ReadPlan {
    /// A plan to read these ranges.
    pub(super) fn ranges(ranges: impl Into<Vec<Range>>) -> Self {
        Self { ranges: ranges.into(), ..Self::default() }
    }
}

fn merge(mine: &mut Measures, measures: Measures) {
    if mine.is_empty() { *mine = measures } else { mine.merge(&measures) }
}

fn sum(days: &BTreeMap<NaiveDate, Measures>, period: Period) -> Measures {
    let mut sum = Measures::default();
    for measures in days.range(period.from..=period.to).map(|(_, measures)| measures) {
        sum.merge(measures);
    }
    sum
}

#[cfg(test)]
mod tests;
