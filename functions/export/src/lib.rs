//! Exports: what the page shows, as a file to download.
//!
//! A request goes through five steps. It is read strictly ([`ExportParameters`]); the sections
//! answer it ([`domain::report`]); the answer is written as a file; the file is put into a private
//! [`Bucket`]; and the caller gets a URL that downloads that one file for some minutes.
//!
//! **Invariant:** a URL is given only for a file that S3 has confirmed to hold.

mod bucket;
mod description;
mod file;
mod parameters;

use api::openapi::NotExported;
use api::parameters::NoParameters;
use api::{App, Caller, Problem, Strict, StrictBody};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use chrono::{DateTime, SecondsFormat, Utc};
use config::Clock;
use domain::report::Report;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use bucket::Bucket;
pub use file::Format;
pub use parameters::ExportParameters;

use file::File;

/// `POST /v1/exports`.
pub fn routes(bucket: Bucket) -> OpenApiRouter<App> {
    described().layer(Extension(bucket))
}

/// The same routes without a bucket, for `openapi.json`.
pub fn described() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(export))
}

/// A file that can be downloaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExportAnswer {
    /// Downloads the file, and nothing else. Whoever has it needs no token.
    #[schema(example = "https://exports.s3.amazonaws.com/…")]
    pub url: String,
    /// When the URL stops working.
    #[serde(serialize_with = "to_the_second")]
    pub expires_at: DateTime<Utc>,
    /// The name that the file is downloaded under.
    #[schema(example = "messages_2026-11-16_2026-11-22.csv")]
    pub filename: String,
    /// How many rows it has in all, without headers.
    #[schema(example = 7)]
    pub rows: usize,
    /// How many bytes it has.
    #[schema(example = 274)]
    pub bytes: usize,
}

/// Export a section, or all of them, as a file
///
/// The file holds what the page shows for the section and the period: one row per date, agent, team or flow.
#[utoipa::path(
    post,
    path = "/v1/exports",
    tag = "exports",
    request_body(content = description::Body, description = "What to export; at most 4 KB."),
    responses(
        (status = 201, description = "The file can be downloaded.", body = ExportAnswer),
        NotExported,
    ),
)]
async fn export(
    State(app): State<App>,
    caller: Caller,
    Strict(NoParameters): Strict<NoParameters>,
    Extension(bucket): Extension<Bucket>,
    StrictBody(parameters): StrictBody<ExportParameters>,
) -> Result<Response, Problem> {
    let ExportParameters { report, selection, format } = parameters;
    let now = app.clock.now();
    let found = api::section::load(&app.reader, caller.account(), &selection, &report, now).await?;
    let answer = found.ok_or_else(|| unknown(&report))?.section;
    let rows = answer.tables.iter().map(|table| table.rows.len()).sum();
    let file = File::of(report.name(), &answer, format, now).map_err(Problem::internal)?;
    drop(answer);
    let (filename, bytes) = (file.name.clone(), file.bytes.len());
    // S3 verifies a URL by the real clock, which the clock of the figures may not show.
    let stored = bucket.store(file).await?;
    let link = bucket.link(&stored, Clock::System.now()).await?;
    tracing::info!(section = report.name(), filename, rows, bytes, "a report was exported");
    let answer = ExportAnswer { url: link.url, expires_at: link.expires_at, filename, rows, bytes };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// The problem of a report without an answer: its agent or team does not exist.
fn unknown(report: &Report) -> Problem {
    match report {
        Report::Agent(_) => Problem::unknown_agent(),
        Report::Team(_) => Problem::unknown_team(),
        Report::Section(_) | Report::All => {
            Problem::internal("a section that names nothing is missing")
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
fn to_the_second<S: Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Secs, true))
}
