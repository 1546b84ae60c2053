//! Requests as they were sent.

use http::request::Parts;
use serde_json::Value;

/// A request to DynamoDB or to its streams.
#[derive(Clone, Debug)]
pub struct SentRequest {
    /// Its operation, such as `GetItem`.
    pub operation: String,
    /// Its body.
    pub body: Value,
}

impl SentRequest {
    pub(super) fn of(head: &Parts, body: &[u8]) -> Self {
        let target = head.headers.get("x-amz-target").and_then(|it| it.to_str().ok());
        let operation = target.and_then(|it| it.rsplit('.').next()).unwrap_or_default();
        Self {
            operation: operation.to_owned(),
            body: serde_json::from_slice(body).unwrap_or_default(),
        }
    }

    /// Whether it can change anything.
    pub fn writes(&self) -> bool {
        !["BatchGet", "Describe", "Get", "Query", "Scan", "TransactGet"]
            .iter()
            .any(|reading| self.operation.starts_with(reading))
    }

    /// What it does to which table and which kind of item, without any id: `PutItem counters #epoch`.
    pub fn kind(&self) -> String {
        let mut kind = self.operation.clone();
        let table = first(&self.body, "TableName").and_then(Value::as_str);
        let table = table.or_else(|| first_name(&self.body, "RequestItems"));
        let key = first(&self.body, "pk").or_else(|| first(&self.body, ":pk"));
        // Requests for many items have one of each kind, and a ledger has one kind only.
        let is_mixed = self.body.get("RequestItems").is_some()
            || table.is_some_and(|table| table.contains("-ledger-"));
        let key = key.filter(|_| !is_mixed).and_then(|key| key["S"].as_str()).map(kind_of_key);
        for part in table.into_iter().chain(key.as_deref()) {
            kind.push(' ');
            kind.extend(part.chars().filter(|it| !it.is_ascii_digit()));
        }
        kind
    }
}

/// The kind of item that has this key: its first word, or where an account is named what is kept of the account.
fn kind_of_key(key: &str) -> String {
    let mut words = key.split('#');
    match words.next() {
        Some("") => format!("#{}", words.next().unwrap_or_default()),
        _ => words.find(|word| word.parse::<u32>().is_err()).unwrap_or_default().to_owned(),
    }
}

/// The first value of this name in the order of the body, however deep.
fn first<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => {
            fields.get(name).or_else(|| fields.values().find_map(|value| first(value, name)))
        }
        Value::Array(values) => values.iter().find_map(|value| first(value, name)),
        _ => None,
    }
}

/// The first name in the map of this name.
fn first_name<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.get(name)?.as_object()?.keys().next().map(String::as_str)
}
