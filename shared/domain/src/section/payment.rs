//! Credits and balance.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{Counters, Daily, Range, ReadPlan, Section, SectionRequest, daily};
use crate::counter::{Measure, Measures};

/// `GET /v1/payment`.
#[derive(Debug, Clone, Copy)]
pub struct Payment;

/// An amount in USD, exact, as a decimal string: `"12.0470"` and `"12.047"` are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd(pub Decimal);

impl PartialSchema for Usd {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("An amount in USD, exact, as a decimal string."))
            .pattern(Some(r"^-?[0-9]+(\.[0-9]+)?$"))
            .examples(["12.047"])
            .into()
    }
}

impl ToSchema for Usd {}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}

/// Credits used, in USD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Credits {
    /// In all.
    pub total: Usd,
    /// For marketing messages.
    pub marketing: Usd,
    /// For utility messages.
    pub utility: Usd,
    /// For authentication messages.
    pub authentication: Usd,
    /// For other messages.
    pub other: Usd,
}

/// Credits of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PaymentAnswer {
    /// What is left now, of the whole account: all top-ups + all adjustments − all usage.
    pub balance: Usd,
    /// In the period.
    pub totals: Credits,
    /// In the same number of days before it.
    pub previous: Credits,
    /// Day by day.
    pub daily: Vec<Daily<Credits>>,
}

impl Section for Payment {
    type Answer = PaymentAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let period = request.period;
        let days = Range::Days(period.previous().from, Some(period.to));
        ReadPlan { balance: true, ..ReadPlan::ranges([days]) }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<PaymentAnswer> {
        let period = request.period;
        Some(PaymentAnswer {
            balance: Usd(counters.balance()),
            totals: Credits::of(&counters.days_of(period)),
            previous: Credits::of(&counters.days_of(period.previous())),
            daily: daily(period, |date| Credits::of(counters.day(date))),
        })
    }
}

impl Credits {
    fn of(figures: &Measures) -> Self {
        let used = |measure| figures.get(measure).max(Decimal::ZERO);
        let [marketing, utility, authentication, other] =
            [Measure::Marketing, Measure::Utility, Measure::Authentication, Measure::Other]
                .map(used);
        Self {
            total: Usd(marketing + utility + authentication + other),
            marketing: Usd(marketing),
            utility: Usd(utility),
            authentication: Usd(authentication),
            other: Usd(other),
        }
    }
}
