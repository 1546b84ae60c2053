//! A random image of every kind of record. Nearly all of them are good.

use chrono::{DateTime, Duration, Utc};
use fastrand::Rng;

use super::accounts::Account;
use super::edge_times::{self, EdgeTimes};
use super::texts;
use crate::source::{Attr, Item, Key, Table};

/// Makes images of one account's records.
pub(super) struct ImageMaker<'a> {
    pub(super) account: &'a Account,
    pub(super) edge_times: &'a EdgeTimes,
    pub(super) rng: &'a mut Rng,
}

impl ImageMaker<'_> {
    /// A fresh image of the record with this key.
    pub(super) fn image(&mut self, key: &Key) -> Item {
        let mut image = match key.table {
            Table::Messages => self.message(),
            Table::Sessions => self.session(),
            Table::Billing => self.entry(),
            Table::FlowRuns => self.run(),
            Table::AiUsage => self.use_of_ai(),
        };
        image.extend(key.item());
        self.decorate(&mut image);
        image
    }

    fn message(&mut self) -> Item {
        let sender =
            self.one(&["customer", "customer", "agent", "agent", "agent", "bot", "broadcast"]);
        let mut image = Item::new();
        put(&mut image, "account_id", &self.account.id);
        put(&mut image, "inbox_id", self.pick(&self.account.inboxes));
        put(&mut image, "customer_id", self.pick(&self.account.customers));
        put(&mut image, "sender", sender);
        if sender == "agent" || self.chance(10) {
            put(&mut image, "agent_id", self.pick(&self.account.agents));
        }
        if self.chance(if sender == "agent" { 60 } else { 10 }) {
            put(&mut image, "team_id", self.pick(&self.account.teams));
        }
        self.time(&mut image, "sent_at");
        image
    }

    fn session(&mut self) -> Item {
        let opened = self.edge_times.any(self.rng);
        let customer = match self.rng.u8(0..4) {
            0 => &self.account.customers[..6],
            _ => &self.account.customers[..],
        };
        let mut image = Item::new();
        put(&mut image, "inbox_id", self.pick(&self.account.inboxes));
        put(&mut image, "customer_id", self.pick(customer));
        put(&mut image, "opened_at", &edge_times::text(opened, self.rng));
        if self.chance(55) {
            let resolved = self.edge_times.resolution(opened, self.rng);
            put(&mut image, "resolved_at", &edge_times::text(resolved, self.rng));
        }
        let assignments = match self.rng.u8(0..100) {
            0..=24 => return image,
            25..=29 => 0,
            30..=95 => self.rng.usize(1..5),
            96..=98 => self.rng.usize(5..30),
            _ => 60,
        };
        let list = self.assignments(opened, assignments);
        image.insert("assignments".to_owned(), Attr::L(list));
        image
    }

    /// A list of assignments; most begin one after the other, some end before they start or begin out of order.
    pub(super) fn assignments(&mut self, opened: DateTime<Utc>, count: usize) -> Vec<Attr> {
        let mut at = opened;
        let mut list = Vec::new();
        for number in 0..count {
            let step =
                if self.chance(8) { self.rng.i64(-90_000..0) } else { self.rng.i64(0..20_000) };
            let jump = if self.chance(10) { self.rng.i64(0..5) * 86_400 } else { 0 };
            at = within(at + Duration::seconds(step + jump));
            let mut assignment = Item::new();
            let parties = self.rng.u8(0..4);
            if parties != 0 {
                put(&mut assignment, "agent_id", self.pick(&self.account.agents));
            }
            if parties <= 1 {
                put(&mut assignment, "team_id", self.pick(&self.account.teams));
            }
            put(&mut assignment, "assigned_at", &edge_times::text(at, self.rng));
            if self.chance(if number + 1 == count { 35 } else { 60 }) {
                let length = Duration::seconds(self.rng.i64(-3_000..40_000));
                let ended = edge_times::text(within(at + length), self.rng);
                put(&mut assignment, "ended_at", &ended);
            }
            if self.chance(55) {
                let wait = Duration::microseconds(self.rng.i64(-60_000_000..7_200_000_000));
                let replied = edge_times::text(within(at + wait), self.rng);
                put(&mut assignment, "first_reply_at", &replied);
            }
            if self.chance(5) {
                put(&mut assignment, "note", "unknown attributes are ignored here as well");
            }
            list.push(Attr::M(assignment));
        }
        list
    }

    fn entry(&mut self) -> Item {
        let kind = self.one(&["usage", "usage", "usage", "top_up", "adjustment"]);
        let mut image = Item::new();
        put(&mut image, "kind", kind);
        if kind == "usage" || self.chance(10) {
            let category = self.one(&[
                "marketing",
                "utility",
                "authentication",
                "authentication_international",
                "service",
                "other",
            ]);
            put(&mut image, "category", category);
        }
        if self.chance(80) {
            put(&mut image, "country", self.one(&["TW", "DE", "BR", "XX"]));
        }
        let mut amount = self.amount();
        if kind == "adjustment" && self.chance(50) && amount != "0" {
            amount.insert(0, '-');
        }
        image.insert("amount_usd".to_owned(), Attr::number(amount));
        if self.chance(75) {
            put(&mut image, "inbox_id", self.pick(&self.account.inboxes));
        }
        self.time(&mut image, "occurred_at");
        image
    }

    /// A decimal without a sign, of up to 12 digits on either side of the point.
    fn amount(&mut self) -> String {
        let largest = 999_999_999_999_u64;
        match self.rng.u8(0..10) {
            0 => self
                .one(&["0", "999999999999.999999999999", "0.000000000001", "1.5E2", "7E-3"])
                .to_owned(),
            1 => format!("{}.{:012}", self.rng.u64(0..=largest), self.rng.u64(1..=largest)),
            2 => self.rng.u64(0..=5_000).to_string(),
            3 => format!("0.{:012}", self.rng.u64(1..=largest)),
            _ => format!("{}.{:04}", self.rng.u64(0..=9), self.rng.u64(1..=9_999)),
        }
    }

    fn run(&mut self) -> Item {
        let mut image = Item::new();
        // A few flows run often, the rest hardly ever.
        let flows =
            if self.chance(60) { &self.account.flows[..5] } else { &self.account.flows[..] };
        put(&mut image, "flow_id", self.pick(flows));
        put(&mut image, "inbox_id", self.pick(&self.account.inboxes));
        self.time(&mut image, "triggered_at");
        image
    }

    fn use_of_ai(&mut self) -> Item {
        let mut image = Item::new();
        put(&mut image, "tool", self.one(&["ai_writer", "doc_reply"]));
        put(&mut image, "inbox_id", self.pick(&self.account.inboxes));
        if self.chance(70) {
            put(&mut image, "agent_id", self.pick(&self.account.agents));
        }
        self.time(&mut image, "used_at");
        let (suggestion, sent) = texts::pair(self.rng);
        for (name, text) in [("suggestion", suggestion), ("sent", sent)] {
            if let Some(text) = text {
                put(&mut image, name, &text);
            }
        }
        if self.chance(40) {
            let translated = Attr::Bool(self.rng.bool());
            image.insert("translated".to_owned(), translated);
        }
        image
    }

    /// Attributes that the system does not know, of every type.
    fn decorate(&mut self, image: &mut Item) {
        let (name, value) = match self.rng.u8(0..30) {
            0 => ("ttl", Attr::number("1893456000")),
            1 => ("tags", Attr::Ss(vec!["a".to_owned(), "b".to_owned()])),
            2 => ("raw", Attr::B(vec![0, 255, 7])),
            3 => ("body", Attr::text("#\u{0}\n {}")),
            4 => ("meta", Attr::M(Item::from([("deep".to_owned(), Attr::L(vec![Attr::Null]))]))),
            _ => return,
        };
        image.insert(name.to_owned(), value);
    }

    fn time(&mut self, image: &mut Item, name: &str) {
        let at = self.edge_times.any(self.rng);
        put(image, name, &edge_times::text(at, self.rng));
    }

    fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(0..100) < percent
    }

    fn pick<'b>(&mut self, ids: &'b [String]) -> &'b str {
        self.rng.choice(ids).expect("there are some")
    }

    fn one<'b>(&mut self, words: &[&'b str]) -> &'b str {
        self.rng.choice(words).expect("there are some")
    }
}

/// The plainest image of the record with this key: at this time, in the first inbox.
pub(super) fn plain(key: &Key, account: &Account, at: DateTime<Utc>) -> Item {
    let mut image = key.item();
    put(&mut image, "account_id", &account.id);
    put(&mut image, "inbox_id", &account.inboxes[0]);
    let times = ["sent_at", "opened_at", "occurred_at", "triggered_at", "used_at"];
    let words = [
        ("customer_id", "a plain customer"),
        ("sender", "bot"),
        ("kind", "usage"),
        ("category", "other"),
        ("flow_id", "a plain flow"),
        ("tool", "ai_writer"),
    ];
    for name in times {
        put(&mut image, name, &at.to_rfc3339());
    }
    for (name, word) in words {
        put(&mut image, name, word);
    }
    image.insert("amount_usd".to_owned(), Attr::number("0.0001"));
    image
}

fn put(image: &mut Item, name: &str, text: &str) {
    image.insert(name.to_owned(), Attr::text(text));
}

fn within(at: DateTime<Utc>) -> DateTime<Utc> {
    at.clamp(edge_times::first(), edge_times::last())
}
