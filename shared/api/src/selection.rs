//! The parameters that sections share: which days, and which inbox.

use chrono::NaiveDate;
use domain::id::Id;
use domain::period::RequestedPeriod;

use crate::parameters::{Given, Parameters};
use crate::problem::Problem;

/// Which days and which inbox a request for a section names. Whether the days are allowed and the
/// inbox exists is checked later, with the account's calendar and directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// `period=7d`, `15d` or `30d` (today and the days before it; `7d` if none is given), `today`,
    /// `yesterday`, `this_month` (up to today) or `last_month`, or `from=YYYY-MM-DD&to=YYYY-MM-DD`,
    /// both included.
    pub period: RequestedPeriod,
    /// `inbox_id=ID`; all inboxes if it is not given.
    pub inbox: Option<Id>,
}

impl Parameters for Selection {
    const NAMES: &'static [&'static str] = &["period", "from", "to", "inbox_id"];

    fn of(given: &Given) -> Result<Self, Problem> {
        Ok(Self { period: period(given)?, inbox: inbox(given)? })
    }
}

/// Which days a request names, of routes that take no inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(pub RequestedPeriod);

impl Parameters for Days {
    const NAMES: &'static [&'static str] = &["period", "from", "to"];

    fn of(given: &Given) -> Result<Self, Problem> {
        period(given).map(Self)
    }
}

impl From<Days> for Selection {
    fn from(Days(period): Days) -> Self {
        Self { period, inbox: None }
    }
}

/// `inbox_id`, for routes that take only it.
pub fn inbox(given: &Given) -> Result<Option<Id>, Problem> {
    let id = given.value("inbox_id").map(Id::new).transpose();
    id.map_err(|error| Problem::bad_parameter("inbox_id", error))
}

fn period(given: &Given) -> Result<RequestedPeriod, Problem> {
    match (given.value("period"), given.value("from"), given.value("to")) {
        (None, None, None) => Ok(RequestedPeriod::Last(7)),
        (Some(period), None, None) => named(period),
        (None, Some(from), Some(to)) => {
            Ok(RequestedPeriod::Between(date("from", from)?, date("to", to)?))
        }
        (None, Some(_), None) => {
            Err(Problem::bad_period("`from` is given without `to`; give both, or `period`."))
        }
        (None, None, Some(_)) => {
            Err(Problem::bad_period("`to` is given without `from`; give both, or `period`."))
        }
        (Some(_), _, _) => Err(Problem::bad_period(
            "`period` is given together with `from` or `to`; give either `period`, or both `from` \
             and `to`.",
        )),
    }
}

/// The values of `period`.
pub const PERIODS: [(&str, RequestedPeriod); 7] = [
    ("7d", RequestedPeriod::Last(7)),
    ("15d", RequestedPeriod::Last(15)),
    ("30d", RequestedPeriod::Last(30)),
    ("today", RequestedPeriod::Today),
    ("yesterday", RequestedPeriod::Yesterday),
    ("this_month", RequestedPeriod::ThisMonth),
    ("last_month", RequestedPeriod::LastMonth),
];

fn named(name: &str) -> Result<RequestedPeriod, Problem> {
    let found = PERIODS.iter().find(|(period, _)| *period == name);
    found.map(|(_, period)| *period).ok_or_else(|| {
        Problem::bad_parameter(
            "period",
            "must be `7d`, `15d`, `30d`, `today`, `yesterday`, `this_month` or `last_month`; for \
             other days give `from` and `to` instead",
        )
    })
}

/// A date written as `2026-11-22`, and in no other way.
fn date(name: &'static str, text: &str) -> Result<NaiveDate, Problem> {
    let of_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let numbers: Vec<&str> = text.split('-').collect();
    let well_formed = matches!(numbers[..], [year, month, day]
        if [year, month, day].iter().all(|digits| of_digits(digits))
            && (year.len(), month.len(), day.len()) == (4, 2, 2));
    let date = if well_formed { text.parse().ok() } else { None };
    date.ok_or_else(|| {
        Problem::bad_parameter(name, "must be a date of the calendar as `YYYY-MM-DD`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(query: &str) -> Result<Selection, String> {
        let given = Given::parse(Some(query), Selection::NAMES);
        let selection = given.and_then(|given| Selection::of(&given));
        selection.map_err(|problem| format!("{} {}", problem.code(), problem.detail()))
    }

    fn between(from: &str, to: &str) -> RequestedPeriod {
        RequestedPeriod::Between(from.parse().unwrap(), to.parse().unwrap())
    }

    #[test]
    fn days_and_inbox_are_read() {
        for (query, period, inbox) in [
            ("", RequestedPeriod::Last(7), None),
            ("period=7d", RequestedPeriod::Last(7), None),
            ("period=15d", RequestedPeriod::Last(15), None),
            ("period=today", RequestedPeriod::Today, None),
            ("period=yesterday", RequestedPeriod::Yesterday, None),
            ("period=this_month", RequestedPeriod::ThisMonth, None),
            ("period=last_month&inbox_id=wa", RequestedPeriod::LastMonth, Some("wa")),
            ("inbox_id=wa&period=30d", RequestedPeriod::Last(30), Some("wa")),
            ("from=2026-11-01&to=2026-11-22", between("2026-11-01", "2026-11-22"), None),
            ("to=2028-02-29&from=2028-02-29", between("2028-02-29", "2028-02-29"), None),
            ("inbox_id=%E7%BE%A4%E7%B5%84+7", RequestedPeriod::Last(7), Some("群組 7")),
            ("inbox_id=a%2Bb%2Fc%3D%26", RequestedPeriod::Last(7), Some("a+b/c=&")),
            // whether the days are allowed is checked later, with the account's calendar
            ("from=2026-11-22&to=2020-01-01", between("2026-11-22", "2020-01-01"), None),
        ] {
            let inbox = inbox.map(|inbox| Id::new(inbox).unwrap());
            assert_eq!(selection(query), Ok(Selection { period, inbox }), "{query}");
        }
    }

    #[test]
    fn a_bad_selection_gets_an_error_that_says_what_to_change() {
        let not_a_period = "bad_parameter `period` must be `7d`, `15d`, `30d`, `today`, \
                            `yesterday`, `this_month` or `last_month`; for other days give `from` \
                            and `to` instead.";
        let bad_from = "bad_parameter `from` must be a date of the calendar as `YYYY-MM-DD`.";
        let bad_to = "bad_parameter `to` must be a date of the calendar as `YYYY-MM-DD`.";
        let both = "bad_period `period` is given together with `from` or `to`; give either \
                    `period`, or both `from` and `to`.";
        let only_from = "bad_period `from` is given without `to`; give both, or `period`.";
        let only_to = "bad_period `to` is given without `from`; give both, or `period`.";
        for (query, expected) in [
            ("period=8d", not_a_period),
            ("period=7D", not_a_period),
            ("period=7d+", not_a_period),
            ("from=2026-11-01&to=2026-11-31", bad_to),
            ("from=2027-02-29&to=2027-03-01", bad_from),
            ("from=2026-1-01&to=2026-11-22", bad_from),
            ("from=%2B2026-11-01&to=2026-11-22", bad_from),
            ("from=2026-11-01&to=2026-11-22T00:00:00Z", bad_to),
            ("from=2026-11-01&to=today", bad_to),
            ("from=２０２６-11-01&to=2026-11-22", bad_from),
            ("period=7d&from=2026-11-01&to=2026-11-22", both),
            ("to=2026-11-22&period=7d", both),
            ("from=2026-11-01", only_from),
            ("to=2026-11-22", only_to),
            (
                "inbox_id=a%23b",
                "bad_parameter `inbox_id` has a control character or `#`, which an id must not \
                 have.",
            ),
        ] {
            assert_eq!(selection(query).unwrap_err(), expected, "{query}");
        }
        assert!(selection(&format!("inbox_id={}", "x".repeat(129))).is_err());
    }
}
