//! The API's description, `openapi.json`, as a judge of answers.

use jsonschema::{Validator, options};
use serde_json::{Map, Value, json};

/// The description.
#[derive(Debug)]
pub struct ApiDescription {
    /// As it is committed.
    committed: Value,
    /// With every object of its components closed: a field that is not described is a difference.
    closed: Value,
}

impl ApiDescription {
    /// The committed description.
    pub fn committed() -> Self {
        let text = include_str!("../../openapi.json");
        let committed: Value = serde_json::from_str(text).expect("JSON");
        let mut closed_one = committed.clone();
        for schema in
            closed_one["components"]["schemas"].as_object_mut().expect("schemas").values_mut()
        {
            *schema = closed(&flat(schema, &committed));
        }
        Self { committed, closed: closed_one }
    }

    /// The methods and paths that are described.
    pub fn routes(&self) -> Vec<(String, String)> {
        let paths = self.closed["paths"].as_object().expect("paths").iter();
        let routes = paths.flat_map(|(path, item)| {
            let methods = item.as_object().expect("methods").keys();
            methods.map(move |method| (method.to_uppercase(), path.clone()))
        });
        routes.collect()
    }

    /// How an answer differs from what is described; nothing where it does not.
    pub fn differences(
        &self,
        method: &str,
        path: &str,
        status: u16,
        content_type: &str,
        answer: &Value,
    ) -> Vec<String> {
        let operation = &self.closed["paths"][path][method.to_lowercase()];
        let mut response = &operation["responses"][status.to_string()];
        if let Some(name) = response["$ref"].as_str() {
            response = self.closed.pointer(name.trim_start_matches('#')).expect("a known response");
        }
        let schema = &response["content"][content_type]["schema"];
        if schema.is_null() {
            return vec![format!("{method} {path}: {status} {content_type} is not described")];
        }
        // A response that is made of several components has the fields of all of them, and no others.
        let schema = &closed(&flat(schema, &self.committed));
        let found: Vec<_> =
            self.validator(schema).iter_errors(answer).map(|e| e.to_string()).collect();
        found.into_iter().map(|found| format!("{method} {path} {status}: {found}")).collect()
    }

    fn validator(&self, schema: &Value) -> Validator {
        let schema = json!({ "components": self.closed["components"], "allOf": [schema] });
        options().should_validate_formats(true).build(&schema).expect("a schema")
    }
}

/// A schema with the parts of its `allOf` in it, and so those of the objects that it holds.
fn flat(schema: &Value, document: &Value) -> Value {
    let Some(parts) = schema["allOf"].as_array() else {
        let mut schema = schema.clone();
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for property in properties.into_iter().flat_map(Map::values_mut) {
            *property = closed(&flat(property, document));
        }
        if let Some(items) = schema.get_mut("items") {
            *items = closed(&flat(items, document));
        }
        return schema;
    };
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for part in parts {
        let named = part["$ref"]
            .as_str()
            .map(|name| document.pointer(name.trim_start_matches('#')).expect("a known schema"));
        let part = flat(named.unwrap_or(part), document);
        properties.extend(part["properties"].as_object().expect("an object").clone());
        required.extend(part["required"].as_array().into_iter().flatten().cloned());
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

fn closed(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if schema["properties"].is_object() {
        schema["additionalProperties"] = json!(false);
    }
    schema
}
