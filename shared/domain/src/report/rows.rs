//! The rows of each section's table.

use crate::id::Id;
use crate::period::Period;
use crate::section::performance::{Agent, Agents, Inboxes, Team, Teams};
use crate::section::{
    Contacts, Conversations, Counters, Features, Flows, Hours, Messages, Overview, Payment, Range,
    ReadPlan, Section, SectionName, SectionRequest, Speed,
};
use crate::table::{Columns, Table};

/// A report of one table.
pub(super) trait Rows {
    /// Which counters to read.
    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan;

    /// Its table; `None` where the agent or the team does not exist.
    fn table(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<Table>;
}

/// The report of a section.
pub(super) fn of_section(section: SectionName) -> Box<dyn Rows> {
    let name = section.as_str();
    match section {
        SectionName::Overview => Box::new(OfLast7Days(rows(name, Overview, |it| vec![it]))),
        SectionName::Messages => Box::new(rows(name, Messages, |it| it.counts.daily)),
        SectionName::Conversations => Box::new(rows(name, Conversations, |it| it.daily)),
        SectionName::Hours => Box::new(rows(name, Hours, |it| it.hours)),
        SectionName::Speed => Box::new(rows(name, Speed, |it| it.daily)),
        SectionName::Contacts => Box::new(rows(name, Contacts, |it| it.counts.daily)),
        SectionName::Inboxes => Box::new(rows(name, Inboxes, |it| it.inboxes)),
        SectionName::Agents => Box::new(rows(name, Agents, |it| it.agents)),
        SectionName::Teams => Box::new(rows(name, Teams, |it| it.teams)),
        // All flows, not only the most popular.
        SectionName::Flows => Box::new(rows(name, Flows { top: None }, |it| it.popular)),
        SectionName::Payment => Box::new(rows(name, Payment, |it| it.credits.daily)),
        SectionName::Features => Box::new(rows(name, Features, |it| it.uses.daily)),
    }
}

/// The report of one agent.
pub(super) fn of_agent(agent: Id) -> Box<dyn Rows> {
    Box::new(rows("agent", Agent(agent), |it| it.daily))
}

/// The report of one team.
pub(super) fn of_team(team: Id) -> Box<dyn Rows> {
    Box::new(rows("team", Team(team), |it| it.daily))
}

/// A section, and the list of its answer that becomes the rows of its table.
struct RowsOf<S: Section, R> {
    name: &'static str,
    section: S,
    rows: fn(S::Answer) -> Vec<R>,
}

fn rows<S: Section, R>(
    name: &'static str,
    section: S,
    rows: fn(S::Answer) -> Vec<R>,
) -> RowsOf<S, R> {
    RowsOf { name, section, rows }
}

impl<S: Section, R: Columns> Rows for RowsOf<S, R> {
    /// The section's plan without the ranges that end before the period: a table has no rows of
    /// those days.
    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let mut plan = self.section.read_plan(request);
        plan.ranges.retain(|range| match range {
            Range::Days(_, Some(to))
            | Range::StaffDays(_, Some(to))
            | Range::FlowDays(_, Some(to)) => *to >= request.period.from,
            _ => true,
        });
        plan
    }

    fn table(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<Table> {
        let rows = (self.rows)(self.section.answer(request, counters)?);
        Some(Table::of(self.name, request.period, &rows))
    }
}

/// A report that is always of the last 7 days, whatever period the request has.
struct OfLast7Days<T>(T);

impl<T: Rows> Rows for OfLast7Days<T> {
    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        self.0.read_plan(&of_last_7_days(request))
    }

    fn table(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<Table> {
        self.0.table(&of_last_7_days(request), counters)
    }
}

fn of_last_7_days<'a>(request: &SectionRequest<'a>) -> SectionRequest<'a> {
    SectionRequest { period: Period::last(7, request.today()), ..request.clone() }
}
