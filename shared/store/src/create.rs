//! Creating tables, where no stack does.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType,
};

use crate::error::Error;
use crate::request::built;
use crate::tables::Schema;

impl Schema {
    /// Creates the table unless it exists; whether it did not. DynamoDB may need some seconds until the
    /// table can be used.
    pub async fn create(&self, client: &Client) -> Result<bool, Error> {
        let mut keys = vec![self.hash, self.range];
        let mut create = client.create_table().table_name(&self.name);
        if let Some(index) = self.index {
            keys.extend([index.hash, index.range]);
            let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
            let described = GlobalSecondaryIndex::builder()
                .index_name(index.name)
                .set_key_schema(Some(key_schema(index.hash, index.range)))
                .projection(keys_only);
            create = create.global_secondary_indexes(built(described.build()));
        }
        if self.streamed {
            let stream = StreamSpecification::builder()
                .stream_enabled(true)
                .stream_view_type(StreamViewType::NewAndOldImages);
            create = create.stream_specification(built(stream.build()));
        }
        let attribute = |name| {
            let attribute = AttributeDefinition::builder().attribute_name(name);
            built(attribute.attribute_type(ScalarAttributeType::S).build())
        };
        let created = create
            .set_attribute_definitions(Some(keys.into_iter().map(attribute).collect()))
            .set_key_schema(Some(key_schema(self.hash, self.range)))
            .billing_mode(BillingMode::PayPerRequest)
            .send()
            .await;
        match created {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ResourceInUseException") => Ok(false),
            Err(error) => Err(Error::sdk("creating a table", error)),
        }
    }
}

fn key_schema(hash: &str, range: &str) -> Vec<KeySchemaElement> {
    let key = |name: &str, kind| {
        built(KeySchemaElement::builder().attribute_name(name).key_type(kind).build())
    };
    vec![key(hash, KeyType::Hash), key(range, KeyType::Range)]
}
