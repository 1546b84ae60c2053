//! Errors of the store.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::result::ConnectorError;

/// What kind of error it is, which decides whether to try again. Of several, the greatest decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Another transaction was writing one of the items, which takes milliseconds. Trying the same
    /// again soon may succeed.
    Conflict,
    /// DynamoDB asks for fewer requests. Trying again later may succeed.
    Busy,
    /// DynamoDB could not be reached or did not answer. It may have done what was requested or not.
    Unavailable,
    /// DynamoDB says that the request is not valid, such as a write that makes an item too large. The
    /// same is never accepted, whereas another may be.
    Invalid,
    /// DynamoDB refused the request, or answered with an item that this system has not written.
    Refused,
}

impl Kind {
    /// Whether trying the same again is pointless.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Invalid | Self::Refused)
    }
}

/// A request to DynamoDB that failed, after the SDK's own bounded retries.
#[derive(Debug, thiserror::Error)]
#[error("{doing}: {cause}")]
pub struct Error {
    /// What was being done, such as `reading the checkpoint`.
    pub doing: &'static str,
    /// What kind of error it is.
    pub kind: Kind,
    /// What the SDK said, for the log.
    pub cause: String,
}

impl Error {
    /// The error of an SDK call.
    pub(crate) fn sdk<E, R>(doing: &'static str, error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
        R: std::fmt::Debug,
    {
        let kind = match &error {
            SdkError::TimeoutError(_) | SdkError::ResponseError(_) => Kind::Unavailable,
            SdkError::DispatchFailure(failure) => {
                let unreachable = failure.as_connector_error().is_none_or(ConnectorError::is_user);
                if unreachable { Kind::Refused } else { Kind::Unavailable }
            }
            SdkError::ServiceError(service) => of_code(service.err().code()),
            _ => Kind::Refused,
        };
        let cause = match error.as_service_error() {
            Some(service) => format!(
                "{}: {}",
                service.code().unwrap_or("unknown error"),
                service.message().unwrap_or("no message")
            ),
            None => chain(&error),
        };
        Self { doing, kind, cause }
    }

    /// DynamoDB's code for it, such as `ValidationException`.
    pub fn code(&self) -> &str {
        self.cause.split(':').next().unwrap_or_default()
    }

    /// An item that does not look as this system writes it.
    pub(crate) fn unreadable(doing: &'static str, what: impl Into<String>) -> Self {
        Self { doing, kind: Kind::Refused, cause: what.into() }
    }
}

/// The kind of error that an error code of DynamoDB means.
pub(crate) fn of_code(code: Option<&str>) -> Kind {
    match code.unwrap_or_default() {
        "TransactionConflict"
        | "TransactionConflictException"
        | "TransactionInProgressException" => Kind::Conflict,
        "ThrottlingError"
        | "ThrottlingException"
        | "Throttling"
        | "ProvisionedThroughputExceeded"
        | "ProvisionedThroughputExceededException"
        | "RequestLimitExceeded" => Kind::Busy,
        "ValidationException"
        | "ValidationError"
        | "ItemCollectionSizeLimitExceeded"
        | "ItemCollectionSizeLimitExceededException" => Kind::Invalid,
        "InternalServerError" | "InternalFailure" | "ServiceUnavailable" | "" => Kind::Unavailable,
        _ => Kind::Refused,
    }
}

/// An error and its sources, one after another.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}
