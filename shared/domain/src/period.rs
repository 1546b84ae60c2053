//! Periods: the days that a request names, and the same number of days just before them.

use chrono::{Datelike, Days, NaiveDate};

/// The longest period in days.
pub const MAX_DAYS: u32 = 90;

/// How many days before today a period may begin.
pub const MAX_AGE_DAYS: u32 = 400;

/// A period as a request names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestedPeriod {
    /// Today and the days before it: this many days in total.
    Last(u32),
    /// Today.
    Today,
    /// The day before today.
    Yesterday,
    /// From the first day of today's month to today.
    ThisMonth,
    /// The month before today's.
    LastMonth,
    /// From the first date to the second, both included.
    Between(NaiveDate, NaiveDate),
}

/// A period: one or more whole days, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, not before `from`.
    pub to: NaiveDate,
}

/// Why a period cannot be answered; says what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// `from` after `to`.
    #[error("`from` is after `to`; `from` must be the earlier date")]
    Backwards,
    /// More than [`MAX_DAYS`].
    #[error("The period has {0} days; ask for at most {MAX_DAYS} days")]
    TooLong(i64),
    /// `to` lies after today.
    #[error(
        "`to` is after today, which is {0} in the account's time zone; ask for a period up to today"
    )]
    Ahead(NaiveDate),
    /// `from` lies more than [`MAX_AGE_DAYS`] before today.
    #[error("`from` is more than {MAX_AGE_DAYS} days ago; the earliest `from` is {0}")]
    TooOld(NaiveDate),
}

impl RequestedPeriod {
    /// The days of the period, where `today` is the local date of the request.
    pub fn on(self, today: NaiveDate) -> Result<Period, PeriodError> {
        let period = match self {
            Self::Last(days) => Period::last(days, today),
            Self::Today => Period { from: today, to: today },
            Self::Yesterday => {
                let yesterday = days_before(today, 1);
                Period { from: yesterday, to: yesterday }
            }
            Self::ThisMonth => Period { from: first_of_month(today), to: today },
            Self::LastMonth => {
                let last = days_before(first_of_month(today), 1);
                Period { from: first_of_month(last), to: last }
            }
            Self::Between(from, to) => Period { from, to },
        };
        let Period { from, to } = period;
        let earliest = days_before(today, MAX_AGE_DAYS);
        if from > to {
            Err(PeriodError::Backwards)
        } else if to > today {
            Err(PeriodError::Ahead(today))
        } else if from < earliest {
            Err(PeriodError::TooOld(earliest))
        } else if period.days() > i64::from(MAX_DAYS) {
            Err(PeriodError::TooLong(period.days()))
        } else {
            Ok(period)
        }
    }
}

impl Period {
    /// Today and the days before it: `days` days in total.
    pub fn last(days: u32, today: NaiveDate) -> Self {
        Self { from: days_before(today, days.saturating_sub(1)), to: today }
    }

    /// How many days it has.
    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// Its dates, oldest first.
    pub fn dates(&self) -> impl DoubleEndedIterator<Item = NaiveDate> + use<> {
        let from = self.from;
        (0..self.days()).map(move |n| from + chrono::Duration::days(n))
    }

    /// Whether a date lies in it.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }

    /// Its days before this date, if there are any.
    pub fn before(&self, date: NaiveDate) -> Option<Self> {
        let to = self.to.min(date.pred_opt()?);
        (self.from <= to).then_some(Self { from: self.from, to })
    }

    /// The same number of days just before it.
    #[must_use]
    pub fn previous(&self) -> Self {
        Self {
            from: self.from - chrono::Duration::days(self.days()),
            to: self.from - chrono::Duration::days(1),
        }
    }
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

fn days_before(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_end_today_or_lie_between_two_dates() {
        let today = date("2026-03-01");
        let between = |a, b| RequestedPeriod::Between(date(a), date(b));
        for (requested, from, to, days, previous) in [
            (RequestedPeriod::Last(7), "2026-02-23", "2026-03-01", 7, "2026-02-16"),
            (RequestedPeriod::Last(15), "2026-02-15", "2026-03-01", 15, "2026-01-31"),
            (RequestedPeriod::Last(30), "2026-01-31", "2026-03-01", 30, "2026-01-01"),
            (RequestedPeriod::Today, "2026-03-01", "2026-03-01", 1, "2026-02-28"),
            (RequestedPeriod::Yesterday, "2026-02-28", "2026-02-28", 1, "2026-02-27"),
            (RequestedPeriod::ThisMonth, "2026-03-01", "2026-03-01", 1, "2026-02-28"),
            (RequestedPeriod::LastMonth, "2026-02-01", "2026-02-28", 28, "2026-01-04"),
            (between("2026-03-01", "2026-03-01"), "2026-03-01", "2026-03-01", 1, "2026-02-28"),
            (between("2025-12-02", "2026-03-01"), "2025-12-02", "2026-03-01", 90, "2025-09-03"),
            (between("2025-01-25", "2025-01-31"), "2025-01-25", "2025-01-31", 7, "2025-01-18"),
        ] {
            let period = requested.on(today).unwrap();
            assert_eq!((period.from, period.to, period.days()), (date(from), date(to), days));
            assert_eq!(period.previous().from, date(previous));
            assert_eq!(period.previous().days(), days);
            assert_eq!(period.previous().to + chrono::Duration::days(1), period.from);
            assert_eq!(period.dates().map(|_| 1).sum::<i64>(), days);
            assert_eq!(period.dates().next_back(), Some(period.to));
        }
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        for (today, this_month, last_month) in [
            ("2026-01-31", ("2026-01-01", "2026-01-31"), ("2025-12-01", "2025-12-31")),
            ("2026-01-01", ("2026-01-01", "2026-01-01"), ("2025-12-01", "2025-12-31")),
            ("2028-03-31", ("2028-03-01", "2028-03-31"), ("2028-02-01", "2028-02-29")),
            ("2026-11-15", ("2026-11-01", "2026-11-15"), ("2026-10-01", "2026-10-31")),
        ] {
            let period = |(from, to)| Ok(Period { from: date(from), to: date(to) });
            assert_eq!(RequestedPeriod::ThisMonth.on(date(today)), period(this_month));
            assert_eq!(RequestedPeriod::LastMonth.on(date(today)), period(last_month));
        }
    }

    #[test]
    fn the_days_of_a_period_before_a_date_are_those_that_are_over() {
        let period = Period { from: date("2026-11-20"), to: date("2026-11-22") };
        for (today, to) in [
            ("2026-11-23", Some("2026-11-22")),
            ("2026-11-22", Some("2026-11-21")),
            ("2026-11-21", Some("2026-11-20")),
            ("2026-11-20", None),
        ] {
            let over = to.map(|to| Period { from: period.from, to: date(to) });
            assert_eq!(period.before(date(today)), over, "{today}");
        }
    }

    #[test]
    fn a_period_that_cannot_be_answered_says_why() {
        let today = date("2026-03-01");
        for (from, to, error) in [
            ("2026-02-02", "2026-02-01", PeriodError::Backwards),
            ("2026-02-01", "2026-03-02", PeriodError::Ahead(today)),
            ("2025-12-01", "2026-03-01", PeriodError::TooLong(91)),
            ("2025-01-24", "2025-01-30", PeriodError::TooOld(date("2025-01-25"))),
        ] {
            assert_eq!(RequestedPeriod::Between(date(from), date(to)).on(today), Err(error));
        }
    }

    #[test]
    fn a_period_begins_at_most_400_days_ago_has_at_most_90_days_and_ends_today_or_before() {
        // 2025-01-25 is 400 days before today.
        let today = date("2026-03-01");
        for (from, to, accepted) in [
            ("2025-01-25", "2025-01-25", true),
            ("2025-01-24", "2025-01-24", false),
            ("2025-12-02", "2026-03-01", true),  // 90 days
            ("2025-12-01", "2026-03-01", false), // 91 days
            ("2026-03-01", "2026-03-01", true),
            ("2026-03-01", "2026-03-02", false),
            ("2026-02-28", "2026-02-27", false),
        ] {
            let period = RequestedPeriod::Between(date(from), date(to)).on(today);
            assert_eq!(period.is_ok(), accepted, "{from} to {to}");
        }
        assert!(RequestedPeriod::Last(90).on(today).is_ok());
        assert_eq!(RequestedPeriod::Last(91).on(today), Err(PeriodError::TooLong(91)));
        assert_eq!(RequestedPeriod::Last(1).on(today), Ok(Period { from: today, to: today }));
    }

    #[test]
    fn an_error_says_what_to_change() {
        let today = date("2026-03-01");
        for (error, text) in [
            (PeriodError::Backwards, "`from` is after `to`; `from` must be the earlier date"),
            (PeriodError::TooLong(91), "The period has 91 days; ask for at most 90 days"),
            (
                PeriodError::Ahead(today),
                "`to` is after today, which is 2026-03-01 in the account's time zone; \
                 ask for a period up to today",
            ),
            (
                PeriodError::TooOld(today),
                "`from` is more than 400 days ago; the earliest `from` is 2026-03-01",
            ),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn a_period_has_its_dates_oldest_first_and_contains_them_and_no_other() {
        let period = Period { from: date("2028-02-27"), to: date("2028-03-01") };
        let dates: Vec<_> = period.dates().collect();
        let leap_day = ["2028-02-27", "2028-02-28", "2028-02-29", "2028-03-01"];
        assert_eq!(dates, leap_day.map(date));
        assert_eq!(period.days(), 4);
        for (other, contained) in [
            ("2028-02-26", false),
            ("2028-02-27", true),
            ("2028-02-29", true),
            ("2028-03-01", true),
            ("2028-03-02", false),
        ] {
            assert_eq!(period.contains(date(other)), contained, "{other}");
        }
        let previous = Period { from: date("2028-02-23"), to: date("2028-02-26") };
        assert_eq!(period.previous(), previous);
    }
}
