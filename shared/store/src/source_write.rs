//! Writes of source records and of names, as connectors make them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::record::Source;
use serde_json::{Map, Value};

use crate::attribute::Item;
use crate::error::Error;
use crate::request::built;
use crate::tables::Tables;

const DOING: &str = "writing a source record";

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
        let mut put = Put::builder().table_name(table).set_item(Some(item(&self.item)?));
        if self.if_absent {
            put = put
                .condition_expression("attribute_not_exists(#hash)")
                .expression_attribute_names("#hash", hash);
        }
        Ok(TransactWriteItem::builder().put(built(put.build())).build())
    }
}

/// An item of DynamoDB's JSON in the SDK's types: the reverse of [`crate::json_item`].
///
/// # Errors
///
/// Where a value has no type that source records have. The error does not repeat it.
pub(crate) fn item(json: &Map<String, Value>) -> Result<Item, Error> {
    json.iter().map(|(name, value)| Ok((name.clone(), attribute(value)?))).collect()
}

pub(crate) fn attribute(json: &Value) -> Result<AttributeValue, Error> {
    let unknown = || Error::unreadable(DOING, "an attribute has an unknown type");
    let typed = json.as_object().filter(|typed| typed.len() == 1);
    let (kind, value) = typed.and_then(|typed| typed.iter().next()).ok_or_else(unknown)?;
    let attribute = match (kind.as_str(), value) {
        ("S", Value::String(text)) => AttributeValue::S(text.clone()),
        ("N", Value::String(number)) => AttributeValue::N(number.clone()),
        ("BOOL", Value::Bool(truth)) => AttributeValue::Bool(*truth),
        ("L", Value::Array(values)) => {
            AttributeValue::L(values.iter().map(attribute).collect::<Result<_, _>>()?)
        }
        ("M", Value::Object(fields)) => {
            let fields = fields.iter().map(|(name, it)| Ok((name.clone(), attribute(it)?)));
            AttributeValue::M(fields.collect::<Result<HashMap<_, _>, Error>>()?)
        }
        _ => return Err(unknown()),
    };
    Ok(attribute)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::attribute::json_item;

    #[test]
    fn an_item_of_json_is_the_same_item() {
        let json = json!({
            "account_id": { "S": "acme" },
            "amount_usd": { "N": "0.0704" },
            "translated": { "BOOL": true },
            "assignments": { "L": [{ "M": { "agent_id": { "S": "ann" } } }] },
        });
        let json = json.as_object().unwrap();
        assert_eq!(json_item(&item(json).unwrap()), *json);
    }

    #[test]
    fn what_no_record_has_is_refused_and_not_repeated() {
        for value in [
            json!("bare"),
            json!({ "S": 1 }),
            json!({ "B": "AA==" }),
            json!({}),
            json!({ "S": "a", "N": "1" }),
        ] {
            let error = attribute(&value).unwrap_err();
            assert_eq!(
                error.to_string(),
                "writing a source record: an attribute has an unknown type"
            );
        }
    }
}
