//! What is counted and what the figures mean: pure functions, without AWS, clock or I/O.
//!
//! Read in this order: a source [`record`] is decoded from its image and has contributions to
//! [`counter`]s, in days of the account's [`calendar`]; sessions also change the [`contact`] of
//! their customer. A stream [`change`] is the difference of two images' contributions. A
//! [`section`] plans which counters it reads and works out its answer from them; a [`report`] turns
//! answers into tables.

pub mod calendar;
pub mod change;
pub mod contact;
pub mod counter;
pub mod country;
pub mod customer;
pub mod directory;
pub mod generation;
pub mod history;
pub mod id;
pub mod image;
pub mod period;
pub mod record;
pub mod report;
pub mod section;
pub mod stream_position;
pub mod table;

#[cfg(test)]
mod testing;
