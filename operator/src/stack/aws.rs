//! The AWS configuration of the user, and what AWS says.

use std::time::Duration;

use anyhow::{Context, bail};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb::config::ProvideCredentials;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;

/// The AWS configuration of the user. Requests that hang are given up and repeated.
pub(super) async fn sdk() -> anyhow::Result<SdkConfig> {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(30))
        .build();
    let sdk = aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(5))
        .load()
        .await;
    if sdk.region().is_none() {
        bail!("no AWS region is configured: set AWS_REGION, or AWS_PROFILE to a profile with one");
    }
    let credentials = sdk.credentials_provider();
    let credentials = credentials.context("no AWS credentials are configured")?;
    if let Err(error) = credentials.provide_credentials().await {
        bail!(
            "there are no AWS credentials: set AWS_PROFILE, or sign in as you do for the AWS CLI \
             ({})",
            chain(&error)
        );
    }
    Ok(sdk)
}

/// What AWS said.
pub(super) fn said<E: ProvideErrorMetadata + std::error::Error>(error: E) -> String {
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{message} ({code})"),
        (Some(code), None) => code.to_owned(),
        _ => chain(&error),
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = error.source();
    }
    text
}
