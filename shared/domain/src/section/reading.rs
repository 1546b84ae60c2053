//! The plan of what a section reads, and the counters that were read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::counted::{Counted, Counts};
use crate::calendar::Hour;
use crate::counter::{Measure, Measures, Row, Staff};
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
    /// The same of all inboxes.
    InboxNow(Hour),
    /// Days in detail of all inboxes together, from the first date to the second.
    Details(NaiveDate, NaiveDate),
    /// Days in detail of each inbox, in the same way; only their sums are read.
    InboxDetails(NaiveDate, NaiveDate),
    /// Days of usage by country, in the same way.
    CountryDays(NaiveDate, NaiveDate),
}

impl Range {
    /// The days of a period, and the same number of days just before it.
    pub(super) fn compared_days(period: Period) -> Self {
        Self::Days(period.previous().from, Some(period.to))
    }
}

/// What a section reads: ranges and items in the scope of the request, and items of the whole account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadPlan {
    /// Ranges, in the scope of the request.
    pub ranges: Vec<Range>,
    /// Single items, in the scope of the request.
    pub items: Vec<Row>,
    /// Single items of all inboxes, whatever the scope of the request.
    pub of_account: Vec<Row>,
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
#[derive(Debug, Clone)]
pub struct Counters {
    version: u32,
    days: BTreeMap<NaiveDate, Measures>,
    staff_days: BTreeMap<Staff, BTreeMap<NaiveDate, Measures>>,
    flow_days: BTreeMap<NaiveDate, BTreeMap<Id, Measures>>,
    now: Measures,
    staff_now: BTreeMap<Staff, Measures>,
    resolved: BTreeMap<Hour, Measures>,
    staff_resolved: BTreeMap<Staff, BTreeMap<Hour, Measures>>,
    details: BTreeMap<NaiveDate, Measures>,
    inbox_details: BTreeMap<Id, BTreeMap<NaiveDate, Measures>>,
    inbox_now: BTreeMap<Id, Measures>,
    inbox_resolved: BTreeMap<Id, BTreeMap<Hour, Measures>>,
    country_days: BTreeMap<NaiveDate, Measures>,
    of_account: BTreeMap<Row, Measures>,
}

/// No numbers.
static NOTHING: Measures = Measures::NONE;

impl Counters {
    /// Counters of a generation that counts up to this version; none yet.
    pub fn of_version(version: u32) -> Self {
        Self {
            version,
            days: BTreeMap::new(),
            staff_days: BTreeMap::new(),
            flow_days: BTreeMap::new(),
            now: Measures::NONE,
            staff_now: BTreeMap::new(),
            resolved: BTreeMap::new(),
            staff_resolved: BTreeMap::new(),
            details: BTreeMap::new(),
            inbox_details: BTreeMap::new(),
            inbox_now: BTreeMap::new(),
            inbox_resolved: BTreeMap::new(),
            country_days: BTreeMap::new(),
            of_account: BTreeMap::new(),
        }
    }

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
            Row::Detail(date) => self.details.entry(date).or_default(),
            Row::InboxDetail(date, inbox) => {
                self.inbox_details.entry(inbox).or_default().entry(date).or_default()
            }
            Row::CountryDay(date) => self.country_days.entry(date).or_default(),
            Row::InboxNow(inbox) => self.inbox_now.entry(inbox).or_default(),
            Row::InboxResolved(hour, inbox) => {
                self.inbox_resolved.entry(inbox).or_default().entry(hour).or_default()
            }
        };
        merge(mine, measures);
    }

    /// Adds an item of the whole account that was read beside those of the request's scope.
    pub fn add_of_account(&mut self, row: Row, measures: Measures) {
        match row {
            Row::InboxDetail(..) => self.add(row, measures),
            row => merge(self.of_account.entry(row).or_default(), measures),
        }
    }

    /// Whether days in detail and inboxes are counted.
    pub(super) fn count_details(&self) -> bool {
        self.version >= 2
    }

    /// These measures, as these counters count them.
    pub(super) fn counted(&self, measures: Measures) -> Counted<'static> {
        Counted::new(Cow::Owned(measures), self.version)
    }

    /// The measures of a day.
    pub fn day(&self, date: NaiveDate) -> Counted<'_> {
        Counted::new(Cow::Borrowed(self.days.get(&date).unwrap_or(&NOTHING)), self.version)
    }

    /// The sum of the days of a period.
    pub fn days_of(&self, period: Period) -> Counted<'static> {
        self.counted(sum(&self.days, period))
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
    pub(super) fn staff_days_of(&self, staff: &Staff, period: Period) -> Counted<'static> {
        self.counted(sum(self.staff_days(staff), period))
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

    /// The days in detail of the request's inbox, or of all.
    pub(super) fn details(&self, inbox: Option<&Id>) -> &BTreeMap<NaiveDate, Measures> {
        static NONE: BTreeMap<NaiveDate, Measures> = BTreeMap::new();
        match inbox {
            None => &self.details,
            Some(inbox) => self.inbox_details.get(inbox).unwrap_or(&NONE),
        }
    }

    /// Every inbox of which anything was read for the list of inboxes.
    pub(super) fn inboxes(&self) -> impl Iterator<Item = &Id> {
        let inboxes = self.inbox_details.keys().chain(self.inbox_now.keys());
        inboxes.chain(self.inbox_resolved.keys())
    }

    /// The running numbers of an inbox, and its resolutions by hour.
    pub(super) fn inbox_now(&self, inbox: &Id) -> (&Measures, &BTreeMap<Hour, Measures>) {
        static NONE: BTreeMap<Hour, Measures> = BTreeMap::new();
        let now = self.inbox_now.get(inbox).unwrap_or(&NOTHING);
        (now, self.inbox_resolved.get(inbox).unwrap_or(&NONE))
    }

    /// The sum of a period's usage by country.
    pub(super) fn usage_by_country(&self, period: Period) -> Measures {
        sum(&self.country_days, period)
    }

    /// An item of the whole account.
    pub(super) fn of_account(&self, row: &Row) -> &Measures {
        self.of_account.get(row).unwrap_or(&NOTHING)
    }
}

impl Counts<Measure> for Counters {
    fn counts(&self, measure: Measure) -> bool {
        measure.since() <= self.version
    }
}

impl ReadPlan {
    /// A plan to read these ranges.
    pub(super) fn ranges(ranges: impl Into<Vec<Range>>) -> Self {
        Self { ranges: ranges.into(), ..Self::default() }
    }

    /// The plan with the days of these periods in detail, of the request's inbox or of all.
    #[must_use]
    pub(super) fn with_details(
        mut self,
        inbox: Option<&Id>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Self {
        match inbox {
            None => self.ranges.push(Range::Details(from, to)),
            // The details of inboxes lie beside each other, so that inboxes can be listed.
            Some(inbox) => {
                let days = from.iter_days().take_while(|date| *date <= to);
                self.of_account.extend(days.map(|date| Row::InboxDetail(date, inbox.clone())));
            }
        }
        self
    }
}

fn merge(mine: &mut Measures, measures: Measures) {
    if mine.is_empty() { *mine = measures } else { mine.merge(&measures) }
}

pub(super) fn sum(days: &BTreeMap<NaiveDate, Measures>, period: Period) -> Measures {
    let mut sum = Measures::default();
    for measures in days.range(period.from..=period.to).map(|(_, measures)| measures) {
        sum.merge(measures);
    }
    sum
}

#[cfg(test)]
mod tests;
