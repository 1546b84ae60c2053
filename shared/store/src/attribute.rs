//! Attribute values.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

/// An item in the SDK's types.
pub type Item = HashMap<String, AttributeValue>;

/// A string.
pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number.
pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// The string of an attribute.
pub(crate) fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// The number of an attribute.
pub(crate) fn number_of<T: std::str::FromStr>(item: &Item, name: &str) -> Option<T> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// An item in DynamoDB's JSON, as streams deliver it. Binary values, which source records never
/// have, are left out.
pub fn json_item(item: &Item) -> Map<String, Value> {
    item.iter().filter_map(|(name, value)| Some((name.clone(), json_value(value)?))).collect()
}

fn json_value(value: &AttributeValue) -> Option<Value> {
    Some(match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(truth) => json!({ "BOOL": truth }),
        AttributeValue::Null(_) => json!({ "NULL": true }),
        AttributeValue::Ss(texts) => json!({ "SS": texts }),
        AttributeValue::Ns(numbers) => json!({ "NS": numbers }),
        AttributeValue::L(values) => {
            json!({ "L": values.iter().filter_map(json_value).collect::<Vec<_>>() })
        }
        AttributeValue::M(item) => json!({ "M": json_item(item) }),
        _ => return None,
    })
}
