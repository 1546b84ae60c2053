//! What the tests of this crate share: ids, times, and images written as plain JSON.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value, json};

use crate::calendar::Calendar;
use crate::id::Id;
use crate::image::{Image, RejectReason};
use crate::record::{Record, Source};

pub(crate) fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// UTC+8 without daylight saving: a local date begins at 16:00Z.
pub(crate) fn taipei() -> Calendar {
    Calendar::named("Asia/Taipei").unwrap()
}

/// The record of this image, which is written as plain JSON.
pub(crate) fn decode(source: Source, plain: &Value) -> Result<Record, RejectReason> {
    Record::decode(source, Image(&image(plain)))
}

/// Plain JSON as an image: `"x"` becomes `{"S": "x"}`, and an attribute that is null is left out.
pub(crate) fn image(plain: &Value) -> Map<String, Value> {
    let attributes = plain.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
    attributes.map(|(name, value)| (name.clone(), attribute(value))).collect()
}

fn attribute(value: &Value) -> Value {
    match value {
        Value::String(text) => json!({ "S": text }),
        Value::Number(number) => json!({ "N": number.to_string() }),
        Value::Bool(truth) => json!({ "BOOL": truth }),
        Value::Array(list) => json!({ "L": list.iter().map(attribute).collect::<Vec<_>>() }),
        Value::Object(_) => json!({ "M": image(value) }),
        Value::Null => json!({ "NULL": true }),
    }
}
