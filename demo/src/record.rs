//! Source records, the states that they pass through, and their ids.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

/// The account that all demo records belong to.
pub const ACCOUNT: &str = "demo";

/// Attributes of a record by name, as `DynamoDB` JSON: `{"sent_at": {"S": "2026-11-22T10:15:30.123Z"}}`.
pub type Item = Map<String, Value>;

/// One source record as the platform would write it: a put of the whole item.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// `messages`, `sessions`, `billing`, `flow_runs`, `ai_usage` or `directory`, without any prefix.
    pub table: &'static str,
    /// The item, its keys included.
    pub item: Item,
}

/// A point in time. Records show it to the millisecond, in UTC.
pub(crate) type Time = DateTime<Utc>;

/// `time` plus `seconds`; a negative number of seconds counts as 0.
pub(crate) fn later(time: Time, seconds: f64) -> Time {
    time + std::time::Duration::from_secs_f64(seconds.max(0.0))
}

/// An attribute value of a `DynamoDB` type: `S`, `N`, `BOOL`, `L` or `M`.
pub(crate) fn attribute(kind: &str, value: impl Into<Value>) -> Value {
    Value::Object(Item::from_iter([(kind.to_owned(), value.into())]))
}

/// A time as records show it.
pub(crate) fn stamp(time: Time) -> Value {
    attribute("S", time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// A source record and every state it passes through.
///
/// **Invariant:** the states are in the order of their times, and none shows a time after its own.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    table: &'static str,
    states: Vec<(Time, Item)>,
}

impl Record {
    /// A record that is written once and stays as it is.
    pub(crate) fn once(table: &'static str, at: Time, fields: Fields) -> Self {
        Self { table, states: vec![(at, fields.0)] }
    }

    /// A record that is written again at each of these times.
    pub(crate) fn changing(table: &'static str, states: Vec<(Time, Item)>) -> Self {
        Self { table, states }
    }

    /// The time of its first write, and its state at `now`. `None` if it does not exist yet.
    pub(crate) fn known_at(mut self, now: Time) -> Option<(Time, Write)> {
        let first = self.states.first()?.0;
        while self.states.last()?.0 > now {
            self.states.pop();
        }
        let (_, item) = self.states.pop()?;
        Some((first, Write { table: self.table, item }))
    }

    /// All of its writes, each with its time.
    pub(crate) fn writes(self) -> impl Iterator<Item = (Time, Write)> {
        let table = self.table;
        self.states.into_iter().map(move |(at, item)| (at, Write { table, item }))
    }
}

/// Builds an item, attribute by attribute.
#[derive(Debug, Clone)]
pub(crate) struct Fields(pub(crate) Item);

impl Fields {
    /// An item of the demo account.
    pub(crate) fn new() -> Self {
        Self(Item::new()).text("account_id", ACCOUNT)
    }

    fn set(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// A string.
    pub(crate) fn text(self, name: &str, value: &str) -> Self {
        self.set(name, attribute("S", value))
    }

    /// A string, or nothing.
    pub(crate) fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// A time.
    pub(crate) fn time(self, name: &str, value: Time) -> Self {
        self.set(name, stamp(value))
    }

    /// A number, given by its digits.
    pub(crate) fn number(self, name: &str, digits: &str) -> Self {
        self.set(name, attribute("N", digits))
    }

    /// A truth value.
    pub(crate) fn flag(self, name: &str, value: bool) -> Self {
        self.set(name, attribute("BOOL", value))
    }

    /// A list of attribute values.
    pub(crate) fn list(self, name: &str, values: Vec<Value>) -> Self {
        self.set(name, attribute("L", values))
    }
}

/// Makes ids that are unique among all histories and live businesses.
///
/// An id has five parts, as in `s-h-hodvqp7qtc-7-2f`: its kind, its maker (`h` for the history, `l` for a live
/// business), the time its maker was started at, the seed, and a number. So two makers make the same id only if they are
/// the same maker.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    maker: String,
    given: u64,
}

impl Ids {
    pub(crate) fn new(maker: char, seed: u64, started: Time) -> Self {
        let started = base36(started.timestamp_micros().unsigned_abs());
        Self { maker: format!("{maker}-{started}-{}", base36(seed)), given: 0 }
    }

    /// The next id of a kind.
    pub(crate) fn next(&mut self, kind: char) -> String {
        self.given += 1;
        format!("{kind}-{}-{}", self.maker, base36(self.given))
    }
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(number % 36).unwrap_or(0);
        digits.extend(char::from_digit(digit, 36));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_has_the_state_of_the_time() {
        let at = |second| Utc.timestamp_opt(second, 0).unwrap();
        let state = |second, text| (at(second), Fields::new().text("state", text).0);
        let record = Record::changing("sessions", vec![state(10, "open"), state(20, "done")]);
        assert_eq!(record.clone().known_at(at(9)), None);
        let (first, write) = record.clone().known_at(at(19)).unwrap();
        assert_eq!((first, &write.item["state"]["S"]), (at(10), &json!("open")));
        assert_eq!(record.clone().known_at(at(20)).unwrap().1.item["state"]["S"], "done");
        assert_eq!(record.writes().count(), 2);
    }

    #[test]
    fn ids_name_their_maker() {
        let started = Utc.with_ymd_and_hms(2026, 11, 22, 2, 15, 30).unwrap();
        let mut ids = Ids::new('h', 7, started);
        assert_eq!(ids.next('s'), "s-h-hodvqp7qtc-7-1");
        assert_eq!(ids.next('m'), "m-h-hodvqp7qtc-7-2");
        assert_eq!((base36(0), base36(35), base36(36)), ("0".into(), "z".into(), "10".into()));
    }
}
