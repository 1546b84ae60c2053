//! Clients of a DynamoDB-compatible server and of its streams.

use std::time::Duration;

use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_http_client::Builder;

/// The clients of the tables and of their streams.
#[derive(Debug, Clone)]
pub(crate) struct Clients {
    pub(crate) tables: aws_sdk_dynamodb::Client,
    pub(crate) streams: aws_sdk_dynamodbstreams::Client,
}

impl Clients {
    /// Clients of the server at this URL. The credentials are placeholders: such servers accept any.
    pub(crate) fn of(endpoint: &str) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(1))
            .operation_attempt_timeout(Duration::from_secs(20))
            .build();
        macro_rules! config {
            ($sdk:ident) => {{
                let config = $sdk::Config::builder()
                    .behavior_version(BehaviorVersion::latest())
                    .endpoint_url(endpoint)
                    .region(Region::from_static("us-east-1"))
                    .credentials_provider(Credentials::new("local", "local", None, None, "local"))
                    .timeout_config(timeouts.clone());
                match endpoint.starts_with("https:") {
                    true => config.build(),
                    false => config.http_client(Builder::new().build_http()).build(),
                }
            }};
        }
        Self {
            tables: aws_sdk_dynamodb::Client::from_conf(config!(aws_sdk_dynamodb)),
            streams: aws_sdk_dynamodbstreams::Client::from_conf(config!(aws_sdk_dynamodbstreams)),
        }
    }
}
