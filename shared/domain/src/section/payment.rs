//! Credits and balance.

use serde::Serialize;
use utoipa::ToSchema;

use super::figures::figures;
use super::money::Usd;
use super::{Compared, Counters, Range, ReadPlan, Section, SectionRequest};

/// `GET /v1/payment`.
#[derive(Debug, Clone, Copy)]
pub struct Payment;

figures! {
    /// Credits used, in USD.
    pub struct Credits {
        /// Credits used for messages of any category.
        pub total: Usd = money(Marketing + Utility + Authentication + Other), example "32.4119";
        /// Credits used for marketing messages.
        pub marketing: Usd = money(Marketing), example "20.5";
        /// Credits used for utility messages.
        pub utility: Usd = money(Utility), example "7.0119";
        /// Credits used for authentication messages.
        pub authentication: Usd = money(Authentication), example "4.9";
        /// Credits used for other messages.
        pub other: Usd = money(Other), example "0";
    }
}

/// The balance, and credits used in a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PaymentAnswer {
    /// What is left now, of the whole account: all top-ups + all adjustments − all usage.
    pub balance: Usd,
    /// Credits used.
    #[serde(flatten)]
    pub credits: Compared<Credits>,
}

impl Section for Payment {
    type Answer = PaymentAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let days = Range::compared_days(request.period);
        ReadPlan { balance: true, ..ReadPlan::ranges([days]) }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<PaymentAnswer> {
        Some(PaymentAnswer {
            balance: Usd(counters.balance()),
            credits: Compared::of(request.period, counters),
        })
    }
}
