//! The parameters of an export.

use api::parameters::{Given, Parameters};
use api::{Problem, Selection};
use domain::id::Id;
use domain::report::Report;
use domain::section::SectionName;

use crate::file::Format;

/// The fields of the body of `POST /v1/exports`; all are texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportParameters {
    /// `section`: which section, or `all`; for `agent` also `agent_id`, for `team` also `team_id`.
    pub report: Report,
    /// Which days and which inbox: `period`, or `from` and `to`; `inbox_id`. The sections' own
    /// routes take the same, except for the overview, which is always of the last 7 days: here it
    /// takes any valid period and ignores it, so that a page can send the period that it shows.
    pub selection: Selection,
    /// `format`: `csv` or `xlsx`; `csv` if it is not given.
    pub format: Format,
}

impl Parameters for ExportParameters {
    const NAMES: &'static [&'static str] =
        &["section", "period", "from", "to", "inbox_id", "format", "agent_id", "team_id"];

    fn of(given: &Given) -> Result<Self, Problem> {
        let (report, selection) = (report(given)?, Selection::of(given)?);
        if report == Report::Section(SectionName::Inboxes) && selection.inbox.is_some() {
            let why = "does not go with the section `inboxes`, which lists them all; leave it out";
            return Err(Problem::bad_parameter("inbox_id", why));
        }
        Ok(Self { report, selection, format: format(given)? })
    }
}

fn report(given: &Given) -> Result<Report, Problem> {
    let Some(name) = given.value("section") else {
        let missing = format!("is missing; it {}", one_of_the_sections());
        return Err(Problem::bad_parameter("section", missing));
    };
    let report = match name {
        "all" => Report::All,
        "agent" => Report::Agent(named(given, name, "agent_id")?),
        "team" => Report::Team(named(given, name, "team_id")?),
        name => match SectionName::parse(name) {
            Some(section) => Report::Section(section),
            None => return Err(Problem::bad_parameter("section", one_of_the_sections())),
        },
    };
    for (parameter, goes_with) in [("agent_id", "agent"), ("team_id", "team")] {
        if given.value(parameter).is_some() && name != goes_with {
            let why = format!("goes with the section `{goes_with}` only; leave it out");
            return Err(Problem::bad_parameter(parameter, why));
        }
    }
    Ok(report)
}

/// The sections that a request can name, as a problem lists them.
fn one_of_the_sections() -> String {
    let sections = SectionName::ALL.iter().map(|section| format!("`{section}`, "));
    let sections: String = sections.collect();
    format!("must be {sections}`agent` (with `agent_id`), `team` (with `team_id`) or `all`")
}

/// The id of the agent or the team that is reported.
fn named(given: &Given, section: &str, parameter: &'static str) -> Result<Id, Problem> {
    let Some(id) = given.value(parameter) else {
        let why = format!("is missing; the section `{section}` needs it");
        return Err(Problem::bad_parameter(parameter, why));
    };
    Id::in_path(id).map_err(|error| Problem::bad_parameter(parameter, error))
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

    fn parsed(query: &str) -> Result<ExportParameters, String> {
        let given = Given::parse(Some(query), ExportParameters::NAMES);
        let parameters = given.and_then(|given| ExportParameters::of(&given));
        parameters.map_err(|problem| format!("{} {}", problem.code(), problem.detail()))
    }

    #[test]
    fn every_section_can_be_exported() {
        let id = |text| Id::new(text).unwrap();
        let report = |query: &str| parsed(query).unwrap().report;
        for section in SectionName::ALL {
            assert_eq!(report(&format!("section={section}")), Report::Section(*section));
        }
        assert_eq!(report("section=agent&agent_id=ann"), Report::Agent(id("ann")));
        assert_eq!(report("section=team&team_id=sales"), Report::Team(id("sales")));
        assert_eq!(report("section=all"), Report::All);
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let selection = Selection { period: RequestedPeriod::Last(7), inbox: None };
        let report = Report::Section(SectionName::Payment);
        let expected = ExportParameters { report, selection, format: Format::Csv };
        assert_eq!(parsed("section=payment"), Ok(expected));
        let parameters = parsed("section=payment&period=30d&inbox_id=wa&format=xlsx").unwrap();
        assert_eq!(parameters.selection.period, RequestedPeriod::Last(30));
        assert_eq!(parameters.selection.inbox, Some(Id::new("wa").unwrap()));
        assert_eq!(parameters.format, Format::Xlsx);
    }

    #[test]
    fn a_wrong_request_gets_an_error_that_says_what_to_change() {
        let sections = "must be `overview`, `messages`, `conversations`, `hours`, `speed`, `contacts`, \
                        `inboxes`, `agents`, `teams`, `flows`, `payment`, `features`, `agent` (with `agent_id`), `team` (with \
                        `team_id`) or `all`";
        let section = format!("bad_parameter `section` {sections}.");
        let missing = format!("bad_parameter `section` is missing; it {sections}.");
        let agent_only =
            "bad_parameter `agent_id` goes with the section `agent` only; leave it out.".to_owned();
        for (query, error) in [
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
                "section=inboxes&inbox_id=wa",
                "bad_parameter `inbox_id` does not go with the section `inboxes`, which lists them \
                 all; leave it out."
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
            assert_eq!(parsed(query).unwrap_err(), error, "{query}");
        }
    }
}
