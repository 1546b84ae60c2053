//! The HTTP API as a whole: the routes of every function put together, and `openapi.json` made
//! from them.
//!
//! On AWS each function is deployed alone and API Gateway joins their routes. The local system
//! and the benchmark join them here, and [`openapi_json`] describes them.
//!
//! **Invariant:** nothing here depends on the embedded databases, so that a change of a route is
//! described within seconds.

use api::App;
use export::Bucket;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// A function that answers over HTTP.
pub struct Function {
    /// The name of its folder in `functions/`, of its package and of its binary.
    pub name: &'static str,
    /// Its routes.
    pub routes: OpenApiRouter<App>,
}

/// Every function that answers over HTTP. The export has no bucket here: its route is described,
/// but cannot be called.
pub fn functions() -> Vec<Function> {
    let mut all = readers();
    all.push(Function { name: "export", routes: export::described() });
    all
}

/// The routes of every function. Exports are put into this bucket.
pub fn routes(bucket: Bucket) -> OpenApiRouter<App> {
    merged(readers()).merge(export::routes(bucket))
}

/// The routes that only read counters and names: all but the export's.
pub fn reading_routes() -> OpenApiRouter<App> {
    merged(readers())
}

/// The description of all routes.
pub fn openapi() -> OpenApi {
    api::openapi::document(merged(functions()).into_openapi())
}

/// The text of `openapi.json`.
pub fn openapi_json() -> serde_json::Result<String> {
    Ok(openapi().to_pretty_json()? + "\n")
}

/// The functions that answer from counters and names alone.
fn readers() -> Vec<Function> {
    let readers = [
        ("overview", overview::routes()),
        ("messages", messages::routes()),
        ("conversations", conversations::routes()),
        ("contacts", contacts::routes()),
        ("performance", performance::routes()),
        ("flows", flows::routes()),
        ("payment", payment::routes()),
        ("features", features::routes()),
        ("directory", directory::routes()),
    ];
    readers.map(|(name, routes)| Function { name, routes }).into()
}

fn merged(functions: Vec<Function>) -> OpenApiRouter<App> {
    let routes = functions.into_iter().map(|function| function.routes);
    routes.fold(OpenApiRouter::new(), OpenApiRouter::merge)
}
