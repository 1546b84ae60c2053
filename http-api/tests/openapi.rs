//! `openapi.json` is the description that the routes make.

#[test]
fn the_committed_description_is_that_of_the_code() {
    let committed = include_str!("../../openapi.json");
    let made = http_api::openapi_json().expect("JSON");
    assert!(committed == made, "openapi.json is stale: run `make generate`, and commit it");
}

#[test]
fn everything_is_described() {
    let document = serde_json::to_value(http_api::openapi()).expect("JSON");
    let mut bare = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let described =
                ["summary", "description"].iter().all(|text| operation[text].is_string());
            if !described
                || !parameters.clone().all(|parameter| parameter["description"].is_string())
            {
                bare.push(format!("{method} {path}"));
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        let own = [schema].into_iter().chain(schema["allOf"].as_array().into_iter().flatten());
        let fields = own.filter_map(|part| part["properties"].as_object()).flatten();
        for (field, schema) in fields {
            let inner = schema["oneOf"].as_array().into_iter().flatten().chain([schema]);
            if !inner.into_iter().any(|part| part["description"].is_string()) {
                bare.push(format!("{name}.{field}"));
            }
        }
        if !schema["description"].is_string() {
            bare.push(name.clone());
        }
    }
    assert_eq!(bare, [] as [String; 0], "without a description");
}
