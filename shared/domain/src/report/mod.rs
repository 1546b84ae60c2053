//! Reports: what an export holds of a section, as tables.
//!
//! A report is itself a [`Section`]: it is answered from the counters that the page's sections read,
//! by their own folds, so that a figure on the page and in a file cannot differ.

mod rows;
#[cfg(test)]
mod tests;
mod together;

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
    /// The days that are reported; of the overview alone its own.
    pub period: Period,
    /// One table for each section.
    pub tables: Vec<Table>,
}

impl Section for Report {
    type Answer = ReportAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        match &self.parts()[..] {
            [part] => part.read_plan(request),
            parts => together::together(parts.iter().map(|part| part.read_plan(request))),
        }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<ReportAnswer> {
        let tables = self.parts().into_iter().map(|part| part.table(request, counters));
        let tables: Vec<_> = tables.collect::<Option<_>>()?;
        let period = match &tables[..] {
            [table] => table.period,
            _ => request.period,
        };
        Some(ReportAnswer { period, tables })
    }
}

impl Report {
    /// Its name, as a request and a file's name give it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Section(section) => section.as_str(),
            Self::Agent(_) => "agent",
            Self::Team(_) => "team",
            Self::All => "all",
        }
    }

    /// The reports of one table each that it consists of.
    fn parts(&self) -> Vec<Box<dyn rows::Rows>> {
        match self {
            Self::Section(section) => vec![rows::of_section(*section)],
            Self::Agent(agent) => vec![rows::of_agent(agent.clone())],
            Self::Team(team) => vec![rows::of_team(team.clone())],
            Self::All => SectionName::ALL.iter().copied().map(rows::of_section).collect(),
        }
    }
}
