//! The HTTP side that all functions share: callers, strict parameters, answers and problems.
//!
//! A function's handler takes its [`Caller`] (so access is part of its signature) and its strict
//! [`parameters`] (of the query, or [of the body](StrictBody)), and makes one call to
//! [`section::answer`]. [`router`] adds to its routes what all answers have: problems, `ETag`, 304,
//! caching headers and gzip.
//!
//! **Invariant:** the account comes from the [`Caller`] alone, which only a verified token makes.

pub mod answer;
mod app;
mod body;
mod caller;
mod etag;
mod lambda;
mod middleware;
pub mod openapi;
mod origin;
pub mod parameters;
mod path;
mod problem;
pub mod section;
mod selection;

pub use app::App;
pub use body::StrictBody;
pub use caller::{Caller, Role};
pub use lambda::run;
pub use lambda_http::Error;
pub use middleware::router;
pub use parameters::Strict;
pub use path::PathId;
pub use problem::Problem;
pub use selection::{Days, PERIODS, Selection};
