//! The API's description, `openapi.json`, as a judge of answers.

use jsonschema::{Validator, options};
use serde_json::{Map, Value, json};

/// The description.
#[derive(Debug)]
pub struct ApiDescription(Value);

impl ApiDescription {
    /// The committed one, with every object closed: a field that it does not describe is a
    /// difference, too.
    pub fn committed() -> Self {
        let text = include_str!("../../openapi.json");
        let mut document: Value = serde_json::from_str(text).expect("JSON");
        let whole = document.clone();
        for schema in
            document["components"]["schemas"].as_object_mut().expect("schemas").values_mut()
        {
            *schema = closed(&flat(schema, &whole));
        }
        Self(document)
    }

    /// The methods and paths that are described.
    pub fn routes(&self) -> Vec<(String, String)> {
        let paths = self.0["paths"].as_object().expect("paths").iter();
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
        let operation = &self.0["paths"][path][method.to_lowercase()];
        let mut response = &operation["responses"][status.to_string()];
        if let Some(name) = response["$ref"].as_str() {
            response = self.0.pointer(name.trim_start_matches('#')).expect("a known response");
        }
        let schema = &response["content"][content_type]["schema"];
        if schema.is_null() {
            return vec![format!("{method} {path}: {status} {content_type} is not described")];
        }
        let found: Vec<_> =
            self.validator(schema).iter_errors(answer).map(|e| e.to_string()).collect();
        found.into_iter().map(|found| format!("{method} {path} {status}: {found}")).collect()
    }

    fn validator(&self, schema: &Value) -> Validator {
        let schema = json!({ "components": self.0["components"], "allOf": [schema] });
        options().should_validate_formats(true).build(&schema).expect("a schema")
    }
}

/// A schema with the parts of its `allOf` in it.
fn flat(schema: &Value, document: &Value) -> Value {
    let Some(parts) = schema["allOf"].as_array() else { return schema.clone() };
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
