//! Ids in paths.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use domain::id::Id;

use crate::app::App;
use crate::problem::Problem;

/// An extractor of the id of an agent or a team, the one parameter of a route's path. 404 for a
/// text that cannot be such an id.
#[derive(Debug, Clone)]
pub struct PathId(pub Id);

impl FromRequestParts<App> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        let Path(text) = path.map_err(|_| Problem::not_found())?;
        Id::in_path(&text).map(Self).map_err(|_| Problem::not_found())
    }
}
