//! What the benchmarks, and the tests of what an answer costs, measure with.

pub mod business;
pub mod functions;
pub mod meter;
