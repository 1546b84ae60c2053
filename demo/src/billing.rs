//! The account's billing entries: what template messages cost, and top-ups.

use chrono::{Datelike, NaiveDate};

use crate::business::Inbox;
use crate::record::{Fields, Ids, Record, Time};
use crate::rng::Rng;
use crate::schedule;

/// US dollars in ten-thousandths, the platform's finest price.
pub(crate) type Amount = i64;

/// What a message to a country costs: made-up prices.
type Price = (&'static str, Amount);

/// Prices of a template message. They differ by the customer's country.
const MARKETING: [Price; 4] = [("TW", 625), ("TW", 625), ("HK", 732), ("JP", 413)];
const UTILITY: [Price; 3] = [("TW", 147), ("TW", 147), ("JP", 113)];
const AUTHENTICATION: [Price; 2] = [("TW", 140), ("JP", 113)];
const AUTHENTICATION_INTERNATIONAL: [Price; 2] = [("ID", 390), ("IN", 210)];
const SERVICE: Price = ("TW", 31);

/// The monthly fee of a telephone number, which has no inbox.
const MONTHLY: Amount = 45_000;

/// The account is topped up by a multiple of this.
const TOP_UP: Amount = 200_000;

/// The category of a usage entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Category {
    Marketing,
    Utility,
    Authentication,
    AuthenticationInternational,
    Service,
    Other,
}

/// Makes entries and keeps the balance.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) balance: Amount,
}

impl Ledger {
    /// A usage entry at the price of its category.
    pub(crate) fn usage(
        &mut self,
        (rng, ids): (&mut Rng, &mut Ids),
        category: Category,
        inbox: Option<&Inbox>,
        at: Time,
    ) -> Record {
        let (name, (country, price)) = match category {
            Category::Marketing => ("marketing", *rng.pick(&MARKETING)),
            Category::Utility => ("utility", *rng.pick(&UTILITY)),
            Category::Authentication => ("authentication", *rng.pick(&AUTHENTICATION)),
            Category::AuthenticationInternational => {
                ("authentication_international", *rng.pick(&AUTHENTICATION_INTERNATIONAL))
            }
            Category::Service => ("service", SERVICE),
            Category::Other => ("other", ("TW", 88)),
        };
        self.spend(ids, name, (Some(country), price), inbox, at)
    }

    /// A usage entry of an ordinary category: mostly news of an order, sometimes a sign-in code or another message.
    pub(crate) fn everyday_usage(&mut self, (rng, ids): (&mut Rng, &mut Ids), at: Time) -> Record {
        let inbox = Some(Inbox::with_templates(rng)).filter(|_| !rng.happens(0.08));
        let category = match rng.unit() {
            x if x < 0.68 => Category::Utility,
            x if x < 0.78 => Category::Authentication,
            x if x < 0.86 => Category::AuthenticationInternational,
            x if x < 0.94 => Category::Service,
            _ => Category::Other,
        };
        self.usage((rng, ids), category, inbox, at)
    }

    /// A payment into the account.
    pub(crate) fn top_up(&mut self, ids: &mut Ids, amount: Amount, at: Time) -> Record {
        self.balance += amount;
        entry(ids, "top_up", amount, at)
    }

    /// A correction, up or down.
    pub(crate) fn adjust(&mut self, ids: &mut Ids, amount: Amount, at: Time) -> Record {
        self.balance += amount;
        entry(ids, "adjustment", amount, at)
    }

    /// The entries of a date that no message causes: a top-up if less than `need` is left, a fee on the 1st of the month,
    /// and corrections on the 12th (up) and the 20th (down).
    pub(crate) fn standing_orders(
        &mut self,
        ids: &mut Ids,
        date: NaiveDate,
        need: Amount,
    ) -> Vec<Record> {
        let mut entries = Vec::new();
        if self.balance < need {
            let steps = (need - self.balance) / TOP_UP + 1;
            entries.push(self.top_up(ids, steps * TOP_UP, schedule::at(date, 8, 30)));
        }
        match date.day() {
            1 => entries.push(self.spend(
                ids,
                "other",
                (None, MONTHLY),
                None,
                schedule::at(date, 6, 0),
            )),
            12 => entries.push(self.adjust(ids, 25_000, schedule::at(date, 15, 10))),
            20 => entries.push(self.adjust(ids, -12_350, schedule::at(date, 11, 45))),
            _ => {}
        }
        entries
    }

    fn spend(
        &mut self,
        ids: &mut Ids,
        category: &str,
        (country, price): (Option<&str>, Amount),
        inbox: Option<&Inbox>,
        at: Time,
    ) -> Record {
        self.balance -= price;
        let fields = fields(ids, "usage", price, at)
            .text("category", category)
            .maybe("country", country)
            .maybe("inbox_id", inbox.map(|inbox| inbox.id));
        Record::once("billing", at, fields)
    }
}

fn entry(ids: &mut Ids, kind: &str, amount: Amount, at: Time) -> Record {
    let fields = fields(ids, kind, amount, at);
    Record::once("billing", at, fields)
}

fn fields(ids: &mut Ids, kind: &str, amount: Amount, at: Time) -> Fields {
    Fields::new()
        .text("entry_id", &ids.next('e'))
        .text("kind", kind)
        .number("amount_usd", &digits(amount))
        .time("occurred_at", at)
}

/// The shortest decimal digits of an amount.
fn digits(amount: Amount) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let all = format!("{sign}{}.{:04}", amount.abs() / 10_000, amount.abs() % 10_000);
    all.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        let cases =
            [(147, "0.0147"), (-12_350, "-1.235"), (1_000_000, "100"), (0, "0"), (45_000, "4.5")];
        for (amount, expected) in cases {
            assert_eq!(digits(amount), expected);
        }
    }

    #[test]
    fn tops_up_to_what_is_needed() {
        let mut ids = Ids::new('h', 7, Time::UNIX_EPOCH);
        let mut ledger = Ledger { balance: 300_000 };
        let date = "2026-11-22".parse().unwrap();
        assert_eq!(ledger.standing_orders(&mut ids, date, 300_000).len(), 0);
        assert_eq!(ledger.standing_orders(&mut ids, date, 1_400_000).len(), 1);
        assert_eq!(ledger.balance, 1_500_000);
    }
}
