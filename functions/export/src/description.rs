//! The body of an export's request, as `openapi.json` describes it; [`crate::parameters`] reads it.

use std::borrow::Cow;

use api::PERIODS;
use chrono::NaiveDate;
use domain::id::Id;
use domain::section::SectionName;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// What to export.
#[derive(ToSchema)]
#[schema(as = ExportParameters)]
#[allow(dead_code)] // never constructed
pub(crate) struct Body {
    /// The section, or all of them.
    section: ExportedSection,
    /// Today and the days before it. Either this, or both `from` and `to`.
    #[schema(nullable = false)]
    period: Option<Days>,
    /// The first date of the period, at most 400 days ago.
    #[schema(nullable = false)]
    from: Option<NaiveDate>,
    /// The last date of the period, not after today and at most 89 days after `from`.
    #[schema(nullable = false)]
    to: Option<NaiveDate>,
    /// One inbox; all of them if it is not given.
    #[schema(nullable = false)]
    inbox_id: Option<Id>,
    /// The kind of file; `csv` if it is not given.
    #[schema(nullable = false)]
    format: Option<FileFormat>,
    /// The agent; goes with the section `agent` only, which needs it.
    #[schema(nullable = false)]
    agent_id: Option<Id>,
    /// The team; goes with the section `team` only, which needs it.
    #[schema(nullable = false)]
    team_id: Option<Id>,
}

/// The values of `section`, described from the list of sections.
#[allow(dead_code)] // never constructed
struct ExportedSection;

impl PartialSchema for ExportedSection {
    fn schema() -> RefOr<Schema> {
        let sections = SectionName::ALL.iter().map(|section| section.as_str());
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "A section: `agent` needs `agent_id`, `team` needs `team_id`; `all` is all but \
                 these two.",
            ))
            .enum_values(Some(sections.chain(["agent", "team", "all"])))
            .into()
    }
}

impl ToSchema for ExportedSection {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("SectionName")
    }
}

/// The values of `period`, described from their list.
#[allow(dead_code)] // never constructed
struct Days;

impl PartialSchema for Days {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "`7d`, `15d`, `30d`: today and the days before it; `this_month` ends today.",
            ))
            .enum_values(Some(PERIODS.map(|(name, _)| name)))
            .into()
    }
}

impl ToSchema for Days {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Days")
    }
}

/// A kind of file; `all` is a zip of CSV files, or one workbook.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[allow(dead_code)] // never constructed
enum FileFormat {
    Csv,
    Xlsx,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::ExportParameters;
    use api::parameters::{Given, Parameters};

    #[test]
    fn the_described_parameters_are_those_that_are_read() {
        let body = serde_json::to_value(Body::schema()).unwrap();
        let mut described: Vec<_> = body["properties"].as_object().unwrap().keys().collect();
        described.sort();
        let mut read = ExportParameters::NAMES.to_vec();
        read.sort_unstable();
        assert_eq!(described, read);
        let values = |schema: utoipa::openapi::RefOr<utoipa::openapi::Schema>| {
            let schema = serde_json::to_value(schema).unwrap();
            let values = schema["enum"].as_array().unwrap().iter();
            values.map(|value| value.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        for (section, period, format) in values(ExportedSection::schema())
            .iter()
            .flat_map(|section| values(Days::schema()).into_iter().map(move |days| (section, days)))
            .flat_map(|(section, days)| {
                values(FileFormat::schema())
                    .into_iter()
                    .map(move |format| (section, days.clone(), format))
            })
        {
            let id = match section.as_str() {
                "agent" => "&agent_id=ann",
                "team" => "&team_id=sales",
                _ => "",
            };
            let query = format!("section={section}&period={period}&format={format}{id}");
            let given = Given::parse(Some(&query), ExportParameters::NAMES).unwrap();
            assert!(ExportParameters::of(&given).is_ok(), "{query}");
        }
    }
}
