//! The tools of the benchmark that its tests use too.

pub mod business;
pub mod functions;
pub mod meter;
