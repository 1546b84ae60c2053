//! When events happen: how many there are by hour, weekday, growth and campaign.

use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone, Timelike, Weekday,
};

use crate::record::{Time, later};
use crate::rng::Rng;

/// The IANA name of the business's time zone.
pub(crate) const TIMEZONE: &str = "Asia/Taipei";

/// The weight of each hour of the local day. Peaks are late in the morning and in the evening.
const HOUR_WEIGHTS: [f64; 24] = [
    1.4, 0.8, 0.4, 0.3, 0.3, 0.5, 1.0, 2.2, 4.5, 7.5, 10.0, 11.0, 8.0, 7.0, 7.2, 7.8, 7.4, 6.8,
    7.2, 9.2, 11.0, 9.8, 6.0, 3.2,
];

/// Sessions expected on an average day in the middle of the history.
const SESSIONS_A_DAY: f64 = 18.0;

/// The business's local time, which has been 8 hours ahead of UTC all year round since 1979.
pub(crate) fn local(time: Time) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(8 * 3600).expect("8 hours are less than a day");
    time.with_timezone(&offset)
}

/// The local date of a time.
pub(crate) fn date(time: Time) -> NaiveDate {
    local(time).date_naive()
}

/// The time at which local clocks show this hour and minute of this date.
pub(crate) fn at(date: NaiveDate, hour: u32, minute: u32) -> Time {
    let offset = FixedOffset::east_opt(8 * 3600).expect("8 hours are less than a day");
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    offset.from_utc_datetime(&date.and_time(time)).to_utc() - chrono::TimeDelta::hours(8)
}

/// How many events happen in the hour of this time, compared to the day's average of 1.
pub(crate) fn hourly_rate(time: Time) -> f64 {
    let sum: f64 = HOUR_WEIGHTS.iter().sum();
    HOUR_WEIGHTS[local(time).hour() as usize % 24] * 24.0 / sum
}

/// About `mean` times on the date, in order. Hours with a higher rate get more of them.
pub(crate) fn times(rng: &mut Rng, date: NaiveDate, mean: f64) -> Vec<Time> {
    let midnight = at(date, 0, 0);
    let mut times = Vec::new();
    for _ in 0..rng.count(mean) {
        let time = loop {
            let time = later(midnight, rng.between(0.0, 86_399.0));
            if rng.happens(hourly_rate(time) / 2.5) {
                break time;
            }
        };
        times.push(time);
    }
    times.sort();
    times
}

/// Days from `date` to `today`, which may be negative.
fn days_ago(date: NaiveDate, today: NaiveDate) -> i32 {
    i32::try_from((today - date).num_days()).unwrap_or(i32::MAX)
}

/// How many events happen on a date, compared to an average date: by weekday, growth up to `today`, and campaigns.
pub(crate) fn daily_rate(date: NaiveDate, today: NaiveDate) -> f64 {
    let week = match date.weekday() {
        Weekday::Mon => 1.16,
        Weekday::Tue | Weekday::Thu => 1.06,
        Weekday::Wed => 1.02,
        Weekday::Fri => 1.12,
        Weekday::Sat => 0.80,
        Weekday::Sun => 0.62,
    };
    let growth = 1.30 - 0.0068 * f64::from(days_ago(date, today));
    let campaign = campaign_days(today).map(|day| match days_ago(day, date) {
        0 => 1.45,
        1 => 1.25,
        _ => 1.0,
    });
    week * growth * campaign[0] * campaign[1]
}

/// How many sessions customers are expected to open on a date without a broadcast.
pub(crate) fn expected_sessions(date: NaiveDate, today: NaiveDate) -> f64 {
    SESSIONS_A_DAY * daily_rate(date, today)
}

/// The two dates of big campaigns: a working day three to five days ago, and one six weeks before that.
pub(crate) fn campaign_days(today: NaiveDate) -> [NaiveDate; 2] {
    let mut recent = today - Days::new(3);
    while matches!(recent.weekday(), Weekday::Sat | Weekday::Sun) {
        recent = recent - Days::new(1);
    }
    [recent - Days::new(42), recent]
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_local_date_begins_at_its_midnight() {
        let midnight = at(day("2026-11-22"), 0, 0);
        assert_eq!(midnight, Utc.with_ymd_and_hms(2026, 11, 21, 16, 0, 0).unwrap());
        assert_eq!(date(midnight), day("2026-11-22"));
        assert_eq!(date(later(midnight, -1.0)), day("2026-11-22"));
        assert_eq!(date(midnight - chrono::TimeDelta::milliseconds(1)), day("2026-11-21"));
    }

    #[test]
    fn rates_differ_by_hour_weekday_and_growth() {
        let hour = |hour| hourly_rate(at(day("2026-11-22"), hour, 30));
        assert!(hour(11) > 8.0 * hour(3) && hour(20) > hour(14) && hour(10) < 2.5);
        let today = day("2026-11-22");
        let rate = |date| daily_rate(day(date), today);
        assert!(rate("2026-11-02") > 1.5 * rate("2026-11-01"), "a Monday after a Sunday");
        assert!(rate("2026-11-12") > 1.5 * rate("2026-08-27"), "growth");
        assert!(rate("2026-11-19") > 1.3 * rate("2026-11-12"), "a campaign");
    }

    #[test]
    fn campaigns_are_on_working_days_of_the_last_week_and_before() {
        for offset in 0..7 {
            let today = day("2026-11-22") + Days::new(offset);
            for date in campaign_days(today) {
                assert!(!matches!(date.weekday(), Weekday::Sat | Weekday::Sun));
            }
            assert!((3..=5).contains(&days_ago(campaign_days(today)[1], today)));
        }
    }
}
