//! The whole system in one process: an embedded DynamoDB, the streams that feed the aggregator, an
//! embedded S3, and the API behind a gateway that verifies tokens.
//!
//! Each folder stands for one service of AWS: [`gateway`] for API Gateway, [`dynamodb`] and
//! [`s3`] for the services of the same name, [`event_source`] for Lambda's event source mappings,
//! [`page`] for CloudFront, [`connectors`] for the schedule of their sweep. [`operator`] and
//! [`demo_account`] exist on one machine only. [`serve`] starts and stops everything.
//!
//! **Invariant:** this crate has no rule of the business. It runs the same aggregator and the same
//! section functions as AWS, and is only what AWS is around them.

mod connectors;
mod data_folder;
mod demo_account;
mod dynamodb;
mod event_source;
mod gateway;
mod logs;
mod operator;
mod options;
mod page;
mod s3;
mod serve;

pub use gateway::verified;
pub use options::Options;
pub use page::headers as page_headers;
pub use serve::run;
