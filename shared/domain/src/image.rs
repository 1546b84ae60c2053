//! Images of source records: DynamoDB's JSON (`{"sent_at": {"S": "…"}}`), read strictly.

use chrono::{DateTime, Datelike, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::country::Country;
use crate::id::{Id, IdError};

/// The attributes of a record, or of a map within it, as a stream delivers them.
#[derive(Debug, Clone, Copy)]
pub struct Image<'a>(pub &'a Map<String, Value>);

/// Why a record is rejected: it counts for nothing until it is written correctly. The message names
/// the attribute and says what is wrong with it; it never repeats a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RejectReason {
    /// A required attribute is not there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// An attribute has another type.
    #[error("`{0}` must be {1}")]
    WrongType(&'static str, &'static str),
    /// An attribute has a value that is not one of those allowed.
    #[error("`{0}` must be one of {1}")]
    Unknown(&'static str, &'static str),
    /// An id is not well formed.
    #[error("`{0}` {1}")]
    BadId(&'static str, IdError),
    /// A timestamp is not RFC 3339 with an offset, or not in the years 2000 to 2099.
    #[error("`{0}` must be an RFC 3339 timestamp with an offset, in the years 2000 to 2099")]
    BadTime(&'static str),
    /// A country is not a code.
    #[error("`{0}` must be two letters A to Z, as in ISO 3166-1")]
    BadCountry(&'static str),
    /// An amount has too many digits.
    #[error("`{0}` must have at most 12 digits before and 12 after the decimal point")]
    AmountDigits(&'static str),
    /// An amount is below zero.
    #[error("`{0}` must not be negative where `kind` is `usage` or `top_up`")]
    Negative(&'static str),
    /// An assignment names neither an agent nor a team.
    #[error("each of `assignments` must have an `agent_id`, a `team_id` or both")]
    Unowned,
}

type Read<T> = Result<T, RejectReason>;

impl<'a> Image<'a> {
    /// A string that must be there.
    pub fn text(self, name: &'static str) -> Read<&'a str> {
        self.optional_text(name)?.ok_or(RejectReason::Missing(name))
    }

    /// A string that may be absent.
    pub fn optional_text(self, name: &'static str) -> Read<Option<&'a str>> {
        self.typed(name, "S", "a string", Value::as_str)
    }

    /// A boolean that may be absent.
    pub fn optional_bool(self, name: &'static str) -> Read<Option<bool>> {
        self.typed(name, "BOOL", "a boolean", Value::as_bool)
    }

    /// A list of maps that may be absent.
    pub fn optional_maps(self, name: &'static str) -> Read<Vec<Image<'a>>> {
        let list = self.typed(name, "L", "a list of maps", Value::as_array)?;
        let map = |value: &'a Value| {
            let map = content(value, "M").and_then(Value::as_object);
            map.map(Image).ok_or(RejectReason::WrongType(name, "a list of maps"))
        };
        list.into_iter().flatten().map(map).collect()
    }

    /// A list of strings that may be absent.
    pub fn optional_texts(self, name: &'static str) -> Read<Vec<&'a str>> {
        let list = self.typed(name, "L", "a list of strings", Value::as_array)?;
        let text = |value: &'a Value| {
            let text = content(value, "S").and_then(Value::as_str);
            text.ok_or(RejectReason::WrongType(name, "a list of strings"))
        };
        list.into_iter().flatten().map(text).collect()
    }

    /// An id that must be there.
    pub fn id(self, name: &'static str) -> Read<Id> {
        Id::new(self.text(name)?).map_err(|error| RejectReason::BadId(name, error))
    }

    /// An id that may be absent.
    pub fn optional_id(self, name: &'static str) -> Read<Option<Id>> {
        let text = self.optional_text(name)?;
        text.map(Id::new).transpose().map_err(|error| RejectReason::BadId(name, error))
    }

    /// The id of an agent or a team, which appears in paths. It may be absent.
    pub fn optional_staff_id(self, name: &'static str) -> Read<Option<Id>> {
        let text = self.optional_text(name)?;
        text.map(Id::in_path).transpose().map_err(|error| RejectReason::BadId(name, error))
    }

    /// A timestamp that must be there.
    pub fn time(self, name: &'static str) -> Read<DateTime<Utc>> {
        self.optional_time(name)?.ok_or(RejectReason::Missing(name))
    }

    /// A timestamp that may be absent.
    pub fn optional_time(self, name: &'static str) -> Read<Option<DateTime<Utc>>> {
        let Some(text) = self.optional_text(name)? else { return Ok(None) };
        let at = DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
        at.filter(|at| (2000..=2099).contains(&at.year()))
            .map(Some)
            .ok_or(RejectReason::BadTime(name))
    }

    /// One of the allowed values, which must be there.
    pub fn one_of<T: Copy>(self, name: &'static str, allowed: &AllowedValues<T>) -> Read<T> {
        self.optional_one_of(name, allowed)?.ok_or(RejectReason::Missing(name))
    }

    /// One of the allowed values, which may be absent.
    pub fn optional_one_of<T: Copy>(
        self,
        name: &'static str,
        allowed: &AllowedValues<T>,
    ) -> Read<Option<T>> {
        let Some(text) = self.optional_text(name)? else { return Ok(None) };
        let found = allowed.values.iter().find(|(value, _)| *value == text);
        found.map(|(_, meaning)| Some(*meaning)).ok_or(RejectReason::Unknown(name, allowed.list))
    }

    /// A country that may be absent.
    pub fn optional_country(self, name: &'static str) -> Read<Option<Country>> {
        let Some(code) = self.optional_text(name)? else { return Ok(None) };
        Country::parse(code).map(Some).ok_or(RejectReason::BadCountry(name))
    }

    /// An exact amount of money, which must be there: at most 12 digits on each side of the point.
    pub fn money(self, name: &'static str) -> Read<Decimal> {
        let text = self.typed(name, "N", "a number", Value::as_str)?;
        exact_decimal(text.ok_or(RejectReason::Missing(name))?)
            .ok_or(RejectReason::AmountDigits(name))
    }

    fn typed<T>(
        self,
        name: &'static str,
        tag: &str,
        expected: &'static str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Read<Option<T>> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        content(value, tag).and_then(read).map(Some).ok_or(RejectReason::WrongType(name, expected))
    }
}

/// The values that an attribute may have, such as `customer` and `agent` of a message's `sender`.
pub struct AllowedValues<T: 'static> {
    /// Each value, and what it means.
    pub values: &'static [(&'static str, T)],
    /// All values, as an error lists them.
    pub list: &'static str,
}

/// The content of an attribute value, such as `"x"` of `{"S": "x"}`, if it has this type.
fn content<'a>(value: &'a Value, tag: &str) -> Option<&'a Value> {
    value.as_object().filter(|map| map.len() == 1)?.get(tag)
}

/// The exact value of a DynamoDB number (plain or with an exponent) with at most 12 significant
/// digits before and 12 after the point.
fn exact_decimal(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.as_bytes().first()? {
        b'-' => (true, &mantissa[1..]),
        b'+' => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // The value is `significant` × 10^power.
    let significant = all.trim_start_matches('0').trim_end_matches('0');
    let trailing = all.len() - all.trim_end_matches('0').len();
    if significant.is_empty() {
        return Some(Decimal::ZERO);
    }
    let fraction_digits = i32::try_from(fraction.len()).ok()?;
    let power =
        exponent.checked_sub(fraction_digits)?.checked_add(i32::try_from(trailing).ok()?)?;
    let length = i32::try_from(significant.len()).ok()?;
    if power < -12 || power.checked_add(length)? > 12 {
        return None;
    }
    let mut value: i128 = significant.parse().ok()?;
    if power > 0 {
        value *= 10_i128.pow(power.unsigned_abs());
    }
    let scale = if power < 0 { power.unsigned_abs() } else { 0 };
    Decimal::try_from_i128_with_scale(if negative { -value } else { value }, scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        for (text, value) in [
            ("0", "0"),
            ("-0", "0"),
            ("12.0470", "12.047"),
            ("999999999999.999999999999", "999999999999.999999999999"),
            ("-999999999999.999999999999", "-999999999999.999999999999"),
            ("1E-12", "0.000000000001"),
            ("1.5e11", "150000000000"),
            ("0.0000000000010000", "0.000000000001"),
            ("000123.4500", "123.45"),
            ("+7", "7"),
        ] {
            let read = exact_decimal(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read.normalize().to_string(), value);
        }
        for text in [
            "",
            "-",
            "1e12",
            "1000000000000",
            "0.0000000000001",
            "1E-13",
            "1e999",
            "x",
            "1.2.3",
            "NaN",
            "é1",
        ] {
            assert_eq!(exact_decimal(text), None, "{text}");
        }
    }

    #[test]
    fn attributes_are_read_strictly() {
        let map = json!({
            "s": {"S": "2026-11-22T10:15:30.123+08:00"}, "null": {"NULL": true}, "n": {"N": "1"},
            "two": {"S": "a", "N": "1"}, "naked": "2026-11-22T10:15:30Z", "l": {"L": [{"S": "x"}]},
            "early": {"S": "1999-12-31T23:59:59.999Z"}, "late": {"S": "2100-01-01T00:00:00Z"},
            "local": {"S": "2026-11-22T10:15:30"}, "date": {"S": "2026-11-22"},
        });
        let image = Image(map.as_object().unwrap());
        assert_eq!(image.time("s").unwrap().to_rfc3339(), "2026-11-22T02:15:30.123+00:00");
        for name in ["null", "n", "two", "naked", "l"] {
            assert_eq!(image.time(name), Err(RejectReason::WrongType(name, "a string")));
        }
        for name in ["early", "late", "local", "date"] {
            assert_eq!(image.time(name), Err(RejectReason::BadTime(name)));
        }
        assert_eq!(image.time("absent"), Err(RejectReason::Missing("absent")));
        assert_eq!(image.optional_time("absent"), Ok(None));
        assert_eq!(image.optional_texts("l"), Ok(vec!["x"]));
        assert!(image.optional_maps("l").is_err());
    }
}
