//! When things happen: the hours of a day, the days of a week, growth, and the days of a campaign.

use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone, Timelike, Weekday,
};

use super::chance::Chance;
use super::record::{Time, later};

/// The shop's time zone, IANA name.
pub(super) const TIMEZONE: &str = "Asia/Taipei";

/// How lively each hour of the local day is; peaks are late in the morning and in the evening.
const HOURS: [f64; 24] = [
    1.4, 0.8, 0.4, 0.3, 0.3, 0.5, 1.0, 2.2, 4.5, 7.5, 10.0, 11.0, 8.0, 7.0, 7.2, 7.8, 7.4, 6.8,
    7.2, 9.2, 11.0, 9.8, 6.0, 3.2,
];

/// Sessions expected on an average day in the middle of the history.
const SESSIONS_A_DAY: f64 = 18.0;

/// A moment on the shop's clock, which has been 8 hours ahead of UTC all year round since 1979.
pub(super) fn local(time: Time) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(8 * 3600).expect("8 hours are less than a day");
    time.with_timezone(&offset)
}

/// The local date of a moment.
pub(super) fn date(time: Time) -> NaiveDate {
    local(time).date_naive()
}

/// The moment at which a local date shows this time.
pub(super) fn at(date: NaiveDate, hour: u32, minute: u32) -> Time {
    let offset = FixedOffset::east_opt(8 * 3600).expect("8 hours are less than a day");
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    offset.from_utc_datetime(&date.and_time(time)).to_utc() - chrono::TimeDelta::hours(8)
}

/// How lively the hour of a moment is, compared to the day's average of 1.
pub(super) fn liveliness(time: Time) -> f64 {
    let sum: f64 = HOURS.iter().sum();
    HOURS[local(time).hour() as usize % 24] * 24.0 / sum
}

/// Moments of the date in their order, about `mean` of them, more in lively hours.
pub(super) fn moments(chance: &mut Chance, date: NaiveDate, mean: f64) -> Vec<Time> {
    let midnight = at(date, 0, 0);
    let mut moments = Vec::new();
    for _ in 0..chance.count(mean) {
        let moment = loop {
            let moment = later(midnight, chance.between(0.0, 86_399.0));
            if chance.happens(liveliness(moment) / 2.5) {
                break moment;
            }
        };
        moments.push(moment);
    }
    moments.sort();
    moments
}

/// Days from `date` to `today`, which may be negative.
fn days_ago(date: NaiveDate, today: NaiveDate) -> i32 {
    i32::try_from((today - date).num_days()).unwrap_or(i32::MAX)
}

/// How busy a date is compared to an average one: the week's rhythm, growth up to today, and campaigns.
pub(super) fn busyness(date: NaiveDate, today: NaiveDate) -> f64 {
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

/// Sessions that customers are expected to open of their own accord on a date.
pub(super) fn sessions(date: NaiveDate, today: NaiveDate) -> f64 {
    SESSIONS_A_DAY * busyness(date, today)
}

/// The two dates of big campaigns: a working day three to five days ago, and one six weeks before that.
pub(super) fn campaign_days(today: NaiveDate) -> [NaiveDate; 2] {
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
    fn the_day_the_week_and_the_quarter_have_a_shape() {
        let hour = |hour| liveliness(at(day("2026-11-22"), hour, 30));
        assert!(hour(11) > 8.0 * hour(3) && hour(20) > hour(14) && hour(10) < 2.5);
        let today = day("2026-11-22");
        let busy = |date| busyness(day(date), today);
        assert!(busy("2026-11-02") > 1.5 * busy("2026-11-01"), "a Monday after a Sunday");
        assert!(busy("2026-11-12") > 1.5 * busy("2026-08-27"), "growth");
        assert!(busy("2026-11-19") > 1.3 * busy("2026-11-12"), "a campaign");
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
