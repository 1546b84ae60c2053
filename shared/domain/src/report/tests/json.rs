//! JSON whose objects keep the order of their fields.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// A JSON value.
pub(super) enum Json {
    Object(Vec<(String, Self)>),
    List(Vec<Self>),
    Value(Value),
}

impl Json {
    /// The value of a field.
    pub(super) fn field(self, name: &str) -> Self {
        let Self::Object(fields) = self else { panic!("no object has {name}") };
        fields.into_iter().find(|(field, _)| field == name).unwrap().1
    }

    /// The values of a list, or this value alone.
    pub(super) fn list(self) -> Vec<Self> {
        if let Self::List(all) = self { all } else { vec![self] }
    }

    /// The values within, under their names joined by `_`.
    pub(super) fn flat(self, name: &str) -> Vec<(String, Value)> {
        match self {
            Self::Value(value) => vec![(name.to_owned(), value)],
            Self::List(_) => panic!("{name} has rows of its own"),
            Self::Object(fields) => {
                let nested = |(field, value): (String, Self)| {
                    let name = if name.is_empty() { field } else { format!("{name}_{field}") };
                    value.flat(&name)
                };
                fields.into_iter().flat_map(nested).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = seq.next_element()? {
            all.push(one);
        }
        Ok(Json::List(all))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Value(Value::Null))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Value(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Value(number.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Value(text.into()))
    }
}
