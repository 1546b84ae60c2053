//! The parts of the end-to-end tests: a running local system, a random load, and a recount by brute force.
//!
//! Nothing here shares code with the product. The figures are worked out a second time, straight from the
//! definitions of `SPEC.md`, by looping over all records for every figure; then every field of every answer is
//! compared.
//!
//! - [`source`]: the source records as plain data, what stands in the tables after any writes, and the writing
//! - [`load`]: a seeded stream of random writes
//! - [`recount`]: from the records as they stand, the answer of every route
//! - [`request`], [`compare`], [`survey`]: the requests, how two answers are compared, and both for many requests
//! - [`operator`], [`network`]: the operator's program, and what may happen to a program's requests to DynamoDB
//! - [`system`], [`http`], [`token`], [`clock`]: the process under test, the ways to talk to it, and the real time
//! - [`unzip`]: what is in a file that the process made

#![allow(clippy::missing_panics_doc, reason = "support for tests: a panic is a failed test")]

pub mod clock;
pub mod compare;
pub mod description;
pub mod http;
pub mod load;
pub mod network;
pub mod operator;
pub mod recount;
pub mod request;
pub mod source;
pub mod survey;
pub mod system;
pub mod token;
pub mod unzip;
