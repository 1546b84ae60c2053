//! A seeded stream of random writes, with everything in it that makes counting hard.
//!
//! The stream knows which records it has written and in which state they are, so that it can correct, spoil, mend,
//! remove and rewrite them. It does not know what they count for: that is the recount's.

mod accounts;
mod edge_times;
mod flaws;
mod images;
mod texts;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fastrand::Rng;

pub use accounts::Account;
pub use edge_times::{midnight, shifts};
pub use flaws::{Flaw, bad_keys, flaws};

use crate::source::{Attr, Entity, Item, Key, Table, Write};
use edge_times::EdgeTimes;
use images::ImageMaker;

/// The stream of writes.
#[derive(Debug)]
pub struct Load {
    rng: Rng,
    accounts: Vec<Account>,
    edge_times: Vec<EdgeTimes>,
    flaws: Vec<Flaw>,
    written: BTreeMap<Table, Vec<WrittenRecord>>,
    made: BTreeMap<(Table, usize), usize>,
}

/// A record written before.
#[derive(Clone, Debug)]
struct WrittenRecord {
    key: Key,
    account: usize,
    good: Vec<Item>,
    state: RecordState,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum RecordState {
    Good,
    Flawed,
    Removed,
}

impl Load {
    /// The stream of this seed, with records around `now`.
    pub fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let accounts = accounts::accounts();
        let edge_times = accounts.iter().map(|a| EdgeTimes::new(now, a.zone())).collect();
        Self {
            rng: Rng::with_seed(seed),
            accounts,
            edge_times,
            flaws: flaws(),
            written: BTreeMap::new(),
            made: BTreeMap::new(),
        }
    }

    /// The stream of this seed, whose first accounts have these time zones instead of their own.
    pub fn in_zones(seed: u64, now: DateTime<Utc>, zones: &[&'static str]) -> Self {
        let mut load = Self::new(seed, now);
        for (account, zone) in zones.iter().enumerate() {
            load.accounts[account].timezone = Some(zone);
            load.edge_times[account] = EdgeTimes::new(now, load.accounts[account].zone());
        }
        load
    }

    /// The accounts that take part.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Moves one of them to another time zone.
    pub fn rezone(&mut self, account: usize, zone: &'static str) {
        self.accounts[account].timezone = Some(zone);
    }

    /// Their directory.
    pub fn directory(&self) -> Vec<Entity> {
        self.accounts.iter().flat_map(Account::entities).collect()
    }

    /// Their time zones.
    pub fn zones(&self) -> Vec<Tz> {
        self.accounts.iter().map(Account::zone).collect()
    }

    /// The next `count` random writes.
    pub fn writes(&mut self, count: usize) -> Vec<Write> {
        (0..count).map(|_| self.write()).collect()
    }

    fn write(&mut self) -> Write {
        let table = match self.rng.u8(0..100) {
            0..=34 => Table::Messages,
            35..=69 => Table::Sessions,
            70..=79 => Table::Billing,
            80..=89 => Table::FlowRuns,
            _ => Table::AiUsage,
        };
        let written = self.written.get(&table).map_or(0, Vec::len);
        if written < 20 || self.rng.u8(0..100) < 45 {
            self.insert(table)
        } else {
            let index = self.rng.usize(0..written);
            self.touch(table, index)
        }
    }

    /// A record with a new key.
    fn insert(&mut self, table: Table) -> Write {
        let account = self.any_account();
        let key = self.fresh_key(table, account);
        let image = self.image(&key, account);
        self.remember(account, key, image)
    }

    fn remember(&mut self, account: usize, key: Key, image: Item) -> Write {
        self.written.entry(key.table).or_default().push(WrittenRecord {
            key: key.clone(),
            account,
            good: vec![image.clone()],
            state: RecordState::Good,
        });
        let image = Some(image);
        Write { key, image }
    }

    /// Something happens to a record written before.
    fn touch(&mut self, table: Table, index: usize) -> Write {
        use RecordState::{Flawed, Good, Removed};
        let mut record = self.written[&table][index].clone();
        let last = record.good.last().expect("one at least").clone();
        let (state, image) = match (record.state, self.rng.u8(0..100)) {
            (Removed, 0..=49) => (Good, Some(self.image(&record.key, record.account))),
            // As it was, after a removal or a flaw; or the same image again.
            (Removed, _) | (Flawed, 0..=59) | (Good, 0..=7) => (Good, Some(last)),
            (Flawed, 60..=84) | (Good, 78..=89) => (Flawed, Some(self.spoilt(table, &last))),
            (Flawed, _) | (Good, 90..=99) => (Removed, None),
            // Back to what it was at some time before.
            (Good, 8..=19) => {
                let past = self.rng.choice(&record.good).expect("one at least");
                (Good, Some(past.clone()))
            }
            (Good, 20..=49) if table == Table::Sessions => {
                (Good, Some(self.moved_on(&record.key, record.account, last)))
            }
            (Good, _) => (Good, Some(self.corrected(&record.key, record.account, last))),
        };
        record.state = state;
        if let (Good, Some(image)) = (state, &image) {
            record.good.push(image.clone());
        }
        let key = record.key.clone();
        self.written.get_mut(&table).expect("written")[index] = record;
        Write { key, image }
    }

    /// One to three attributes become those of another image, or disappear as they do there.
    fn corrected(&mut self, key: &Key, account: usize, mut image: Item) -> Item {
        // A message may turn out to belong to another account.
        let moves = key.table == Table::Messages && self.rng.u8(0..12) == 0;
        let account = if moves { self.any_account() } else { account };
        let other = self.image(key, account);
        if moves {
            return other;
        }
        let mut names: Vec<&String> = image.keys().chain(other.keys()).collect();
        names.sort();
        names.dedup();
        let mut corrections: Vec<(String, Option<Attr>)> = Vec::new();
        for _ in 0..self.rng.usize(1..4) {
            let name = *self.rng.choice(&names).expect("every image has attributes");
            corrections.push((name.clone(), other.get(name).cloned()));
        }
        for (name, value) in corrections {
            match value {
                Some(value) => image.insert(name, value),
                None => image.remove(&name),
            };
        }
        image
    }

    /// A session goes on: it is resolved, reopened, handed on, or its list of assignments is rewritten.
    fn moved_on(&mut self, key: &Key, account: usize, mut image: Item) -> Item {
        let fresh = self.image(key, account);
        let list = match image.get("assignments") {
            Some(Attr::L(list)) => list.clone(),
            _ => Vec::new(),
        };
        match self.rng.u8(0..6) {
            0 => {
                image.remove("resolved_at");
            }
            1 => {
                let at = self.edge_times[account]
                    .resolution(self.edge_times[account].now(), &mut self.rng);
                let at = edge_times::text(at, &mut self.rng);
                image.insert("resolved_at".to_owned(), Attr::S(at));
            }
            2 if !list.is_empty() => {
                let shorter = list[..self.rng.usize(0..list.len())].to_vec();
                image.insert("assignments".to_owned(), Attr::L(shorter));
            }
            3 => {
                image.insert("assignments".to_owned(), Attr::L(self.assignments(account, 60)));
            }
            _ => {
                let mut longer = list;
                if let Some(Attr::L(more)) = fresh.get("assignments") {
                    longer.extend(more.iter().take(3).cloned());
                }
                image.insert("assignments".to_owned(), Attr::L(longer));
            }
        }
        image
    }

    /// The sessions that whole minutes, long lists and turned times decide, in every account.
    pub fn edge_cases(&mut self) -> Vec<Write> {
        let mut writes = Vec::new();
        for account in 0..self.accounts.len() {
            for edge in self.edge_times[account].edges_of_resolution() {
                let key = self.fresh_key(Table::Sessions, account);
                let mut image = self.image(&key, account);
                let at = edge_times::text(edge, &mut self.rng);
                image.insert("resolved_at".to_owned(), Attr::S(at));
                writes.push(self.remember(account, key, image));
            }
            let key = self.fresh_key(Table::Sessions, account);
            let image = self.image(&key, account);
            for count in [60, 3, 60, 59, 0, 1] {
                let mut image = image.clone();
                let list = self.assignments(account, count);
                image.insert("assignments".to_owned(), Attr::L(list));
                let (key, image) = (key.clone(), Some(image));
                writes.push(Write { key, image });
            }
            writes.push(self.remember(account, key, image));
        }
        writes
    }

    /// Every flaw there is: a record that has it, mostly good before, mostly mended after; and every bad key.
    pub fn every_flaw(&mut self) -> Vec<Write> {
        let mut writes = Vec::new();
        for flaw in self.flaws.clone() {
            let account = self.any_account();
            let key = self.fresh_key(flaw.table, account);
            let image = self.image(&key, account);
            let mut spoilt = image.clone();
            flaw.spoil(&mut spoilt);
            let mut images = vec![Some(image.clone()), Some(spoilt), Some(image)];
            match self.rng.u8(0..8) {
                0 => images.truncate(2),
                1 => images = vec![None, images[1].clone(), None],
                2 | 3 => images[0] = None,
                _ => {}
            }
            for image in images {
                let key = key.clone();
                writes.push(Write { key, image });
            }
        }
        let session = self.fresh_key(Table::Sessions, 0).range;
        for key in bad_keys(&self.accounts[0].id, &session) {
            let image = Some(self.image(&key, 0));
            writes.push(Write { key, image });
        }
        writes
    }

    /// A new record of any account that has this flaw from its start.
    pub fn spoilt_by(&mut self, flaw: &Flaw) -> Write {
        let account = self.any_account();
        let key = self.fresh_key(flaw.table, account);
        let mut image = self.image(&key, account);
        flaw.spoil(&mut image);
        let image = Some(image);
        Write { key, image }
    }

    /// A good record of today, with the range key `plain` and nothing special about it.
    pub fn plain(&self, table: Table, account: &str) -> Write {
        let owner = self.accounts.iter().position(|a| a.id == account).expect("known");
        let hash = if table == Table::Messages { "a plain session" } else { account };
        let key = Key { table, hash: hash.to_owned(), range: "plain".to_owned() };
        let image = images::plain(&key, &self.accounts[owner], self.edge_times[owner].now());
        Write { key, image: Some(image) }
    }

    /// One customer of the first account with this many sessions, some of them resolved, corrected and removed.
    pub fn crowd(&mut self, sessions: usize) -> Vec<Write> {
        let customer = Attr::text(&self.accounts[0].customers[1]);
        let mut writes = Vec::new();
        for number in 0..sessions {
            let key = self.fresh_key(Table::Sessions, 0);
            let mut image = self.image(&key, 0);
            image.insert("customer_id".to_owned(), customer.clone());
            if number % 3 > 0 {
                image.remove("assignments");
            }
            writes.push(self.remember(0, key, image));
            if number % 7 == 0 {
                let index = self.written[&Table::Sessions].len() - 1;
                writes.push(self.touch(Table::Sessions, index));
            }
        }
        writes
    }

    fn any_account(&mut self) -> usize {
        let all = self.accounts.iter().map(|a| a.weight).sum();
        let mut at = self.rng.usize(0..all);
        for (index, account) in self.accounts.iter().enumerate() {
            match at.checked_sub(account.weight) {
                Some(left) => at = left,
                None => return index,
            }
        }
        unreachable!("the weights add up")
    }

    /// A key not written before. Accounts number their records alike, so that two accounts may share all ids but those of sessions.
    fn fresh_key(&mut self, table: Table, account: usize) -> Key {
        let made = self.made.entry((table, account)).or_default();
        *made += 1;
        let number = *made;
        let id = &self.accounts[account].id;
        let (hash, range) = match table {
            Table::Messages => {
                let session = format!("session {} of {id}", number / 3);
                (session, format!("m:{}", number % 3))
            }
            Table::Sessions => (id.clone(), format!("session {number} of {id}")),
            Table::Billing => (id.clone(), format!("entry|{number}")),
            Table::FlowRuns => (id.clone(), format!("run/{number}?")),
            Table::AiUsage => (id.clone(), format!("use {number} ✍")),
        };
        Key { table, hash, range }
    }

    fn image(&mut self, key: &Key, account: usize) -> Item {
        self.image_maker(account).image(key)
    }

    fn assignments(&mut self, account: usize, count: usize) -> Vec<Attr> {
        let mut image_maker = self.image_maker(account);
        let opened = image_maker.edge_times.any(image_maker.rng);
        image_maker.assignments(opened, count)
    }

    fn image_maker(&mut self, account: usize) -> ImageMaker<'_> {
        ImageMaker {
            account: &self.accounts[account],
            edge_times: &self.edge_times[account],
            rng: &mut self.rng,
        }
    }

    fn spoilt(&mut self, table: Table, image: &Item) -> Item {
        let flaws: Vec<&Flaw> = self.flaws.iter().filter(|f| f.table == table).collect();
        let flaw = self.rng.choice(flaws).expect("every table has flaws");
        let mut image = image.clone();
        flaw.spoil(&mut image);
        image
    }
}
