//! Billing entries.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::counter::{Contributions, Measure, Row};
use crate::country::Country;
use crate::id::Id;
use crate::image::{AllowedValues, Image, RejectReason};

/// How an entry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Credits used, counted as this measure of the day.
    Usage(Measure),
    /// Credits bought, or adjusted by hand.
    Balance,
}

/// An entry of the account's credits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BillingEntry {
    /// The account that it belongs to.
    pub account: Id,
    /// The inbox whose messages were paid, where the platform says so.
    pub inbox: Option<Id>,
    /// How it counts.
    pub kind: Kind,
    /// The amount in USD; below zero only for an adjustment.
    pub amount: Decimal,
    /// When it occurred.
    pub occurred_at: DateTime<Utc>,
    /// The recipient's country, where the platform says so.
    #[serde(default)]
    pub country: Option<Country>,
    /// The version from which on it is valid: an earlier one does not know its category.
    #[serde(default = "first_version", skip_serializing_if = "is_first_version")]
    pub since: u32,
    /// Whether it names something as its country that is none. Version 1 did not look at it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_bad_country: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum EntryKind {
    Usage,
    TopUp,
    Adjustment,
}

const KINDS: AllowedValues<EntryKind> = AllowedValues {
    values: &[
        ("usage", EntryKind::Usage),
        ("top_up", EntryKind::TopUp),
        ("adjustment", EntryKind::Adjustment),
    ],
    list: "`usage`, `top_up`, `adjustment`",
};

/// What used credits count as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// `marketing`
    Marketing,
    /// `utility`
    Utility,
    /// `authentication`
    Authentication,
    /// `authentication_international`
    AuthenticationInternational,
    /// `service`
    Service,
    /// `other`: whatever has no name here.
    Other,
}

const CATEGORIES: AllowedValues<Category> = AllowedValues {
    values: &[
        ("marketing", Category::Marketing),
        ("utility", Category::Utility),
        ("authentication", Category::Authentication),
        ("authentication_international", Category::AuthenticationInternational),
        ("service", Category::Service),
        ("other", Category::Other),
    ],
    list: "`marketing`, `utility`, `authentication`, `authentication_international`, `service`, \
           `other`",
};

impl Category {
    /// Its name in billing entries.
    pub fn name(self) -> &'static str {
        let found = CATEGORIES.values.iter().find(|(_, category)| *category == self);
        found.unwrap_or_else(|| unreachable!("{self:?} is among the allowed values")).0
    }

    /// The category of this name.
    pub fn named(name: &str) -> Option<Self> {
        CATEGORIES.values.iter().find(|(known, _)| *known == name).map(|(_, category)| *category)
    }

    fn measure(self) -> Measure {
        match self {
            Self::Marketing => Measure::Marketing,
            Self::Utility => Measure::Utility,
            Self::Authentication => Measure::Authentication,
            Self::AuthenticationInternational => Measure::AuthenticationInternational,
            Self::Service => Measure::Service,
            Self::Other => Measure::Other,
        }
    }
}

fn first_version() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
fn is_first_version(version: &u32) -> bool {
    *version == 1
}

impl BillingEntry {
    pub(super) fn decode(image: Image<'_>) -> Result<Self, RejectReason> {
        image.id("entry_id")?;
        let entry_kind = image.one_of("kind", &KINDS)?;
        let category = image.optional_one_of("category", &CATEGORIES)?.map(Category::measure);
        let amount = image.money("amount_usd")?;
        if entry_kind != EntryKind::Adjustment && amount < Decimal::ZERO {
            return Err(RejectReason::Negative("amount_usd"));
        }
        let kind = match entry_kind {
            EntryKind::Usage => Kind::Usage(category.ok_or(RejectReason::Missing("category"))?),
            EntryKind::TopUp | EntryKind::Adjustment => Kind::Balance,
        };
        let country = image.optional_country("country");
        Ok(Self {
            since: category.map_or(1, Measure::since),
            account: image.id("account_id")?,
            inbox: image.optional_id("inbox_id")?,
            kind,
            amount,
            occurred_at: image.time("occurred_at")?,
            has_bad_country: country.is_err(),
            country: country.ok().flatten(),
        })
    }

    /// Whether this version counts the entry: an earlier one rejects categories that came later, and
    /// does not look at countries. What a version counts never changes.
    pub(super) fn is_counted_by(&self, version: u32) -> bool {
        self.since <= version && !(self.has_bad_country && version >= 2)
    }

    pub(super) fn contribute(&self, calendar: Calendar, out: &mut Contributions<'_>) {
        match self.kind {
            Kind::Usage(category) => {
                let date = calendar.date(self.occurred_at);
                out.add(&Row::Day(date), category, self.amount);
                out.add(&Row::CountryDay(date), Measure::UsedIn(self.country), self.amount);
                out.add_for_account(Row::Now, Measure::Balance, -self.amount);
            }
            Kind::Balance => out.add_for_account(Row::Now, Measure::Balance, self.amount),
        }
    }
}
