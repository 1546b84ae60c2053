//! Contacts: new, active, idle.

use serde::Serialize;
use utoipa::ToSchema;

use super::live::{now_range, resolved_lately};
use super::{Counters, Daily, Range, ReadPlan, Section, SectionRequest, count, daily};
use crate::counter::{Measure, Measures};

/// `GET /v1/contacts`.
#[derive(Debug, Clone, Copy)]
pub struct Contacts;

/// New contacts of a period or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactCounts {
    /// Contacts whose first session was opened in it.
    #[schema(example = 87)]
    pub new_contacts: u64,
}

/// Contacts of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContactsAnswer {
    /// Contacts in all.
    #[schema(example = 1248)]
    pub contacts: u64,
    /// Contacts with at least one active session.
    #[schema(example = 18)]
    pub active_customers: u64,
    /// Contacts without.
    #[schema(example = 1230)]
    pub idle_customers: u64,
    /// In the period.
    pub totals: ContactCounts,
    /// In the same number of days before it.
    pub previous: ContactCounts,
    /// Day by day.
    pub daily: Vec<Daily<ContactCounts>>,
}

impl Section for Contacts {
    type Answer = ContactsAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let period = request.period;
        let days = Range::Days(period.previous().from, Some(period.to));
        ReadPlan::ranges([days, now_range(request)])
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<ContactsAnswer> {
        let period = request.period;
        let contacts = count(counters.now(), Measure::Contacts);
        let lately = counters.resolved();
        let active_customers = count(counters.now(), Measure::OpenCustomers)
            + resolved_lately(lately, request.minute(), Measure::CustomersAt);
        Some(ContactsAnswer {
            contacts,
            active_customers,
            idle_customers: contacts.saturating_sub(active_customers),
            totals: ContactCounts::of(&counters.days_of(period)),
            previous: ContactCounts::of(&counters.days_of(period.previous())),
            daily: daily(period, |date| ContactCounts::of(counters.day(date))),
        })
    }
}

impl ContactCounts {
    fn of(figures: &Measures) -> Self {
        Self { new_contacts: count(figures, Measure::NewContacts) }
    }
}
