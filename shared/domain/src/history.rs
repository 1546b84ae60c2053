//! How much of history the counters have.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much of history the figures have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(
    description = "How much of history the figures have. `complete`: every record is counted, from the \
                   first one on or by a rebuild. `since_connection`: the tables may have held records \
                   before their streams were connected, and these are not counted until a rebuild."
)]
pub enum History {
    /// Every record is counted, from the first one on or by a rebuild.
    Complete,
    /// The tables may have held records before their streams were connected, which are not counted.
    SinceConnection,
}
