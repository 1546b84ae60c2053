//! The parts that answers of sections share.

use chrono::{Duration, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::Figures;
use super::reading::Counters;
use super::request::SectionRequest;
use crate::history::History;
use crate::id::Id;
use crate::period::Period;
use crate::table::{Cell, Columns, column_name};

/// The period of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PeriodAnswer {
    /// The first date.
    pub from: NaiveDate,
    /// The last date.
    pub to: NaiveDate,
    /// How many days.
    #[schema(example = 7)]
    pub days: i64,
    /// The IANA name of the account's time zone, in which all dates are.
    #[schema(example = "Asia/Taipei")]
    pub timezone: &'static str,
}

/// A section's answer with the fields that all sections have; `as_of` is added when it is sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer<A> {
    /// The period.
    pub period: PeriodAnswer,
    /// The inbox of the request, or null for all.
    pub inbox_id: Option<Id>,
    /// How much of history the figures have.
    pub history: History,
    /// The section's own fields.
    #[serde(flatten)]
    pub section: A,
}

impl<A> Answer<A> {
    /// The answer to this request, from counters that have this much of history.
    pub fn to(request: &SectionRequest<'_>, history: History, section: A) -> Self {
        let Period { from, to } = request.period;
        Self {
            period: PeriodAnswer {
                from,
                to,
                days: request.period.days(),
                timezone: request.calendar.zone(),
            },
            inbox_id: request.inbox.clone(),
            history,
            section,
        }
    }
}

/// A day's figures, or a period's day by day.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Daily<T> {
    /// The local date.
    pub date: NaiveDate,
    /// Its figures.
    #[serde(flatten)]
    pub figures: T,
}

impl<T> Daily<T> {
    /// A row for every date of a period, oldest first.
    pub(super) fn of_period(period: Period, figures: impl Fn(NaiveDate) -> T) -> Vec<Self> {
        period.dates().map(|date| Self { date, figures: figures(date) }).collect()
    }
}

/// Figures of the days of a period that are over, and of those that stand opposite them: each date
/// less the period's number of days. Comparing them is fair, because today is not over.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Complete<T> {
    /// How many days of the period are over.
    #[schema(example = 6)]
    pub days: i64,
    /// The figures of these days.
    pub totals: T,
    /// The figures of the days that stand opposite them.
    pub previous: T,
}

impl<T> Complete<T> {
    /// Calls `figures` for the days of the request's period that are over, and for those opposite;
    /// `None` where no day is over.
    pub(super) fn by(request: &SectionRequest<'_>, figures: impl Fn(Period) -> T) -> Option<Self> {
        let period = request.period.before(request.today())?;
        let back = Duration::days(request.period.days());
        let opposite = Period { from: period.from - back, to: period.to - back };
        Some(Self { days: period.days(), totals: figures(period), previous: figures(opposite) })
    }
}

/// Figures of a period, of the days before it, and day by day.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Compared<T> {
    /// The figures of the period.
    pub totals: T,
    /// The figures of the same number of days just before it.
    pub previous: T,
    /// The same of the days that are over; null where none is.
    #[schema(required)]
    pub complete: Option<Complete<T>>,
    /// A row for every date of the period, oldest first.
    pub daily: Vec<Daily<T>>,
}

impl<T> Compared<T> {
    /// Calls `figures` for the request's period, for the days before it, and for each day.
    pub(super) fn by(request: &SectionRequest<'_>, figures: impl Fn(Period) -> T) -> Self {
        let period = request.period;
        Self {
            totals: figures(period),
            previous: figures(period.previous()),
            complete: Complete::by(request, &figures),
            daily: Daily::of_period(period, |date| figures(Period { from: date, to: date })),
        }
    }
}

impl<T: Figures> Compared<T> {
    /// The figures of the days that were read.
    pub(super) fn of(request: &SectionRequest<'_>, counters: &Counters) -> Self {
        Self::by(request, |days| T::of(&counters.days_of(days)))
    }
}

impl<T: Columns> Columns for Daily<T> {
    fn names(name: &str, names: &mut Vec<String>) {
        NaiveDate::names(&column_name!(name, date), names);
        T::names(name, names);
    }

    fn cells(&self, cells: &mut Vec<Cell>) {
        let Self { date, figures } = self;
        date.cells(cells);
        figures.cells(cells);
    }
}
