//! What goes on from now: writes every few seconds, as long as someone asks for them.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::billing::{Amount, Ledger};
use super::chance::Chance;
use super::contacts::Contacts;
use super::record::{Ids, Record, Time, later};
use super::shop::Inbox;
use super::thread::{self, Thread};
use super::{Item, Write, broadcast, conversation, rhythm};

/// Mean seconds between two sessions, two everyday charges, two forgotten baskets and two broadcasts, in an average
/// hour. Sessions are denser than in the history, so that something is written every minute or so.
const SESSIONS: f64 = 480.0;
const CHARGES: f64 = 900.0;
const BASKETS: f64 = 1800.0;
const BROADCASTS: f64 = 14_400.0;

/// Who is written to at most by one broadcast.
const RECIPIENTS: usize = 12;

/// How many of the history's customers may come back; the history has more.
const KNOWN: usize = 500;

/// What the shop tops its account up by where less than the reserve is left of what this life paid in.
const TOP_UP: Amount = 200_000;
const RESERVE: Amount = 50_000;

/// A pause after which nothing is made up for: the machine slept.
const PAUSE: TimeDelta = TimeDelta::minutes(5);

/// The demo account as it lives on.
///
/// Ids are made from the seed and the time of its start: they meet neither a history's nor another life's.
#[derive(Debug)]
pub struct Life {
    seen: Time,
    chance: Chance,
    ids: Ids,
    contacts: Contacts,
    ledger: Ledger,
    /// Writes to come, by time and, at the same time, in the order in which they were planned.
    due: BTreeMap<(Time, u64), Write>,
    planned: u64,
    next_session: Time,
    next_charge: Time,
    next_basket: Time,
    next_broadcast: Time,
}

impl Life {
    /// A life that starts at `now`; its first session is opened within seconds.
    pub fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let mut chance = Chance::of(&[seed, now.timestamp_micros().unsigned_abs()]);
        let ids = Ids::new('l', seed, now);
        Self {
            seen: now,
            contacts: Contacts::known(seed, KNOWN, ids.clone()),
            ids,
            ledger: Ledger { balance: 0 },
            due: BTreeMap::new(),
            planned: 0,
            next_session: later(now, 1.0),
            next_charge: later(now, chance.between(5.0, 30.0)),
            next_basket: later(now, chance.between(10.0, 60.0)),
            next_broadcast: later(now, chance.between(60.0, 240.0)),
            chance,
        }
    }

    /// Takes on a session that others wrote, such as the history's: where it is still open, agents will answer it and
    /// resolve it, most within some hours. Items that are not the demo's own open sessions are left alone.
    pub fn take_up(&mut self, session: &Item) {
        let clock = later(self.seen, self.chance.gap(5400.0));
        let tools = (&mut self.chance, &mut self.ids);
        if let Some(thread) = Thread::resume(tools, session, clock) {
            let records = conversation::finish(thread);
            self.plan(records);
        }
    }

    /// Everything that is written after the last step and up to `now`, in the order of time.
    ///
    /// Made to be called every few seconds; most calls give none to three writes. After a pause of more than five
    /// minutes only what was under way is made up for. A clock that stands still or goes back gives nothing.
    pub fn step(&mut self, now: DateTime<Utc>) -> Vec<Write> {
        if now <= self.seen {
            return Vec::new();
        }
        if now - self.seen > PAUSE {
            for next in [
                &mut self.next_session,
                &mut self.next_charge,
                &mut self.next_basket,
                &mut self.next_broadcast,
            ] {
                *next = (*next).max(now);
            }
        }
        self.seen = now;
        self.sessions(now);
        self.others(now);
        let later = self.due.split_off(&(now, u64::MAX));
        std::mem::replace(&mut self.due, later).into_values().collect()
    }

    fn sessions(&mut self, now: Time) {
        while self.next_session <= now {
            let at = self.next_session;
            let (number, inbox) = self.contacts.arrive(&mut self.chance, at);
            let session_id = self.ids.next('s');
            let customer = self.contacts.get(number);
            let tools = (&mut self.chance, &mut self.ids);
            let thread = Thread::open(tools, session_id, &customer.id, inbox, at);
            let (records, until) = conversation::play(thread, None);
            self.contacts.occupy(number, until);
            self.plan(records);
            self.next_session = self.after(at, SESSIONS);
        }
    }

    fn others(&mut self, now: Time) {
        while self.next_charge <= now {
            let at = self.next_charge;
            if self.ledger.balance < RESERVE {
                let top_up = self.ledger.top_up(&mut self.ids, TOP_UP, at);
                self.plan(vec![top_up]);
            }
            let charge = self.ledger.everyday_usage((&mut self.chance, &mut self.ids), at);
            self.plan(vec![charge]);
            self.next_charge = self.after(at, CHARGES);
        }
        while self.next_basket <= now {
            let at = self.next_basket;
            let run = thread::forgotten_basket(&mut self.ids, at);
            self.plan(vec![run]);
            self.next_basket = self.after(at, BASKETS);
        }
        while self.next_broadcast <= now {
            let at = self.next_broadcast;
            let inbox = Inbox::with_templates(&mut self.chance);
            let tools = (&mut self.chance, &mut self.ids);
            let books = (&mut self.contacts, &mut self.ledger);
            let records = broadcast::send(tools, books, inbox, at, RECIPIENTS);
            self.plan(records);
            self.next_broadcast = self.after(at, BROADCASTS);
        }
    }

    /// The next of events that are `mean` seconds apart in an average hour; nights are quieter, but never still.
    fn after(&mut self, time: Time, mean: f64) -> Time {
        let pace = rhythm::liveliness(time).clamp(0.5, 1.4);
        later(time, self.chance.gap(mean / pace))
    }

    fn plan(&mut self, records: Vec<Record>) {
        for (at, write) in records.into_iter().flat_map(Record::writes) {
            self.planned += 1;
            self.due.insert((at, self.planned), write);
        }
    }
}
