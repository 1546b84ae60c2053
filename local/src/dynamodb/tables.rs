//! Creates missing tables and finds their streams.

use anyhow::{Context, bail};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType,
};
use store::Schema;

/// Creates the table unless it exists; whether it did not.
///
/// # Errors
///
/// If the server refuses to.
pub async fn create_table(client: &Client, schema: &Schema) -> anyhow::Result<bool> {
    let attribute = |name| {
        AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build()
    };
    let key = |name, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    let stream = schema.streamed.then(|| {
        StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(StreamViewType::NewAndOldImages)
            .build()
    });
    let mut create = client.create_table();
    if let Some(index) = &schema.index {
        let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
        let described = GlobalSecondaryIndex::builder()
            .index_name(index.name)
            .key_schema(key(index.hash, KeyType::Hash)?)
            .key_schema(key(index.range, KeyType::Range)?)
            .projection(keys_only)
            .build()?;
        create = create
            .attribute_definitions(attribute(index.hash)?)
            .attribute_definitions(attribute(index.range)?)
            .global_secondary_indexes(described);
    }
    let created = create
        .table_name(&schema.name)
        .attribute_definitions(attribute(schema.hash)?)
        .attribute_definitions(attribute(schema.range)?)
        .key_schema(key(schema.hash, KeyType::Hash)?)
        .key_schema(key(schema.range, KeyType::Range)?)
        .billing_mode(BillingMode::PayPerRequest)
        .set_stream_specification(stream.transpose()?)
        .send()
        .await;
    match created {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("ResourceInUseException") => Ok(false),
        Err(error) => {
            let what = error.message().map_or_else(|| format!("{error:?}"), ToOwned::to_owned);
            bail!("cannot create the table {}: {what}", schema.name)
        }
    }
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
