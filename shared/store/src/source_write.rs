//! Writes of source records and of names, as connectors make them.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::record::Source;
use serde_json::{Map, Value};

use crate::attribute::item_of_json;
use crate::error::Error;
use crate::request::built;
use crate::tables::Tables;

/// A source record to be written, as DynamoDB's JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceWrite {
    /// The table.
    pub source: Source,
    /// The whole item, its key included.
    pub item: Map<String, Value>,
    /// Whether it is written only where its key is free; else it takes the place of what is there.
    pub if_absent: bool,
}

impl SourceWrite {
    /// About how many bytes a request has for it.
    pub(crate) fn size(&self) -> usize {
        self.item.iter().map(|(name, value)| name.len() + value.to_string().len()).sum()
    }

    /// The write as a part of a transaction.
    pub(crate) fn put(&self, tables: &Tables) -> Result<TransactWriteItem, Error> {
        let (hash, _) = self.source.key();
        let table = tables.sources.iter().find(|(source, _)| *source == self.source);
        let table = table.map(|(_, name)| name.as_str()).unwrap_or_default();
        let mut put = Put::builder().table_name(table).set_item(Some(item_of_json(&self.item)?));
        if self.if_absent {
            put = put
                .condition_expression("attribute_not_exists(#hash)")
                .expression_attribute_names("#hash", hash);
        }
        Ok(TransactWriteItem::builder().put(built(put.build())).build())
    }
}
