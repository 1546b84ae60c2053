//! Records with all the states they pass through, and the ids they bear.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;

use super::{ACCOUNT, Item, Write};

/// A moment; records show it to the millisecond, in UTC.
pub(super) type Time = DateTime<Utc>;

/// The moment `seconds` after `time`.
pub(super) fn later(time: Time, seconds: f64) -> Time {
    time + std::time::Duration::from_secs_f64(seconds.max(0.0))
}

/// An attribute value of a `DynamoDB` type: `S`, `N`, `BOOL`, `L` or `M`.
pub(super) fn attribute(kind: &str, value: impl Into<Value>) -> Value {
    Value::Object(Item::from_iter([(kind.to_owned(), value.into())]))
}

/// A moment as records show it.
pub(super) fn stamp(time: Time) -> Value {
    attribute("S", time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// A source record and every state it passes through.
///
/// **Invariant:** the states are in the order of their times, and none shows a moment after its own.
#[derive(Debug, Clone)]
pub(super) struct Record {
    table: &'static str,
    states: Vec<(Time, Item)>,
}

impl Record {
    /// A record that is written once and stays as it is.
    pub(super) fn once(table: &'static str, at: Time, fields: Fields) -> Self {
        Self { table, states: vec![(at, fields.0)] }
    }

    /// A record that changes.
    pub(super) fn changing(table: &'static str, states: Vec<(Time, Item)>) -> Self {
        Self { table, states }
    }

    /// The moment of its first write and its state at `now`; `None` where it does not exist yet.
    pub(super) fn known_at(mut self, now: Time) -> Option<(Time, Write)> {
        let first = self.states.first()?.0;
        while self.states.last()?.0 > now {
            self.states.pop();
        }
        let (_, item) = self.states.pop()?;
        Some((first, Write { table: self.table, item }))
    }

    /// Every write of it with its moment.
    pub(super) fn writes(self) -> impl Iterator<Item = (Time, Write)> {
        let table = self.table;
        self.states.into_iter().map(move |(at, item)| (at, Write { table, item }))
    }
}

/// The attributes of an item, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Fields(pub(super) Item);

impl Fields {
    /// An item of the demo account.
    pub(super) fn new() -> Self {
        Self(Item::new()).text("account_id", ACCOUNT)
    }

    fn set(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// A string.
    pub(super) fn text(self, name: &str, value: &str) -> Self {
        self.set(name, attribute("S", value))
    }

    /// A string, or nothing.
    pub(super) fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// A moment.
    pub(super) fn time(self, name: &str, value: Time) -> Self {
        self.set(name, stamp(value))
    }

    /// A number, given by its digits.
    pub(super) fn number(self, name: &str, digits: &str) -> Self {
        self.set(name, attribute("N", digits))
    }

    /// A truth value.
    pub(super) fn flag(self, name: &str, value: bool) -> Self {
        self.set(name, attribute("BOOL", value))
    }

    /// A list of attribute values.
    pub(super) fn list(self, name: &str, values: Vec<Value>) -> Self {
        self.set(name, attribute("L", values))
    }
}

/// Gives out ids that no other source of ids gives out.
///
/// An id names its kind, who made it (`h` for the history, `l` for a life), the time its maker was started at, the
/// seed, and a number: `s-h-hodvqp7qtc-7-2f`. So two makers share an id only if they are the same one.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    maker: String,
    given: u64,
}

impl Ids {
    pub(super) fn new(maker: char, seed: u64, started: Time) -> Self {
        let started = base36(started.timestamp_micros().unsigned_abs());
        Self { maker: format!("{maker}-{started}-{}", base36(seed)), given: 0 }
    }

    /// The next id of a kind.
    pub(super) fn next(&mut self, kind: char) -> String {
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
    fn a_record_is_what_it_was_at_the_time() {
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
