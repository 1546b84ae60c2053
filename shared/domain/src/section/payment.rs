//! Credits and balance.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};
use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use utoipa::ToSchema;

use super::counted::Counts;
use super::figures::{Figures, figures, row};
use super::money::Usd;
use super::{Compared, Counters, Range, ReadPlan, Section, SectionRequest};
use crate::counter::{Amount, Measure, Measures, Row};
use crate::country::Country;
use crate::period::Period;

/// `GET /v1/payment`.
#[derive(Debug, Clone, Copy)]
pub struct Payment;

figures! {
    /// Credits used, in USD.
    pub struct Credits {
        /// Credits used for messages of any category.
        pub total: Usd = money(Marketing + Utility + Authentication + AuthenticationInternational + Service + Other), example "32.4119";
        /// Credits used for marketing messages.
        pub marketing: Usd = money(Marketing), example "20.5";
        /// Credits used for utility messages.
        pub utility: Usd = money(Utility), example "7.0119";
        /// Credits used for authentication messages.
        pub authentication: Usd = money(Authentication), example "4.9";
        /// Credits used for authentication messages to other countries; null until a rebuild has
        /// counted it.
        pub authentication_international: Option<Usd> = money(AuthenticationInternational), example "0";
        /// Credits used for service messages; null until a rebuild has counted it.
        pub service: Option<Usd> = money(Service), example "0";
        /// Credits used for other messages.
        pub other: Usd = money(Other), example "0";
    }
}

row! {
    /// How long the balance lasts, of the whole account.
    pub struct Runway {
        /// The mean usage of a day in USD, rounded half up to 6 decimals: that of the 7 days before
        /// today.
        pub mean_daily_usage: Usd = money, example "4.630271";
        /// How many days the balance lasts at this usage, rounded half up to 1 decimal: 0 where there
        /// is none left, null where nothing was used.
        pub days: Option<f64> = days, example 12.4;
    }
}

row! {
    /// Credits used for messages to a country.
    pub struct CountryCredits {
        /// The country as two letters (ISO 3166-1); null for usage without one.
        pub country: Option<String>, example "TW";
        /// Credits used, in USD.
        pub total: Usd = money, example "12.5";
    }
}

/// The balance, and credits used in a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PaymentAnswer {
    /// What is left now, of the whole account: all top-ups + all adjustments − all usage.
    pub balance: Usd,
    /// How long it lasts.
    pub runway: Runway,
    /// Credits used.
    #[serde(flatten)]
    pub credits: Compared<Credits>,
    /// Credits used by country, most first, then by name, and then usage without a country; null until
    /// a rebuild has counted it.
    #[schema(required)]
    pub by_country: Option<Vec<CountryCredits>>,
}

impl Section for Payment {
    type Answer = PaymentAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let Period { from, to } = request.period;
        let ranges = [Range::compared_days(request.period), Range::CountryDays(from, to)];
        let of_account = week_before(request.today()).dates().map(Row::Day).chain([Row::Now]);
        ReadPlan { of_account: of_account.collect(), ..ReadPlan::ranges(ranges) }
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<PaymentAnswer> {
        let balance = counters.of_account(&Row::Now).get(Measure::Balance);
        Some(PaymentAnswer {
            balance: Usd(balance),
            runway: Runway::now(request, counters, balance),
            credits: Compared::of(request, counters),
            by_country: counters
                .counts(Measure::UsedIn(None))
                .then(|| CountryCredits::most_first(&counters.usage_by_country(request.period))),
        })
    }
}

/// The 7 days before today, whose usage tells how long the balance lasts.
fn week_before(today: NaiveDate) -> Period {
    Period { from: today - Days::new(7), to: today - Days::new(1) }
}

impl Runway {
    fn now(request: &SectionRequest<'_>, counters: &Counters, balance: Amount) -> Self {
        let days = week_before(request.today()).dates();
        let used: Amount = days
            .map(|date| counters.counted(counters.of_account(&Row::Day(date)).clone()))
            .map(|day| Credits::of(&day).total.0)
            .sum();
        let half_up = |amount: Amount, decimals| {
            amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
        };
        let week = Amount::from(7);
        let days = (balance.max(Amount::ZERO) * week).checked_div(used);
        Self {
            mean_daily_usage: Usd(half_up(used / week, 6)),
            days: days.and_then(|days| half_up(days, 1).to_f64()),
        }
    }
}

impl CountryCredits {
    /// The countries with usage above 0.
    fn most_first(usage: &Measures) -> Vec<Self> {
        let countries = usage.iter().filter_map(|(measure, total)| match measure {
            Measure::UsedIn(country) if total > Amount::ZERO => Some((country, total)),
            _ => None,
        });
        let mut countries: Vec<_> = countries.collect();
        countries.sort_by_key(|(country, total)| (Reverse(*total), country.is_none(), *country));
        let row = |(country, total): (Option<Country>, _)| Self {
            country: country.map(|country| country.to_string()),
            total: Usd(total),
        };
        countries.into_iter().map(row).collect()
    }
}
