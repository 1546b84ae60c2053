//! Simulates one account that is spread over many shards: the aggregator's own code, the embedded
//! DynamoDB behind a [layer](limits) that gives every item and partition DynamoDB's limits, and
//! [Lambda's way](shards) of handing over the records of a stream, on a clock that jumps to whatever
//! happens next. The same seed gives the same result.

// Counts and milliseconds of a simulation are far below the bounds of these types.
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]

pub mod check;
pub mod goals;
pub mod limits;
pub mod load;
pub mod report;
pub mod shards;
pub mod simulation;
pub mod tables;
