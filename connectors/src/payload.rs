//! Payloads of other platforms: JSON that is read leniently, since every version has its own.
//!
//! `null` is the same as absent, and what nobody asks for is passed over. What is asked for and is
//! not there makes the payload one that is not understood.

use chrono::{DateTime, Datelike};
use serde_json::Value;

/// Why a payload is not understood. It names what is wrong, and never repeats a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotUnderstood {
    /// The body is no JSON, or nested too deeply.
    #[error("the body is no JSON")]
    NotJson,
    /// Something that the record needs is not there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// Something has another form.
    #[error("`{0}` must be {1}")]
    WrongForm(&'static str, &'static str),
    /// The event is of another account of the platform than the connector's.
    #[error("the event is of another account than the connector's")]
    OtherAccount,
}

pub(crate) type Read<T> = Result<T, NotUnderstood>;

/// A value of a payload, or its absence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a>(Option<&'a Value>);

impl<'a> Node<'a> {
    pub(crate) fn of(value: &'a Value) -> Self {
        Self(Some(value).filter(|value| !value.is_null()))
    }

    /// The value of a field; absent where this is no object.
    pub(crate) fn get(self, name: &str) -> Self {
        let value = self.0.and_then(|value| value.get(name));
        Self(value.filter(|value| !value.is_null()))
    }

    pub(crate) fn is_there(self) -> bool {
        self.0.is_some()
    }

    /// The elements of a list; none where this is no list.
    pub(crate) fn elements(self) -> impl Iterator<Item = Node<'a>> {
        self.0.and_then(Value::as_array).into_iter().flatten().map(Node::of)
    }

    pub(crate) fn text(self) -> Option<&'a str> {
        self.0.and_then(Value::as_str)
    }

    pub(crate) fn number(self) -> Option<i64> {
        self.0.and_then(Value::as_i64)
    }

    pub(crate) fn is_true(self) -> bool {
        self.0.and_then(Value::as_bool) == Some(true)
    }

    /// A positive number, as its digits, or nothing where there is none.
    pub(crate) fn maybe_id(self, name: &'static str) -> Read<Option<String>> {
        let Some(value) = self.0 else { return Ok(None) };
        let number = value.as_u64().filter(|number| *number > 0);
        let number = number.ok_or(NotUnderstood::WrongForm(name, "a positive whole number"))?;
        Ok(Some(number.to_string()))
    }

    /// A positive number, as its digits.
    pub(crate) fn id(self, name: &'static str) -> Read<String> {
        self.maybe_id(name)?.ok_or(NotUnderstood::Missing(name))
    }

    /// A time in milliseconds: a timestamp of RFC 3339, or seconds since 1970, perhaps with a
    /// fraction, as a number or as digits. Nothing where there is none, or a zero.
    pub(crate) fn maybe_time(self, name: &'static str) -> Read<Option<i64>> {
        let Some(value) = self.0 else { return Ok(None) };
        let seconds = value.as_i64().or_else(|| value.as_str()?.parse().ok());
        let milliseconds = match (seconds, value) {
            (Some(0), _) => return Ok(None),
            (Some(seconds), _) => seconds.checked_mul(1000),
            (None, Value::String(text)) => {
                DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp_millis())
            }
            (None, value) => value.as_f64().and_then(milliseconds),
        };
        let time = milliseconds.and_then(DateTime::from_timestamp_millis);
        let time = time.filter(|time| (2000..=2099).contains(&time.year()));
        let form = "a time in the years 2000 to 2099";
        Ok(Some(time.ok_or(NotUnderstood::WrongForm(name, form))?.timestamp_millis()))
    }

    pub(crate) fn time(self, name: &'static str) -> Read<i64> {
        self.maybe_time(name)?.ok_or(NotUnderstood::Missing(name))
    }
}

/// Whole milliseconds of seconds with a fraction, cut off. The fraction of a number such as
/// 1732270530.123 is a little off, so it is rounded to microseconds first.
#[allow(clippy::cast_possible_truncation)] // bounded by the condition
fn milliseconds(seconds: f64) -> Option<i64> {
    (seconds.abs() < 1e11).then(|| ((seconds * 1e6).round() as i64).div_euclid(1000))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn time(value: &Value) -> Read<Option<i64>> {
        Node::of(value).maybe_time("at")
    }

    #[test]
    fn times_are_read_in_each_of_their_forms() {
        for value in [
            json!(1_795_342_530.123_456),
            json!("2026-11-22T10:15:30.123Z"),
            json!("2026-11-22T18:15:30.123999+08:00"),
        ] {
            assert_eq!(time(&value), Ok(Some(1_795_342_530_123)), "{value}");
        }
        for value in [json!(1_795_342_530), json!("1795342530"), json!("2026-11-22T10:15:30Z")] {
            assert_eq!(time(&value), Ok(Some(1_795_342_530_000)), "{value}");
        }
        for value in [json!(null), json!(0)] {
            assert_eq!(time(&value), Ok(None));
        }
        let other = Err(NotUnderstood::WrongForm("at", "a time in the years 2000 to 2099"));
        for value in [json!(1), json!(-5), json!(i64::MAX), json!(1e300), json!("soon"), json!([])]
        {
            assert_eq!(time(&value), other, "{value}");
        }
    }

    #[test]
    fn ids_are_positive_whole_numbers() {
        assert_eq!(Node::of(&json!(17)).id("id"), Ok("17".to_owned()));
        assert_eq!(Node::of(&json!(null)).id("id"), Err(NotUnderstood::Missing("id")));
        for value in [json!(0), json!(-1), json!(1.5), json!("17"), json!({}), json!([1])] {
            let other = NotUnderstood::WrongForm("id", "a positive whole number");
            assert_eq!(Node::of(&value).id("id"), Err(other), "{value}");
        }
    }
}
