//! What the end-to-end tests stand on: one running local system, a random load, and a recount by brute force.
//!
//! Nothing here shares code with the product. The figures are worked out a second time, straight from the
//! definitions of `SPEC.md`, by looping over all records for every figure; then every field of every answer is
//! compared.
//!
//! - [`source`]: the source records as plain data, the world they make, and the writing of them
//! - [`load`]: a seeded stream of random writes
//! - [`recount`]: from the records as they stand, the answer of every route
//! - [`question`], [`compare`], [`survey`]: what is asked, how two answers are compared, and both for many questions
//! - [`system`], [`http`], [`token`], [`clock`]: the process under test, the ways to talk to it, and the real time

#![allow(clippy::missing_panics_doc, reason = "support for tests: a panic is a failed test")]

pub mod clock;
pub mod compare;
pub mod described;
pub mod http;
pub mod load;
pub mod question;
pub mod recount;
pub mod source;
pub mod survey;
pub mod system;
pub mod token;
