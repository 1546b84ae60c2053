//! Local dates, and the UTC minutes and hours under which resolutions are counted.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The calendar of an account: every date in a figure is a date in its time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar(Tz);

impl Calendar {
    /// The calendar of accounts whose zone is missing or unknown.
    pub const UTC: Self = Self(Tz::UTC);

    /// The calendar of an IANA time zone such as `Asia/Taipei`, if there is one of that name.
    pub fn named(zone: &str) -> Option<Self> {
        zone.parse().ok().map(Self)
    }

    /// The IANA name of its zone.
    pub fn zone(&self) -> &'static str {
        self.0.name()
    }

    /// The local date of an instant.
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.0).date_naive()
    }

    /// The local date of an instant, and the local hour, 0 to 23. An hour that occurs twice on a day
    /// is one.
    pub fn hour(&self, at: DateTime<Utc>) -> (NaiveDate, u8) {
        let local = at.with_timezone(&self.0);
        (local.date_naive(), u8::try_from(local.hour()).unwrap_or(0))
    }
}

impl Serialize for Calendar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.zone())
    }
}

impl<'de> Deserialize<'de> for Calendar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let zone = String::deserialize(deserializer)?;
        Self::named(&zone)
            .ok_or_else(|| serde::de::Error::custom(format!("`{zone}` is not a time zone")))
    }
}

/// A whole UTC minute: minutes since 1970. Resolutions are counted by the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(pub i64);

impl Minute {
    /// The minute that contains an instant.
    pub fn of(at: DateTime<Utc>) -> Self {
        Self(at.timestamp().div_euclid(60))
    }

    /// The hour that contains it.
    pub fn hour(self) -> Hour {
        Hour(self.0.div_euclid(60))
    }

    /// Its number within the hour, 0 to 59.
    pub fn within_hour(self) -> u8 {
        u8::try_from(self.0.rem_euclid(60)).unwrap_or(0)
    }

    /// The first minute in which a resolution still keeps a session active at this minute: a
    /// session is active while `now − resolved_at < 24 h`, both cut to the minute.
    #[must_use]
    pub fn first_still_active(self) -> Self {
        Self(self.0 - 24 * 60 + 1)
    }
}

/// A whole UTC hour: hours since 1970. Written `2026-11-22T10`, so that text and time sort alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hour(pub i64);

impl Hour {
    /// The minute of the hour with this number, 0 to 59.
    pub fn minute(self, within_hour: u8) -> Minute {
        Minute(self.0 * 60 + i64::from(within_hour))
    }

    /// Its first instant, in seconds since 1970.
    pub fn epoch_seconds(self) -> i64 {
        self.0 * 3600
    }

    /// Reads an hour that is written as `2026-11-22T10`.
    pub fn parse(text: &str) -> Option<Self> {
        let at = NaiveDateTime::parse_from_str(&format!("{text}:00"), "%Y-%m-%dT%H:%M").ok()?;
        Some(Self(at.and_utc().timestamp().div_euclid(3600)))
    }
}

impl fmt::Display for Hour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = DateTime::from_timestamp(self.epoch_seconds(), 0).unwrap_or_default();
        write!(f, "{}", at.format("%Y-%m-%dT%H"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn local_dates_follow_the_zone_through_odd_offsets_and_daylight_saving() {
        for (zone, instant, date) in [
            ("UTC", "2026-11-22T23:59:59.999Z", "2026-11-22"),
            ("Asia/Taipei", "2026-11-22T15:59:59Z", "2026-11-22"),
            ("Asia/Taipei", "2026-11-22T16:00:00Z", "2026-11-23"),
            // +13:45 in summer, +12:45 in winter
            ("Pacific/Chatham", "2026-11-22T10:14:59Z", "2026-11-22"),
            ("Pacific/Chatham", "2026-11-22T10:15:00Z", "2026-11-23"),
            ("Pacific/Chatham", "2026-06-22T11:14:59Z", "2026-06-22"),
            ("Pacific/Chatham", "2026-06-22T11:15:00Z", "2026-06-23"),
            // a day of 23 hours: 05:00Z to 04:00Z
            ("America/New_York", "2026-03-08T04:59:59Z", "2026-03-07"),
            ("America/New_York", "2026-03-08T05:00:00Z", "2026-03-08"),
            ("America/New_York", "2026-03-09T03:59:59Z", "2026-03-08"),
            ("America/New_York", "2026-03-09T04:00:00Z", "2026-03-09"),
            // a day of 25 hours: 04:00Z to 05:00Z
            ("America/New_York", "2026-11-01T04:00:00Z", "2026-11-01"),
            ("America/New_York", "2026-11-02T04:59:59Z", "2026-11-01"),
            ("America/New_York", "2026-11-02T05:00:00Z", "2026-11-02"),
            // 01:30 occurs twice: before and after the clocks go back
            ("America/New_York", "2026-11-01T05:30:00Z", "2026-11-01"),
            ("America/New_York", "2026-11-01T06:30:00Z", "2026-11-01"),
            // a day that begins at 01:00
            ("Asia/Beirut", "2026-03-28T21:59:59Z", "2026-03-28"),
            ("Asia/Beirut", "2026-03-28T22:00:00Z", "2026-03-29"),
            // a zone that skipped a date: 2011-12-30
            ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
            // 29 February, and New Year's Eve
            ("Asia/Taipei", "2028-02-28T16:00:00Z", "2028-02-29"),
            ("Asia/Taipei", "2028-02-29T16:00:00Z", "2028-03-01"),
            ("Pacific/Kiritimati", "2026-12-31T09:59:59Z", "2026-12-31"),
            ("Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01"),
        ] {
            let calendar = Calendar::named(zone).unwrap();
            assert_eq!(calendar.date(at(instant)).to_string(), date, "{zone} {instant}");
            assert_eq!(calendar.zone(), zone);
        }
        assert_eq!(Calendar::named("Mars/Olympus"), None);
    }

    #[test]
    fn local_hours_follow_the_zone_through_odd_offsets_and_daylight_saving() {
        for (zone, instant, date, hour) in [
            ("UTC", "2026-11-22T23:59:59.999Z", "2026-11-22", 23),
            ("Asia/Kathmandu", "2026-11-22T18:14:59Z", "2026-11-22", 23), // +05:45
            ("Asia/Kathmandu", "2026-11-22T18:15:00Z", "2026-11-23", 0),
            // the clocks go forward: 02:00 to 03:00 does not occur
            ("America/New_York", "2026-03-08T06:59:59Z", "2026-03-08", 1),
            ("America/New_York", "2026-03-08T07:00:00Z", "2026-03-08", 3),
            // they go back: 01:00 to 02:00 occurs twice, and is one hour
            ("America/New_York", "2026-11-01T05:30:00Z", "2026-11-01", 1),
            ("America/New_York", "2026-11-01T06:30:00Z", "2026-11-01", 1),
            ("America/New_York", "2026-11-01T07:00:00Z", "2026-11-01", 2),
            // by half an hour: 02:00 to 02:30 does not occur, 01:30 to 02:00 occurs twice
            ("Australia/Lord_Howe", "2026-10-03T15:29:59Z", "2026-10-04", 1),
            ("Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-04", 2),
            ("Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-05", 1),
            ("Australia/Lord_Howe", "2026-04-04T15:15:00Z", "2026-04-05", 1),
            // a day that begins at 01:00
            ("Asia/Beirut", "2026-03-28T22:00:00Z", "2026-03-29", 1),
        ] {
            let calendar = Calendar::named(zone).unwrap();
            let found = calendar.hour(at(instant));
            assert_eq!((found.0.to_string().as_str(), found.1), (date, hour), "{zone} {instant}");
            assert_eq!(found.0, calendar.date(at(instant)));
        }
    }

    #[test]
    fn a_resolution_keeps_a_session_active_for_24_hours_of_whole_minutes() {
        let now = Minute::of(at("2026-11-22T10:15:00Z"));
        for (resolved, active) in [
            ("2026-11-21T10:15:59.999Z", false),
            ("2026-11-21T10:16:00Z", true),
            ("2026-11-23T00:00:00Z", true),
        ] {
            let still = Minute::of(at(resolved)) >= now.first_still_active();
            assert_eq!(still, active, "{resolved}");
        }
    }

    #[test]
    fn hours_are_written_so_that_text_and_time_sort_alike() {
        let minute = Minute::of(at("2026-11-22T10:15:30Z"));
        let hour = minute.hour();
        assert_eq!(hour.to_string(), "2026-11-22T10");
        assert_eq!(Hour::parse("2026-11-22T10"), Some(hour));
        assert_eq!(hour.minute(minute.within_hour()), minute);
        assert_eq!(Hour::parse("now"), None);
    }

    #[test]
    fn a_minute_lies_in_an_hour_and_has_a_number_within_it() {
        for (instant, minute, hour, number) in [
            ("1970-01-01T00:00:00Z", 0, 0, 0),
            ("1970-01-01T00:00:59.999Z", 0, 0, 0),
            ("1970-01-01T00:01:00Z", 1, 0, 1),
            ("1970-01-01T00:59:59Z", 59, 0, 59),
            ("1970-01-01T01:00:00Z", 60, 1, 0),
            ("1970-01-02T02:03:04Z", 26 * 60 + 3, 26, 3),
            // before 1970, too
            ("1969-12-31T23:59:59Z", -1, -1, 59),
            ("1969-12-31T23:00:00Z", -60, -1, 0),
        ] {
            let found = Minute::of(at(instant));
            assert_eq!(found, Minute(minute), "{instant}");
            assert_eq!((found.hour(), found.within_hour()), (Hour(hour), number), "{instant}");
            assert_eq!(Hour(hour).minute(number), found, "{instant}");
        }
    }

    #[test]
    fn an_hour_begins_at_its_first_second() {
        let hour = Hour::parse("2026-11-22T10").unwrap();
        assert_eq!(hour.epoch_seconds(), at("2026-11-22T10:00:00Z").timestamp());
        assert_eq!(Hour(0).epoch_seconds(), 0);
        assert_eq!(Hour(2).epoch_seconds(), 7_200);
    }
}
