//! Sections: what each reads, and the pure fold of it into its answer.

mod contacts;
mod conversations;
mod directory_list;
mod features;
mod flows;
mod live;
mod messages;
mod overview;
mod payment;
pub mod performance;
mod reading;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use utoipa::ToSchema;

use crate::calendar::{Calendar, Minute};
use crate::counter::{Amount, Measure, Measures};
use crate::directory::Directory;
use crate::id::Id;
use crate::period::Period;

pub use contacts::{ContactCounts, Contacts, ContactsAnswer};
pub use conversations::{Conversations, ConversationsAnswer, SessionsOfDay};
pub use directory_list::{DirectoryAnswer, Me};
pub use features::{Features, FeaturesAnswer, ToolUse, ToolUses};
pub use flows::{Flows, FlowsAnswer, PopularFlow};
pub use messages::{MessageCounts, Messages, MessagesAnswer};
pub use overview::{Overview, OverviewAnswer};
pub use payment::{Credits, Payment, PaymentAnswer, Usd};
pub use reading::{Counters, Range, ReadPlan, StaffFilter, StaffPlan};

/// What is asked of a section.
#[derive(Debug, Clone)]
pub struct SectionRequest<'a> {
    /// The calendar in force.
    pub calendar: Calendar,
    /// Names.
    pub directory: &'a Directory,
    /// The days asked for.
    pub period: Period,
    /// One inbox, or all.
    pub inbox: Option<Id>,
    /// The time of the request.
    pub now: DateTime<Utc>,
}

impl SectionRequest<'_> {
    /// The local date of the request.
    pub fn today(&self) -> NaiveDate {
        self.calendar.date(self.now)
    }

    /// The minute of the request.
    pub fn minute(&self) -> Minute {
        Minute::of(self.now)
    }
}

/// A section of the page: the counters it read_plan, and its answer from them.
pub trait Section {
    /// Its answer, without the common fields.
    type Answer;

    /// The key ranges and keys to load.
    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan;

    /// The answer; none where what was asked for does not exist.
    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<Self::Answer>;
}

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
    /// The inbox asked for, or null for all.
    pub inbox_id: Option<Id>,
    /// The section's own fields.
    #[serde(flatten)]
    pub section: A,
}

impl<A> Answer<A> {
    /// The answer to this request.
    pub fn to(request: &SectionRequest<'_>, section: A) -> Self {
        let Period { from, to } = request.period;
        Self {
            period: PeriodAnswer {
                from,
                to,
                days: request.period.days(),
                timezone: request.calendar.zone(),
            },
            inbox_id: request.inbox.clone(),
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

/// One row for every date of a period, oldest first.
fn daily<T>(period: Period, figures: impl Fn(NaiveDate) -> T) -> Vec<Daily<T>> {
    period.dates().map(|date| Daily { date, figures: figures(date) }).collect()
}

/// A number of a counter as a count. Several rows are no snapshot: one that is below zero for a
/// moment is zero.
fn count(figures: &Measures, measure: Measure) -> u64 {
    whole(figures.get(measure))
}

fn whole(amount: Amount) -> u64 {
    amount.to_u64().unwrap_or(0)
}
