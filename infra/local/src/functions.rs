//! The section functions, all together.

use api::App;
use axum::Router;

/// The routes of every section, and of the directory.
pub fn sections() -> Router<App> {
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
    all.into_iter().fold(Router::new(), Router::merge)
}
