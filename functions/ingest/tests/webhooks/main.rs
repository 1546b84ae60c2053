//! The routes of the connectors, over an embedded DynamoDB.

mod bad_input;
mod database;
mod down;
mod log;
mod mended;
mod secrets;
mod sender;
mod taken;
mod together;
