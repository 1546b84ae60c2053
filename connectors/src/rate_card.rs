//! Rate cards: what a message costs, by its date, category and recipient's country.
//!
//! No price is in the code: platforms change them, and they differ between accounts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::country::Country;
use domain::record::Category;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};

/// What messages cost, in US dollars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateCard {
    /// In the order of their dates; no two have a date in common.
    periods: Vec<Period>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Period {
    from: NaiveDate,
    to: NaiveDate,
    /// By category, and by country; `None` is every other country.
    rates: BTreeMap<Category, BTreeMap<Option<Country>, Decimal>>,
}

/// What is wrong with a rate card, and what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RateCardError {
    /// Another currency.
    #[error("`currency` must be \"USD\": amounts are kept in US dollars")]
    Currency,
    /// No period at all.
    #[error("`periods` is empty: give at least one")]
    NoPeriods,
    /// A period that ends before it begins.
    #[error("the period from {0} ends before it begins: give a later `to`, or leave it out")]
    Backwards(NaiveDate),
    /// Two periods that have a date in common.
    #[error("the periods from {0} and from {1} overlap: end the first one before {1}")]
    Overlap(NaiveDate, NaiveDate),
    /// A category that billing entries do not have.
    #[error(
        "the period from {0} has rates of an unknown category: it must be one of marketing, \
         utility, authentication, authentication_international, service, other"
    )]
    Category(NaiveDate),
    /// A country that is none.
    #[error(
        "{1} in the period from {0}: a country must be two letters A to Z, or \"*\" for all others"
    )]
    Country(NaiveDate, &'static str),
    /// A rate that is no amount.
    #[error(
        "{1} in the period from {0}: a rate must be a string of digits such as \"0.0315\", not \
         negative, with at most 12 digits before and 12 after the point"
    )]
    Rate(NaiveDate, &'static str),
}

/// A rate card as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    currency: String,
    /// For its readers: where the rates are from.
    #[serde(default, rename = "note")]
    _note: Option<String>,
    periods: Vec<WrittenPeriod>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPeriod {
    from: NaiveDate,
    #[serde(default)]
    to: Option<NaiveDate>,
    rates: BTreeMap<String, BTreeMap<String, String>>,
}

impl RateCard {
    fn of(written: Written) -> Result<Self, RateCardError> {
        if written.currency != "USD" {
            return Err(RateCardError::Currency);
        }
        let mut periods =
            written.periods.into_iter().map(Period::of).collect::<Result<Vec<_>, _>>()?;
        periods.sort_by_key(|period| period.from);
        if periods.is_empty() {
            return Err(RateCardError::NoPeriods);
        }
        for pair in periods.windows(2) {
            if pair[1].from <= pair[0].to {
                return Err(RateCardError::Overlap(pair[0].from, pair[1].from));
            }
        }
        Ok(Self { periods })
    }

    /// What a message costs; `None` where the card does not say. A country without a rate of its own
    /// has that of `*`, and so has a message whose country is not known.
    pub fn rate(
        &self,
        date: NaiveDate,
        category: Category,
        country: Option<Country>,
    ) -> Option<Decimal> {
        let period = self.periods.iter().find(|it| (it.from..=it.to).contains(&date))?;
        let rates = period.rates.get(&category)?;
        rates.get(&country).or_else(|| rates.get(&None)).copied()
    }
}

impl Period {
    fn of(written: WrittenPeriod) -> Result<Self, RateCardError> {
        let from = written.from;
        let to = written.to.unwrap_or(NaiveDate::MAX);
        if to < from {
            return Err(RateCardError::Backwards(from));
        }
        let mut rates = BTreeMap::new();
        for (name, by_country) in written.rates {
            let category = Category::named(&name).ok_or(RateCardError::Category(from))?;
            let rates: &mut BTreeMap<_, _> = rates.entry(category).or_default();
            for (country, rate) in by_country {
                let country = match country.as_str() {
                    "*" => None,
                    code => {
                        let country = Country::parse(code);
                        Some(country.ok_or(RateCardError::Country(from, category.name()))?)
                    }
                };
                let rate = amount(&rate).ok_or(RateCardError::Rate(from, category.name()))?;
                rates.insert(country, rate);
            }
        }
        Ok(Self { from, to, rates })
    }
}

/// An amount that is not negative, with at most 12 digits before and 12 after the point.
fn amount(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    (are_digits(whole, 12) && are_digits(fraction, 12)).then(|| text.parse().ok()).flatten()
}

impl<'de> Deserialize<'de> for RateCard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(Written::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(card: Value) -> Result<RateCard, String> {
        serde_json::from_value(card).map_err(|error| error.to_string())
    }

    fn card(periods: Value) -> Result<RateCard, String> {
        read(json!({"currency": "USD", "periods": periods}))
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_rate_is_that_of_the_date_the_category_and_the_country() {
        let card = card(json!([
            {"from": "2026-07-01", "rates": {"marketing": {"TW": "0.07"}, "other": {}}},
            {"from": "2026-01-01", "to": "2026-05-31",
             "rates": {"marketing": {"TW": "0.051", "*": "0.1"}, "utility": {"*": "0"}}},
        ]));
        let card = card.unwrap();
        let rate = |on, category, country: &str| {
            card.rate(date(on), category, Country::parse(country)).map(|rate| rate.to_string())
        };
        let rate = |on, category, country| rate(on, category, country).unwrap_or("none".into());
        assert_eq!(rate("2026-01-01", Category::Marketing, "TW"), "0.051");
        assert_eq!(rate("2026-05-31", Category::Marketing, "DE"), "0.1");
        assert_eq!(rate("2026-05-31", Category::Marketing, ""), "0.1");
        assert_eq!(rate("2026-05-31", Category::Utility, "TW"), "0");
        assert_eq!(rate("2026-05-31", Category::Service, "TW"), "none");
        assert_eq!(rate("2026-06-01", Category::Marketing, "TW"), "none");
        assert_eq!(rate("2025-12-31", Category::Marketing, "TW"), "none");
        assert_eq!(rate("2099-12-31", Category::Marketing, "TW"), "0.07");
        assert_eq!(rate("2026-07-01", Category::Marketing, "DE"), "none");
        assert_eq!(rate("2026-07-01", Category::Other, "DE"), "none");
    }

    #[test]
    fn what_is_wrong_with_a_card_is_said() {
        let period = |category: &str, country: &str, rate: &str| {
            card(json!([{"from": "2026-01-01", "rates": {category: {country: rate}}}]))
        };
        assert!(period("service", "*", "999999999999.999999999999").is_ok());
        for (result, says) in [
            (read(json!({"currency": "EUR", "periods": []})), "must be \"USD\""),
            (card(json!([])), "`periods` is empty"),
            (
                card(json!([{"from": "2026-01-02", "to": "2026-01-01", "rates": {}}])),
                "from 2026-01-02 ends before it begins",
            ),
            (
                card(
                    json!([{"from": "2026-03-01", "rates": {}}, {"from": "2026-01-01", "rates": {}}]),
                ),
                "from 2026-01-01 and from 2026-03-01 overlap",
            ),
            (
                card(json!([{"from": "2026-01-01", "to": "2026-03-01", "rates": {}},
                            {"from": "2026-03-01", "rates": {}}])),
                "overlap: end the first one before 2026-03-01",
            ),
            (period("Marketing", "*", "1"), "unknown category"),
            (period("utility", "tw", "1"), "utility in the period from 2026-01-01: a country"),
            (period("utility", "TW", "-1"), "utility in the period from 2026-01-01: a rate"),
            (period("utility", "TW", "1e3"), "a rate must be"),
            (period("utility", "TW", "0.0000000000001"), "a rate must be"),
            (period("utility", "TW", "1000000000000"), "a rate must be"),
            (period("utility", "TW", "1."), "a rate must be"),
            (period("utility", "TW", ""), "a rate must be"),
            (card(json!([{"from": "2026-02-30", "rates": {}}])), "out of range"),
            (card(json!([{"from": "2026-02-01", "until": "2026-03-01", "rates": {}}])), "`until`"),
        ] {
            let error = result.unwrap_err();
            assert!(error.contains(says), "{error}: not {says}");
        }
    }
}
