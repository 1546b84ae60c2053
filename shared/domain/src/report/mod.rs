//! Reports: the sections as tables, for exports.
//!
//! A report is itself a [`Section`]. It reads the counters that the sections of the page read, and
//! takes its rows from their answers, so a figure in a file cannot differ from the one on the page.

mod merged_plan;
mod rows;
#[cfg(test)]
mod tests;

use crate::id::Id;
use crate::period::Period;
use crate::section::{Counters, ReadPlan, Section, SectionName, SectionRequest};
use crate::table::Table;

/// What to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// A section: one table.
    Section(SectionName),
    /// One agent: a row for each date.
    Agent(Id),
    /// One team: a row for each date.
    Team(Id),
    /// All sections: a table each.
    All,
}

/// A report's tables.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportAnswer {
    /// The days that are reported. A report of the overview alone has the overview's own 7 days.
    pub period: Period,
    /// One table for each section.
    pub tables: Vec<Table>,
}

impl Section for Report {
    type Answer = ReportAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        match &self.parts(request)[..] {
            [part] => part.read_plan(request),
            parts => merged_plan::merged(parts.iter().map(|part| part.read_plan(request))),
        }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<ReportAnswer> {
        let tables = self.parts(request).into_iter().map(|part| part.table(request, counters));
        let tables: Vec<_> = tables.collect::<Option<_>>()?;
        let period = match &tables[..] {
            [table] => table.period,
            _ => request.period,
        };
        Some(ReportAnswer { period, tables })
    }
}

impl Report {
    /// Its name, in requests and in names of files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Section(section) => section.as_str(),
            Self::Agent(_) => "agent",
            Self::Team(_) => "team",
            Self::All => "all",
        }
    }

    /// Its parts, each of which makes one table. Where one inbox is selected, there are no inboxes to
    /// list side by side.
    fn parts(&self, request: &SectionRequest<'_>) -> Vec<Box<dyn rows::Rows>> {
        let is_part =
            |section: &SectionName| *section != SectionName::Inboxes || request.inbox.is_none();
        match self {
            Self::Section(section) => vec![rows::of_section(*section)],
            Self::Agent(agent) => vec![rows::of_agent(agent.clone())],
            Self::Team(team) => vec![rows::of_team(team.clone())],
            Self::All => {
                let sections = SectionName::ALL.iter().copied().filter(is_part);
                sections.map(rows::of_section).collect()
            }
        }
    }
}
