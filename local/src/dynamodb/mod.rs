//! The embedded DynamoDB, its clients, and its tables. The clients and tables work with any other
//! DynamoDB-compatible server too.

mod clients;
mod server;
mod tables;

pub(crate) use clients::Clients;
pub(crate) use server::serve;
pub(crate) use tables::{create_tables, stream_of};
