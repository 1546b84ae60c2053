//! A template as CloudFormation reads it, with its loops (`Fn::ForEach`) carried out: for tests.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>

use std::fs;
use std::path::Path;

use yaml_serde::value::TaggedValue;
use yaml_serde::{Mapping, Value};

/// Reads a template of `infra/` and carries out the loops among its resources.
pub(crate) fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra").join(name);
    let text = fs::read_to_string(path).expect("a template");
    let mut template: Value = yaml_serde::from_str(&text).expect("YAML");
    let maps = template["Mappings"].clone();
    let mut resources = Mapping::new();
    for (name, resource) in template["Resources"].as_mapping().expect("resources") {
        let made = match name.as_str() {
            Some(name) if name.starts_with("Fn::ForEach::") => carried_out(resource, &maps),
            _ => vec![(name.clone(), resource.clone())],
        };
        for (name, resource) in made {
            assert!(!resources.contains_key(&name), "{name:?} is made twice");
            resources.insert(name, resource);
        }
    }
    template["Resources"] = Value::Mapping(resources);
    template
}

/// What a loop makes: its body once for each item, with the item in place of the identifier.
fn carried_out(of: &Value, maps: &Value) -> Vec<(Value, Value)> {
    let [identifier, items, body] = of.as_sequence().expect("a loop").as_slice() else {
        panic!("a loop is an identifier, a list and a body: {of:?}");
    };
    let identifier = identifier.as_str().expect("an identifier");
    let items = items.as_sequence().expect("a list").iter();
    let made = items.flat_map(|item| {
        let one = Iteration { identifier, item: item.as_str().expect("a text"), maps };
        let body = body.as_mapping().expect("resources").iter();
        body.map(move |(name, resource)| (one.put_into(name), one.put_into(resource)))
    });
    made.collect()
}

/// One time round a loop.
struct Iteration<'a> {
    identifier: &'a str,
    item: &'a str,
    maps: &'a Value,
}

impl Iteration<'_> {
    /// A value with the item in place of the identifier, and what follows from that: entries of
    /// mappings are looked up, and references name the resources of this item.
    fn put_into(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => replaced(text, self.identifier, self.item).into(),
            Value::Sequence(values) => values.iter().map(|it| self.put_into(it)).collect(),
            // `{Ref: !Sub '${Section}Log'}`: the short form `!Ref` takes no other function.
            Value::Mapping(fields) if fields.len() == 1 && fields.contains_key("Ref") => {
                tagged("Ref", untagged(&self.put_into(&fields["Ref"])).clone())
            }
            Value::Mapping(fields) => {
                let fields = fields.iter();
                let fields = fields.map(|(name, it)| (self.put_into(name), self.put_into(it)));
                Value::Mapping(fields.collect())
            }
            Value::Tagged(function) => {
                let argument = self.put_into(&function.value);
                self.called(function.tag.to_string().trim_start_matches('!'), argument)
            }
            other => other.clone(),
        }
    }

    fn called(&self, function: &str, argument: Value) -> Value {
        match (function, argument) {
            ("Ref", Value::String(name)) if name == self.identifier => self.item.into(),
            ("FindInMap", Value::Sequence(keys)) => {
                let found = keys.iter().try_fold(self.maps, |map, key| map.get(key));
                found.unwrap_or_else(|| panic!("no mapping has {keys:?}")).clone()
            }
            ("GetAtt", Value::Sequence(parts)) => {
                let parts: Vec<_> = parts.iter().filter_map(|it| untagged(it).as_str()).collect();
                tagged("GetAtt", parts.join(".").into())
            }
            // `!Sub [text, {name: value}]`
            ("Sub", Value::Sequence(parts)) if parts[1].is_mapping() => {
                let mut text = parts[0].as_str().expect("a text").to_owned();
                for (name, value) in parts[1].as_mapping().expect("values") {
                    let Some(value) = value.as_str() else { continue };
                    text = replaced(&text, name.as_str().expect("a name"), value);
                }
                tagged("Sub", text.into())
            }
            (function, argument) => tagged(function, argument),
        }
    }
}

fn replaced(text: &str, name: &str, value: &str) -> String {
    text.replace(&format!("${{{name}}}"), value)
}

fn tagged(function: &str, argument: Value) -> Value {
    let tag = yaml_serde::value::Tag::new(function);
    Value::Tagged(Box::new(TaggedValue { tag, value: argument }))
}

/// A value without the tag of an intrinsic function (`!Ref`, `!GetAtt`, `!Sub`).
pub(crate) fn untagged(value: &Value) -> &Value {
    match value {
        Value::Tagged(tagged) => &tagged.value,
        value => value,
    }
}
