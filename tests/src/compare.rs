//! Compares an answer with what it has to be, field by field.

use chrono::DateTime;
use serde_json::Value;

use crate::recount::money;

/// The fields whose strings are amounts of money.
const MONEY: [&str; 9] = [
    "balance",
    "mean_daily_usage",
    "total",
    "marketing",
    "utility",
    "authentication",
    "authentication_international",
    "service",
    "other",
];

/// How the names of quantiles end, which need not be exact.
const QUANTILES: [&str; 2] = ["median_seconds", "p90_seconds"];

/// Every difference between the two, each with the path of its field. `as_of` has to be a time in UTC and may be any.
pub fn differences(expected: &Value, actual: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut actual = actual.clone();
    let as_of = match &mut actual {
        Value::Object(fields) => fields.remove("as_of"),
        _ => None,
    };
    match as_of {
        Some(Value::String(text)) if is_utc(&text) => {}
        other => found.push(format!("as_of: no time in UTC: {other:?}")),
    }
    compare(expected, &actual, "", &mut found);
    found
}

/// The same for an answer that need not have an `as_of`.
pub fn differences_except_as_of(expected: &Value, actual: &Value) -> Vec<String> {
    let mut found = differences(expected, actual);
    found.retain(|difference| !difference.starts_with("as_of: "));
    found
}

fn is_utc(text: &str) -> bool {
    DateTime::parse_from_rfc3339(text).is_ok_and(|t| t.offset().local_minus_utc() == 0)
}

fn compare(expected: &Value, actual: &Value, path: &str, found: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(left), Value::Object(right)) => {
            for (name, value) in left {
                let path = format!("{path}.{name}");
                match right.get(name) {
                    Some(other) => compare(value, other, &path, found),
                    None => found.push(format!("{path}: missing, expected {value}")),
                }
            }
            for (name, value) in right {
                if !left.contains_key(name) {
                    found.push(format!("{path}.{name}: unexpected, {value}"));
                }
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            if left.len() != right.len() {
                let (l, r) = (left.len(), right.len());
                found.push(format!("{path}: expected {l} elements, found {r}"));
            }
            for (index, (value, other)) in left.iter().zip(right).enumerate() {
                compare(value, other, &format!("{path}[{index}]"), found);
            }
        }
        _ if same(expected, actual, path) => {}
        _ => found.push(format!("{path}: expected {expected}, found {actual}")),
    }
}

fn same(expected: &Value, actual: &Value, path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or_default();
    match (expected, actual) {
        (Value::String(left), Value::String(right)) if MONEY.contains(&name) => {
            let amount = money::read_plain(right);
            amount.is_some() && money::read_plain(left) == amount
        }
        // Within 2 %, or half a second where that is more.
        (Value::Number(left), Value::Number(right))
            if QUANTILES.iter().any(|end| name.ends_with(end)) =>
        {
            let (left, right) = (left.as_f64(), right.as_f64());
            left.zip(right).is_some_and(|(l, r)| (l - r).abs() <= (0.02 * l).max(0.5))
        }
        // A mean; what is counted is a whole number in both.
        (Value::Number(left), Value::Number(right)) if left.is_f64() => {
            let (left, right) = (left.as_f64(), right.as_f64());
            left.zip(right).is_some_and(|(l, r)| (l - r).abs() <= 1e-9 * l.abs().max(r.abs()))
        }
        _ => expected == actual,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_equal_has_no_differences() {
        let expected =
            json!({ "balance": "12.047", "mean": 2.0, "n": 1, "list": [{ "name": null }] });
        let actual = json!({
            "as_of": "2026-11-22T10:15:30Z", "balance": "12.0470", "mean": 2, "n": 1, "list": [{ "name": null }],
        });
        assert_eq!(differences(&expected, &actual), Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_found_with_its_path() {
        let expected = json!({ "total": "1", "n": 2, "rows": [{ "a": 1 }, { "a": 2 }], "gone": null, "mean": 1.5 });
        let actual = json!({
            "as_of": "2026-11-22T10:15:30+08:00",
            "total": "1e0", "n": 2.0, "rows": [{ "a": 1, "b": 0 }, { "a": 3 }, {}], "mean": null,
        });
        let mut found = differences(&expected, &actual);
        found.sort();
        assert_eq!(
            found,
            [
                ".gone: missing, expected null",
                ".mean: expected 1.5, found null",
                ".n: expected 2, found 2.0",
                ".rows: expected 2 elements, found 3",
                ".rows[0].b: unexpected, 0",
                ".rows[1].a: expected 2, found 3",
                ".total: expected \"1\", found \"1e0\"",
                "as_of: no time in UTC: Some(String(\"2026-11-22T10:15:30+08:00\"))",
            ]
        );
    }
}
