//! What the templates give each function: its environment, and what its role allows.

#[path = "../../infra/tools/expanded.rs"]
mod expanded;

use std::collections::{BTreeMap, BTreeSet};

use yaml_serde::Value;

use self::expanded::untagged;

/// The templates with functions.
pub(crate) struct Template(Vec<Value>);

impl Template {
    pub(crate) fn read() -> Self {
        Self(
            ["sections.yaml", "counting.yaml", "rebuild.yaml", "connectors.yaml"]
                .map(expanded::read)
                .into(),
        )
    }

    /// The functions, by the names of their crates.
    pub(crate) fn functions(&self) -> BTreeSet<&str> {
        let functions = self.resources("AWS::Serverless::Function");
        functions.map(|(_, _, resource)| crate_of(resource)).collect()
    }

    /// The variables of a function's environment, with what stands for their values.
    pub(crate) fn variables(&self, function: &str) -> BTreeMap<String, String> {
        let (template, _, resource) = self.function(function);
        let own = &resource["Properties"]["Environment"]["Variables"];
        let all = &template["Globals"]["Function"]["Environment"]["Variables"];
        let variables = [all, own].into_iter().filter_map(Value::as_mapping).flatten();
        variables.map(|(name, value)| (text(name), format!("{value:?}"))).collect()
    }

    /// What the policy that is a function's own allows, as `action resource`: all that parameters can
    /// make it allow.
    pub(crate) fn permissions(&self, function: &str) -> BTreeSet<String> {
        let (template, _, resource) = self.function(function);
        let role = text(untagged(&resource["Properties"]["Role"]));
        let role = role.strip_suffix(".Arn").expect("a role of this template");
        let policies = template["Resources"][role]["Properties"]["Policies"].as_sequence();
        // The other one is for what Lambda does in the role's name: reading streams.
        let code =
            policies.expect("policies").iter().filter(|it| it["PolicyName"] != "event-sources");
        let statements = code.flat_map(|policy| list(&policy["PolicyDocument"]["Statement"]));
        let statements = statements.map(where_it_is);
        let mut allowed = BTreeSet::new();
        for statement in statements {
            assert_eq!(statement["Effect"], "Allow");
            for action in list(&statement["Action"]) {
                for resource in list(&statement["Resource"]) {
                    let resource = text(untagged(resource)).replace(['$', '{', '}'], "");
                    let resource = resource.trim_end_matches(".Arn");
                    allowed.insert(format!("{} {resource}", text(action)));
                    let items = conditions(statement).into_iter();
                    allowed.extend(items.map(|it| format!("dynamodb:{it} {resource}")));
                }
            }
        }
        allowed
    }

    fn function(&self, name: &str) -> (&Value, String, &Value) {
        let mut functions = self.resources("AWS::Serverless::Function");
        let found = functions.find(|(_, _, resource)| crate_of(resource) == name);
        found.unwrap_or_else(|| panic!("no template has the function {name}"))
    }

    fn resources(&self, kind: &str) -> impl Iterator<Item = (&Value, String, &Value)> {
        let all = self.0.iter().flat_map(|template| {
            let resources = template["Resources"].as_mapping().expect("resources");
            resources.iter().map(move |(name, resource)| (template, text(name), resource))
        });
        all.filter(move |(_, _, resource)| resource["Type"] == kind)
    }
}

/// Which items, and which of their attributes, a statement is for.
fn conditions(statement: &Value) -> Vec<String> {
    let tests = statement["Condition"].as_mapping().into_iter().flatten();
    let conditions = tests.flat_map(|(_, it)| it.as_mapping().expect("a condition"));
    let mut items = Vec::new();
    for (name, values) in conditions {
        let values = list(values).into_iter().map(text);
        match name.as_str().expect("a name") {
            "dynamodb:LeadingKeys" => items.extend(values.map(|it| format!("key {it}"))),
            // The keys have to be named, too, where attributes are.
            "dynamodb:Attributes" => {
                let values = values.filter(|it| !["pk", "sk"].contains(&it.as_str()));
                items.extend(values.map(|it| format!("attribute {it}")));
            }
            "dynamodb:Select" => {}
            other => panic!("what does {other} say?"),
        }
    }
    items
}

/// How the templates call what belongs to a function.
pub(crate) fn logical(function: &str) -> String {
    let (first, rest) = function.split_at(1);
    first.to_uppercase() + rest
}

/// The crate that a function is built from.
fn crate_of(resource: &Value) -> &str {
    let code = resource["Properties"]["CodeUri"].as_str().expect("a folder");
    code.rsplit('/').next().unwrap_or_default()
}

/// A statement that is there only on a condition (`!If [condition, statement, !Ref AWS::NoValue]`), as
/// it is then.
fn where_it_is(statement: &Value) -> &Value {
    match untagged(statement).as_sequence().map(Vec::as_slice) {
        Some([_, statement, nothing]) if untagged(nothing) == "AWS::NoValue" => statement,
        _ => statement,
    }
}

/// One or more.
fn list(value: &Value) -> Vec<&Value> {
    value.as_sequence().map_or_else(|| vec![value], |values| values.iter().collect())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value:?}")).to_owned()
}
