//! Counters: what is counted, under which key, and sums of changes to them.

mod deltas;
mod figures;
mod key;
mod measure;

use rust_decimal::Decimal;

pub use deltas::{Contributions, Deltas};
pub use figures::Figures;
pub use key::{Counter, Row, Scope, Staff};
pub use measure::Measure;

/// The amount of a counter or of a change to it: exact, whole but for money.
pub type Amount = Decimal;
