//! Points in time where counting is easy to get wrong, and the many ways to write them.

use std::fmt::Write as _;

use chrono::{
    DateTime, Duration, FixedOffset, NaiveDate, NaiveTime, Offset, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use fastrand::Rng;

/// Times around a held clock, in one zone.
#[derive(Clone, Debug)]
pub(super) struct EdgeTimes {
    now: DateTime<Utc>,
    midnights: Vec<DateTime<Utc>>,
    shifts: Vec<DateTime<Utc>>,
}

impl EdgeTimes {
    /// Times around `now` that matter to an account in `zone`.
    pub(super) fn new(now: DateTime<Utc>, zone: Tz) -> Self {
        let today = now.with_timezone(&zone).date_naive();
        let midnights = (0..40).map(|ago| midnight(zone, today - Duration::days(ago))).collect();
        Self { now, midnights, shifts: shifts(now, zone) }
    }

    /// The held clock.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Any time: mostly of the last days, often at an edge, sometimes far away or still ahead.
    pub(super) fn any(&self, rng: &mut Rng) -> DateTime<Utc> {
        let minutes = |m: i64| Duration::minutes(m);
        let jitter = Duration::milliseconds(rng.i64(0..60_000));
        let day = 24 * 60;
        let at = match rng.u8(0..100) {
            0..=52 => self.now - minutes(rng.i64(0..16 * day)) - jitter,
            53..=67 => self.now - minutes(rng.i64(0..70 * day)) - jitter,
            68..=75 => self.now - minutes(rng.i64(0..500 * day)) - jitter,
            76..=83 => near(*rng.choice(&self.midnights).expect("forty"), rng),
            84..=89 => match rng.choice(&self.shifts) {
                Some(shift) => near(*shift, rng) + minutes(60 * rng.i64(-2..=2)),
                None => self.now - minutes(rng.i64(0..day)),
            },
            90..=93 => self.now + minutes(rng.i64(0..3 * day)) + jitter,
            94 => self.now + minutes(rng.i64(0..60 * day)),
            95..=98 => near(self.now, rng),
            _ => *rng.choice([first(), last()].iter()).expect("two"),
        };
        fraction(at, rng)
    }

    /// A time of resolution: often within the last day, and often where a minute, a day or an hour turns.
    pub(super) fn resolution(&self, opened: DateTime<Utc>, rng: &mut Rng) -> DateTime<Utc> {
        match rng.u8(0..10) {
            0..=3 => fraction(self.now - Duration::seconds(rng.i64(-3600..30 * 3600)), rng),
            4 | 5 => *rng.choice(&self.edges_of_resolution()).expect("some"),
            6 => (self.any(rng) - Duration::hours(24)).max(first()),
            7 => fraction(opened - Duration::minutes(rng.i64(0..3000)), rng).max(first()),
            _ => fraction(opened + Duration::seconds(rng.i64(0..300_000)), rng).min(last()),
        }
    }

    /// The times of resolution around 24 hours ago that whole minutes decide.
    pub(super) fn edges_of_resolution(&self) -> Vec<DateTime<Utc>> {
        let minute = self.now.with_second(0).and_then(|t| t.with_nanosecond(0));
        let a_day_ago = minute.expect("a whole minute") - Duration::hours(24);
        [-60_001, -60_000, -1, 0, 1, 59_999, 60_000, 60_001]
            .map(|ms| a_day_ago + Duration::milliseconds(ms))
            .to_vec()
    }
}

/// The first moment that a record may name.
pub(super) fn first() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2000, 1, 1, 0, 0, 0).single().expect("exists")
}

/// The last moment that a record may name, but for fractions.
pub(super) fn last() -> DateTime<Utc> {
    let last = Utc.with_ymd_and_hms(2099, 12, 31, 23, 59, 59).single();
    last.expect("exists")
}

/// When a local date begins.
pub fn midnight(zone: Tz, date: NaiveDate) -> DateTime<Utc> {
    let mut local = date.and_time(NaiveTime::MIN);
    loop {
        // A day whose clocks go forward at midnight begins later.
        if let Some(at) = zone.from_local_datetime(&local).earliest() {
            return at.to_utc();
        }
        local += Duration::minutes(15);
    }
}

/// The changes of a zone's offset in the 390 days before `now`, to the minute.
pub fn shifts(now: DateTime<Utc>, zone: Tz) -> Vec<DateTime<Utc>> {
    let offset = |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    let minute = now.with_second(0).and_then(|t| t.with_nanosecond(0));
    let now = minute.expect("a whole minute");
    (0..390)
        .map(|ago| now - Duration::days(ago))
        .filter(|end| offset(*end) != offset(*end - Duration::days(1)))
        .map(|end| {
            let minutes = (1..=24 * 60).map(|m| end - Duration::minutes(m));
            let before = minutes.take_while(|m| offset(*m) == offset(end));
            let first = before.last().unwrap_or(end);
            first.with_second(0).expect("a whole minute")
        })
        .collect()
}

/// A moment exactly there, or a hair to one side.
fn near(at: DateTime<Utc>, rng: &mut Rng) -> DateTime<Utc> {
    let ms = [-60_000, -1_000, -1, 0, 0, 1, 999, 59_999, 60_000];
    at + Duration::milliseconds(*rng.choice(&ms).expect("some"))
}

/// The same second, or with a fraction of up to nine digits.
fn fraction(at: DateTime<Utc>, rng: &mut Rng) -> DateTime<Utc> {
    let nanos = match rng.u8(0..8) {
        0 => rng.u32(0..1_000) * 1_000_000,
        1 => rng.u32(0..1_000_000) * 1_000,
        2 => rng.u32(0..1_000_000_000),
        3 => 999_999_999,
        4 => 0,
        _ => return at,
    };
    at.with_nanosecond(nanos).expect("within a second")
}

/// The text of a moment, in one of the many forms of RFC 3339.
pub(super) fn text(at: DateTime<Utc>, rng: &mut Rng) -> String {
    let minutes = match rng.u8(0..10) {
        0 => *rng.choice(&[345, -210, 825, -660, 480, 60, -1]).expect("some"),
        _ => 0,
    };
    let offset = FixedOffset::east_opt(minutes * 60).expect("less than a day");
    let local = at.with_timezone(&offset);
    let mut text = local.format("%Y-%m-%dT%H:%M:%S").to_string();
    let nanos = at.nanosecond();
    let digits = [0, 1, 2, 3, 6, 9];
    let needed = digits.iter().position(|d| nanos.is_multiple_of(10_u32.pow(9 - d)));
    let least = needed.expect("nine digits are enough");
    let digits = *rng.choice(&digits[least..]).expect("some");
    if digits > 0 {
        let fraction = nanos / 10_u32.pow(9 - digits);
        let width = usize::try_from(digits).expect("nine at most");
        write!(text, ".{fraction:0width$}").expect("a string takes all");
    }
    text.push_str(&match (minutes, rng.u8(0..20)) {
        (0, 0) => "+00:00".to_owned(),
        (0, 1) => "-00:00".to_owned(),
        (0, 2) => "z".to_owned(),
        (0, _) => "Z".to_owned(),
        _ => local.format("%:z").to_string(),
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn shifts_are_found_to_the_minute() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 10, 15, 30).single().expect("exists");
        let at = |zone| -> Vec<String> {
            let shifts = shifts(now, zone);
            shifts.iter().map(|s| s.format("%F %R").to_string()).collect()
        };
        assert_eq!(
            at(Tz::America__New_York),
            ["2026-11-01 06:00", "2026-03-08 07:00", "2025-11-02 06:00"]
        );
        assert_eq!(at(Tz::Europe__London), ["2026-10-25 01:00", "2026-03-29 01:00"]);
        assert_eq!(at(Tz::Pacific__Chatham), ["2026-09-26 14:00", "2026-04-04 14:00"]);
        assert!(at(Tz::Asia__Taipei).is_empty());
    }

    #[test]
    fn every_text_reads_back() {
        let edge_times = EdgeTimes::new(clock::now(), Tz::Africa__Cairo);
        let mut rng = Rng::with_seed(1);
        for _ in 0..5_000 {
            let at = edge_times.any(&mut rng);
            let text = text(at, &mut rng);
            let back = DateTime::parse_from_rfc3339(&text).expect(&text);
            assert_eq!(back.to_utc(), at, "{text}");
        }
    }
}
