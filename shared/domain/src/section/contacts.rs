//! Contacts: new, active, idle.

use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{figures, kind, row};
use super::live::{now_range, resolved_lately};
use super::{Compared, Counters, Range, ReadPlan, Section, SectionRequest};
use crate::counter::Measure;

/// `GET /v1/contacts`.
#[derive(Debug, Clone, Copy)]
pub struct Contacts;

figures! {
    /// New contacts of a period or a day.
    pub struct ContactCounts {
        /// Contacts whose first session was opened in it.
        pub new_contacts: u64 = count(NewContacts), example 87;
    }
}

row! {
    /// Contacts now.
    pub struct ContactsNow {
        /// Contacts in all.
        pub contacts: u64 = now, example 1248;
        /// Contacts with at least one active session.
        pub active_customers: u64 = now, example 18;
        /// Contacts without an active session.
        pub idle_customers: u64 = now, example 1230;
    }
}

/// Contacts now, and new ones of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContactsAnswer {
    /// Contacts now.
    #[serde(flatten)]
    pub now: ContactsNow,
    /// New contacts.
    #[serde(flatten)]
    pub counts: Compared<ContactCounts>,
}

impl Section for Contacts {
    type Answer = ContactsAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        ReadPlan::ranges([Range::compared_days(request.period), now_range(request)])
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<ContactsAnswer> {
        let contacts = kind::count(counters.now(), &[Measure::Contacts]);
        let active_customers = kind::count(counters.now(), &[Measure::OpenCustomers])
            + resolved_lately(counters.resolved(), request.minute(), Measure::CustomersAt);
        let idle_customers = contacts.saturating_sub(active_customers);
        Some(ContactsAnswer {
            now: ContactsNow { contacts, active_customers, idle_customers },
            counts: Compared::of(request, counters),
        })
    }
}
