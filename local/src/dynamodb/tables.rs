//! Creates missing tables and finds their streams.

use anyhow::{Context, bail};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::StreamViewType;
use futures::future::try_join_all;
use store::Schema;

/// Creates the tables that do not exist; of each, whether it did not.
pub(crate) async fn create_tables(
    client: &Client,
    schemas: &[Schema],
) -> anyhow::Result<Vec<bool>> {
    let create = schemas.iter().map(async |schema| {
        let created = schema.create(client).await;
        created.with_context(|| format!("cannot create the table {}", schema.name))
    });
    try_join_all(create).await
}

/// The ARN of a table's stream, which must have both images.
pub(crate) async fn stream_of(client: &Client, table: &str) -> anyhow::Result<String> {
    let answer = client.describe_table().table_name(table).send().await;
    let described = answer.with_context(|| format!("cannot describe the table {table}"))?.table;
    let described = described.unwrap_or_else(|| unreachable!("DynamoDB describes what it has"));
    let view = described.stream_specification().and_then(|it| it.stream_view_type());
    match (described.latest_stream_arn(), view) {
        (Some(stream), Some(StreamViewType::NewAndOldImages)) => Ok(stream.to_owned()),
        _ => bail!(
            "the table {table} has no stream of new and old images: enable one (NEW_AND_OLD_IMAGES) before the first record is written"
        ),
    }
}
