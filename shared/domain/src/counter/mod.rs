//! Counters: what is counted, under which key, and sums of changes to them.

pub mod bin;
mod deltas;
pub mod durations;
mod key;
mod measure;
mod measures;
#[cfg(test)]
mod tests;
mod text;

use rust_decimal::Decimal;

pub use deltas::{Contributions, Deltas};
pub use key::{CounterKey, Row, Scope, Staff};
pub use measure::{Hourly, Measure, VERSION};
pub use measures::Measures;

/// The amount of a counter or of a change to it. It is exact, and a whole number except for money.
pub type Amount = Decimal;
