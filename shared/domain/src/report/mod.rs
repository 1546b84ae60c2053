//! Reports: what an export holds of a section, as tables.
//!
//! A report is itself a [`Section`]: it is answered from what the page's sections are answered
//! from, by their own folds, so that a figure on the page and in a file cannot differ.

mod columns;
mod table;
#[cfg(test)]
mod tests;
mod together;

use crate::id::Id;
use crate::period::Period;
use crate::section::performance::{Agent, Agents, Team, Teams};
use crate::section::{
    Contacts, Conversations, Counters, Features, Flows, Messages, Overview, Payment, Range,
    ReadPlan, Section, SectionRequest,
};

pub use table::{Cell, Table};

/// The flows of a report: all of them, not only the most popular.
const ALL_FLOWS: Flows = Flows { top: None };

/// What to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// One section.
    One(Sheet),
    /// All sections but those of a single agent or team.
    All,
}

/// A section as it is reported: one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// One row, always of the last 7 days.
    Overview,
    /// A row for each date.
    Messages,
    /// A row for each date.
    Conversations,
    /// A row for each date.
    Contacts,
    /// A row for each agent.
    Agents,
    /// A row for each team.
    Teams,
    /// A row for each flow with a run in the period.
    Flows,
    /// A row for each date.
    Payment,
    /// A row for each date.
    Features,
    /// A row for each date of one agent.
    Agent(Id),
    /// A row for each date of one team.
    Team(Id),
}

/// A report's tables.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportAnswer {
    /// The days that are reported; of the overview alone its own.
    pub period: Period,
    /// One table for each section.
    pub tables: Vec<Table>,
}

impl Section for Report {
    type Answer = ReportAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        match self {
            Self::One(sheet) => sheet.read_plan(request),
            Self::All => {
                together::together(Sheet::ALL.iter().map(|sheet| sheet.read_plan(request)))
            }
        }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<ReportAnswer> {
        match self {
            Self::One(sheet) => {
                let table = sheet.table(request, counters)?;
                Some(ReportAnswer { period: table.period, tables: vec![table] })
            }
            Self::All => {
                let tables = Sheet::ALL.iter().map(|sheet| sheet.table(request, counters));
                Some(ReportAnswer {
                    period: request.period,
                    tables: tables.collect::<Option<_>>()?,
                })
            }
        }
    }
}

impl Report {
    /// Its name, as a request and a file's name give it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::One(sheet) => sheet.name(),
            Self::All => "all",
        }
    }
}

impl Sheet {
    /// The sections that a report of all has, in this order.
    pub const ALL: [Self; 9] = [
        Self::Overview,
        Self::Messages,
        Self::Conversations,
        Self::Contacts,
        Self::Agents,
        Self::Teams,
        Self::Flows,
        Self::Payment,
        Self::Features,
    ];

    /// Its name, as a request and a file's name give it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Messages => "messages",
            Self::Conversations => "conversations",
            Self::Contacts => "contacts",
            Self::Agents => "agents",
            Self::Teams => "teams",
            Self::Flows => "flows",
            Self::Payment => "payment",
            Self::Features => "features",
            Self::Agent(_) => "agent",
            Self::Team(_) => "team",
        }
    }

    /// What its section read_plan, less what ends before the period: a report has nothing of the period
    /// before.
    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let mut read_plan = self.read_plan_of_the_page(request);
        read_plan.ranges.retain(|range| match range {
            Range::Days(_, Some(to))
            | Range::StaffDays(_, Some(to))
            | Range::FlowDays(_, Some(to)) => *to >= request.period.from,
            _ => true,
        });
        read_plan
    }

    fn read_plan_of_the_page(&self, request: &SectionRequest<'_>) -> ReadPlan {
        match self {
            Self::Overview => Overview.read_plan(&of_the_last_7_days(request)),
            Self::Messages => Messages.read_plan(request),
            Self::Conversations => Conversations.read_plan(request),
            Self::Contacts => Contacts.read_plan(request),
            Self::Agents => Agents.read_plan(request),
            Self::Teams => Teams.read_plan(request),
            Self::Flows => ALL_FLOWS.read_plan(request),
            Self::Payment => Payment.read_plan(request),
            Self::Features => Features.read_plan(request),
            Self::Agent(agent) => Agent(agent.clone()).read_plan(request),
            Self::Team(team) => Team(team.clone()).read_plan(request),
        }
    }

    /// Its table; none where the agent or the team does not exist.
    fn table(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<Table> {
        macro_rules! rows {
            ($section:expr, $rows:ident) => {
                Table::of(self.name(), request.period, &$section.answer(request, counters)?.$rows)
            };
        }
        Some(match self {
            Self::Overview => {
                let request = of_the_last_7_days(request);
                let answer = Overview.answer(&request, counters)?;
                Table::of(self.name(), request.period, &[answer])
            }
            Self::Messages => rows!(Messages, daily),
            Self::Conversations => rows!(Conversations, daily),
            Self::Contacts => rows!(Contacts, daily),
            Self::Agents => rows!(Agents, agents),
            Self::Teams => rows!(Teams, teams),
            Self::Flows => rows!(ALL_FLOWS, popular),
            Self::Payment => rows!(Payment, daily),
            Self::Features => rows!(Features, daily),
            Self::Agent(agent) => rows!(Agent(agent.clone()), daily),
            Self::Team(team) => rows!(Team(team.clone()), daily),
        })
    }
}

/// The same request about the days that the overview is of.
fn of_the_last_7_days<'a>(request: &SectionRequest<'a>) -> SectionRequest<'a> {
    SectionRequest { period: Period::last(7, request.today()), ..request.clone() }
}
