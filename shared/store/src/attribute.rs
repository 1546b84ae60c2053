//! Attribute values.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

use crate::error::Error;

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

/// An item of DynamoDB's JSON in the SDK's types: the reverse of [`json_item`].
///
/// # Errors
///
/// Where a value has no type that source records have. The error does not repeat it.
pub fn item_of_json(json: &Map<String, Value>) -> Result<Item, Error> {
    json.iter().map(|(name, value)| Ok((name.clone(), value_of_json(value)?))).collect()
}

pub(crate) fn value_of_json(json: &Value) -> Result<AttributeValue, Error> {
    let unknown =
        || Error::unreadable("writing a source record", "an attribute has an unknown type");
    let typed = json.as_object().filter(|typed| typed.len() == 1);
    let (kind, value) = typed.and_then(|typed| typed.iter().next()).ok_or_else(unknown)?;
    let attribute = match (kind.as_str(), value) {
        ("S", Value::String(text)) => AttributeValue::S(text.clone()),
        ("N", Value::String(number)) => AttributeValue::N(number.clone()),
        ("BOOL", Value::Bool(truth)) => AttributeValue::Bool(*truth),
        ("L", Value::Array(values)) => {
            AttributeValue::L(values.iter().map(value_of_json).collect::<Result<_, _>>()?)
        }
        ("M", Value::Object(fields)) => AttributeValue::M(item_of_json(fields)?),
        _ => return Err(unknown()),
    };
    Ok(attribute)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_item_of_json_is_the_same_item() {
        let json = json!({
            "account_id": { "S": "acme" },
            "amount_usd": { "N": "0.0704" },
            "translated": { "BOOL": true },
            "assignments": { "L": [{ "M": { "agent_id": { "S": "ann" } } }] },
        });
        let json = json.as_object().unwrap();
        assert_eq!(json_item(&item_of_json(json).unwrap()), *json);
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
            let error = value_of_json(&value).unwrap_err();
            assert_eq!(
                error.to_string(),
                "writing a source record: an attribute has an unknown type"
            );
        }
    }
}
