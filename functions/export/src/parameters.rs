//! What is asked of an export.

use api::parameters::{Given, Parameters};
use api::{Problem, Selection};
use domain::id::Id;
use domain::report::{Report, Sheet};

use crate::file::Format;

/// The sections that a request can name, as a problem lists them.
const SECTIONS: &str = "must be `overview`, `messages`, `conversations`, `contacts`, `agents`, \
                        `teams`, `flows`, `payment`, `features`, `agent` (with `agent_id`), \
                        `team` (with `team_id`) or `all`";

/// The fields of the body of `POST /v1/exports`; all are texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportParameters {
    /// `section`: which section, or `all`; for `agent` also `agent_id`, for `team` also `team_id`.
    pub report: Report,
    /// Which days and which inbox: `period`, or `from` and `to`; `inbox_id`. As for the sections'
    /// own routes, except that the overview, which is always of the last 7 days, takes any period
    /// that is valid: a page may send the one that it shows.
    pub selection: Selection,
    /// `format`: `csv` or `xlsx`; `csv` if it is not given.
    pub format: Format,
}

impl Parameters for ExportParameters {
    const NAMES: &'static [&'static str] =
        &["section", "period", "from", "to", "inbox_id", "format", "agent_id", "team_id"];

    fn of(given: &Given) -> Result<Self, Problem> {
        Ok(Self {
            report: report(given)?,
            selection: Selection::of(given)?,
            format: format(given)?,
        })
    }
}

fn report(given: &Given) -> Result<Report, Problem> {
    let Some(section) = given.value("section") else {
        return Err(Problem::bad_parameter("section", format_args!("is missing; it {SECTIONS}")));
    };
    let sheet = match section {
        "all" => None,
        "agent" => Some(Sheet::Agent(named(given, section, "agent_id")?)),
        "team" => Some(Sheet::Team(named(given, section, "team_id")?)),
        section => match Sheet::ALL.into_iter().find(|sheet| sheet.name() == section) {
            Some(sheet) => Some(sheet),
            None => return Err(Problem::bad_parameter("section", SECTIONS)),
        },
    };
    for (name, goes_with) in [("agent_id", "agent"), ("team_id", "team")] {
        if given.value(name).is_some() && section != goes_with {
            let told = format!("goes with the section `{goes_with}` only; leave it out");
            return Err(Problem::bad_parameter(name, told));
        }
    }
    Ok(sheet.map_or(Report::All, Report::One))
}

/// The id of the agent or the team that a section is of.
fn named(given: &Given, section: &str, name: &'static str) -> Result<Id, Problem> {
    let Some(id) = given.value(name) else {
        let told = format!("is missing; the section `{section}` needs it");
        return Err(Problem::bad_parameter(name, told));
    };
    Id::in_path(id).map_err(|error| Problem::bad_parameter(name, error))
}

fn format(given: &Given) -> Result<Format, Problem> {
    match given.value("format") {
        None | Some("csv") => Ok(Format::Csv),
        Some("xlsx") => Ok(Format::Xlsx),
        Some(_) => Err(Problem::bad_parameter("format", "must be `csv` or `xlsx`")),
    }
}

#[cfg(test)]
mod tests {
    use domain::period::RequestedPeriod;

    use super::*;

    fn asked(query: &str) -> Result<ExportParameters, String> {
        let given = Given::parse(Some(query), ExportParameters::NAMES);
        let asked = given.and_then(|given| ExportParameters::of(&given));
        asked.map_err(|problem| format!("{} {}", problem.code(), problem.detail()))
    }

    #[test]
    fn every_section_can_be_asked_for() {
        let id = |text| Id::new(text).unwrap();
        let one = |query: &str| match asked(query).unwrap().report {
            Report::One(sheet) => sheet,
            Report::All => panic!("all"),
        };
        for sheet in Sheet::ALL {
            assert_eq!(one(&format!("section={}", sheet.name())), sheet);
        }
        assert_eq!(one("section=agent&agent_id=ann"), Sheet::Agent(id("ann")));
        assert_eq!(one("section=team&team_id=sales"), Sheet::Team(id("sales")));
        assert_eq!(asked("section=all").unwrap().report, Report::All);
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let selection = Selection { period: RequestedPeriod::Last(7), inbox: None };
        let report = Report::One(Sheet::Payment);
        let expected = ExportParameters { report, selection, format: Format::Csv };
        assert_eq!(asked("section=payment"), Ok(expected));
        let asked = asked("section=payment&period=30d&inbox_id=wa&format=xlsx").unwrap();
        assert_eq!(asked.selection.period, RequestedPeriod::Last(30));
        assert_eq!(asked.selection.inbox, Some(Id::new("wa").unwrap()));
        assert_eq!(asked.format, Format::Xlsx);
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        let section = format!("bad_parameter `section` {SECTIONS}.");
        let missing = format!("bad_parameter `section` is missing; it {SECTIONS}.");
        let agent_only =
            "bad_parameter `agent_id` goes with the section `agent` only; leave it out.".to_owned();
        for (query, told) in [
            ("", missing),
            ("section=Messages", section.clone()),
            ("section=directory", section),
            ("section=messages&agent_id=ann", agent_only.clone()),
            ("section=team&team_id=sales&agent_id=ann", agent_only),
            (
                "section=agent",
                "bad_parameter `agent_id` is missing; the section `agent` needs it.".to_owned(),
            ),
            (
                "section=team&agent_id=ann",
                "bad_parameter `team_id` is missing; the section `team` needs it.".to_owned(),
            ),
            (
                "section=all&team_id=sales",
                "bad_parameter `team_id` goes with the section `team` only; leave it out."
                    .to_owned(),
            ),
            (
                "section=agent&agent_id=a%2Fb",
                "bad_parameter `agent_id` has `/`, `?` or `%`, which the id of an agent or a team \
                 must not have."
                    .to_owned(),
            ),
            (
                "section=all&format=pdf",
                "bad_parameter `format` must be `csv` or `xlsx`.".to_owned(),
            ),
            (
                "section=overview&from=2026-11-01",
                "bad_period `from` is given without `to`; give both, or `period`.".to_owned(),
            ),
        ] {
            assert_eq!(asked(query).unwrap_err(), told, "{query}");
        }
    }
}
