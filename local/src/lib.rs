//! The whole system in one process: an embedded DynamoDB, the stream that feeds the aggregator, an
//! embedded S3, and the API behind a gateway that checks tokens.
//!
//! **Invariant:** no rule of the business is here. The aggregator and the section functions are the
//! very ones that run on AWS; this crate is only what AWS is around them.

mod clients;
mod demo_account;
mod dynamodb;
mod gateway;
mod loopback;
mod operator;
mod options;
mod page;
mod progress;
mod s3;
mod serve;
mod sign_in;
mod stream;
mod stream_event;
mod tables;
mod token;

pub use gateway::verified;
pub use options::Options;
pub use page::headers as page_headers;
pub use serve::run;
pub use tables::create;
