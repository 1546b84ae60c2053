//! The functions, all together.

use api::App;
use export::Bucket;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// The routes of every section, and of the directory.
pub fn sections() -> OpenApiRouter<App> {
    let all = [
        overview::routes(),
        messages::routes(),
        conversations::routes(),
        contacts::routes(),
        performance::routes(),
        flows::routes(),
        payment::routes(),
        features::routes(),
        directory::routes(),
    ];
    all.into_iter().fold(OpenApiRouter::new(), OpenApiRouter::merge)
}

/// The routes of every function.
pub(crate) fn all(bucket: Bucket) -> OpenApiRouter<App> {
    sections().merge(export::routes(bucket))
}

/// The description of the API that these routes make.
pub fn openapi() -> OpenApi {
    api::openapi::document(sections().merge(export::described()).into_openapi())
}

/// The same as the text of `openapi.json`.
pub fn openapi_json() -> serde_json::Result<String> {
    Ok(openapi().to_pretty_json()? + "\n")
}
