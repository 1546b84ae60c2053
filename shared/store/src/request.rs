//! Parts of requests to DynamoDB.

use aws_sdk_dynamodb::error::BuildError;

/// A request part whose required fields are all set, as every caller here sets them.
pub(crate) fn built<T>(part: Result<T, BuildError>) -> T {
    part.unwrap_or_else(|error| unreachable!("a request part is incomplete: {error}"))
}
