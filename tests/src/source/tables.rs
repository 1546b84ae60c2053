//! The source tables as a platform makes them.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    StreamSpecification, StreamViewType,
};

use super::Table;

/// Creates the streamed source tables.
pub async fn create_tables(client: &Client, prefix: &str) {
    for table in Table::ALL {
        let (hash, range) = table.key_names();
        let stream = StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(StreamViewType::NewAndOldImages)
            .build()
            .expect("a specification");
        let mut create = client
            .create_table()
            .table_name(format!("{prefix}{}", table.name()))
            .billing_mode(BillingMode::PayPerRequest)
            .stream_specification(stream);
        for (name, kind) in [(hash, KeyType::Hash), (range, KeyType::Range)] {
            let text = ScalarAttributeType::S;
            let attribute =
                AttributeDefinition::builder().attribute_name(name).attribute_type(text).build();
            let key = KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
            create = create
                .attribute_definitions(attribute.expect("an attribute"))
                .key_schema(key.expect("a key"));
        }
        create.send().await.expect("a new table");
    }
}
