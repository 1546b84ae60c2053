//! What the shop pays for template messages, and how it keeps its balance up.

use chrono::{Datelike, NaiveDate};

use super::chance::Chance;
use super::record::{Fields, Ids, Record, Time};
use super::rhythm;
use super::shop::Inbox;

/// US dollars in ten-thousandths, the platform's finest price.
pub(super) type Amount = i64;

/// Prices of a template message, by the customer's country.
const MARKETING: [Amount; 4] = [625, 625, 732, 413];
const UTILITY: [Amount; 3] = [147, 147, 113];
const AUTHENTICATION: [Amount; 2] = [140, 113];

/// What a number costs a month, without an inbox.
const MONTHLY: Amount = 45_000;

/// The account is topped up by a multiple of this.
const TOP_UP: Amount = 200_000;

/// Usage that a message to one customer causes, by category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Category {
    Marketing,
    Utility,
    Authentication,
    Other,
}

/// Writes entries and knows what is left.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) balance: Amount,
}

impl Ledger {
    /// A usage entry at the price of its category.
    pub(super) fn usage(
        &mut self,
        (chance, ids): (&mut Chance, &mut Ids),
        category: Category,
        inbox: Option<&Inbox>,
        at: Time,
    ) -> Record {
        let (name, price) = match category {
            Category::Marketing => ("marketing", *chance.pick(&MARKETING)),
            Category::Utility => ("utility", *chance.pick(&UTILITY)),
            Category::Authentication => ("authentication", *chance.pick(&AUTHENTICATION)),
            Category::Other => ("other", 88),
        };
        self.spend(ids, name, price, inbox, at)
    }

    /// Usage of an ordinary kind: mostly an order's news, now and then a sign-in code or something else.
    pub(super) fn everyday_usage(
        &mut self,
        (chance, ids): (&mut Chance, &mut Ids),
        at: Time,
    ) -> Record {
        let inbox = Some(Inbox::with_templates(chance)).filter(|_| !chance.happens(0.08));
        let category = match chance.unit() {
            x if x < 0.68 => Category::Utility,
            x if x < 0.86 => Category::Authentication,
            _ => Category::Other,
        };
        self.usage((chance, ids), category, inbox, at)
    }

    /// A payment into the account.
    pub(super) fn top_up(&mut self, ids: &mut Ids, amount: Amount, at: Time) -> Record {
        self.balance += amount;
        entry(ids, "top_up", amount, at)
    }

    /// A correction, up or down.
    pub(super) fn adjust(&mut self, ids: &mut Ids, amount: Amount, at: Time) -> Record {
        self.balance += amount;
        entry(ids, "adjustment", amount, at)
    }

    /// The entries that a date brings by itself: top-ups where less than `need` is left, fees on the first of the
    /// month, and a correction of each sign in the middle of it.
    pub(super) fn standing_orders(
        &mut self,
        ids: &mut Ids,
        date: NaiveDate,
        need: Amount,
    ) -> Vec<Record> {
        let mut entries = Vec::new();
        if self.balance < need {
            let steps = (need - self.balance) / TOP_UP + 1;
            entries.push(self.top_up(ids, steps * TOP_UP, rhythm::at(date, 8, 30)));
        }
        match date.day() {
            1 => entries.push(self.spend(ids, "other", MONTHLY, None, rhythm::at(date, 6, 0))),
            12 => entries.push(self.adjust(ids, 25_000, rhythm::at(date, 15, 10))),
            20 => entries.push(self.adjust(ids, -12_350, rhythm::at(date, 11, 45))),
            _ => {}
        }
        entries
    }

    fn spend(
        &mut self,
        ids: &mut Ids,
        category: &str,
        price: Amount,
        inbox: Option<&Inbox>,
        at: Time,
    ) -> Record {
        self.balance -= price;
        let fields = fields(ids, "usage", price, at)
            .text("category", category)
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
