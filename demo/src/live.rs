//! The business from now on: a few writes every minute, for as long as the caller asks for them.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::billing::{Amount, Ledger};
use crate::business::Inbox;
use crate::contacts::Contacts;
use crate::conversation_builder::{self, ConversationBuilder};
use crate::record::{Ids, Item, Record, Time, Write, later};
use crate::rng::Rng;
use crate::{broadcast, conversation, schedule};

/// Mean seconds between two sessions, two everyday charges, two forgotten baskets and two broadcasts, in an average
/// hour. There are more sessions than in the history, so that there is a write about every minute.
const SESSIONS: f64 = 480.0;
const CHARGES: f64 = 900.0;
const BASKETS: f64 = 1800.0;
const BROADCASTS: f64 = 14_400.0;

/// The most recipients of a broadcast.
const RECIPIENTS: usize = 12;

/// How many of the history's customers may write again. The history has more.
const KNOWN: usize = 500;

/// A top-up, made when less than the reserve is left of the earlier top-ups of this live business.
const TOP_UP: Amount = 200_000;
const RESERVE: Amount = 50_000;

/// After a longer pause (the machine slept) no new sessions, charges or broadcasts are made for the time of the pause.
const PAUSE: TimeDelta = TimeDelta::minutes(5);

/// The demo business from a time on.
///
/// Its ids are made from the seed and the time of its start, so they differ from those of the history and of any other.
#[derive(Debug)]
pub struct LiveBusiness {
    seen: Time,
    rng: Rng,
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

impl LiveBusiness {
    /// Starts at `now`. The first session is opened within seconds.
    pub fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let mut rng = Rng::of(&[seed, now.timestamp_micros().unsigned_abs()]);
        let ids = Ids::new('l', seed, now);
        Self {
            seen: now,
            contacts: Contacts::known(seed, KNOWN, ids.clone()),
            ids,
            ledger: Ledger { balance: 0 },
            due: BTreeMap::new(),
            planned: 0,
            next_session: later(now, 1.0),
            next_charge: later(now, rng.between(5.0, 30.0)),
            next_basket: later(now, rng.between(10.0, 60.0)),
            next_broadcast: later(now, rng.between(60.0, 240.0)),
            rng,
        }
    }

    /// Continues a session that was written before, such as one of the history: if it is still open, agents answer and
    /// resolve it, mostly within some hours. Ignores sessions that are resolved or that others have changed.
    pub fn continue_session(&mut self, session: &Item) {
        let clock = later(self.seen, self.rng.gap(5400.0));
        let tools = (&mut self.rng, &mut self.ids);
        if let Some(builder) = ConversationBuilder::resume(tools, session, clock) {
            let records = conversation::finish(builder);
            self.plan(records);
        }
    }

    /// All writes after the last step and up to `now`, in the order of time.
    ///
    /// The caller calls this every few seconds; most calls give at most three writes. After a pause of more than five
    /// minutes it gives only what was already planned. If the clock stands still or goes back, it gives nothing.
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
            let (number, inbox) = self.contacts.next_to_write(&mut self.rng, at);
            let session_id = self.ids.next('s');
            let customer = self.contacts.get(number);
            let tools = (&mut self.rng, &mut self.ids);
            let builder = ConversationBuilder::open(tools, session_id, &customer.id, inbox, at);
            let (records, until) = conversation::whole(builder, None);
            self.contacts.set_active_until(number, until);
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
            let charge = self.ledger.everyday_usage((&mut self.rng, &mut self.ids), at);
            self.plan(vec![charge]);
            self.next_charge = self.after(at, CHARGES);
        }
        while self.next_basket <= now {
            let at = self.next_basket;
            let run = conversation_builder::forgotten_basket(&mut self.ids, at);
            self.plan(vec![run]);
            self.next_basket = self.after(at, BASKETS);
        }
        while self.next_broadcast <= now {
            let at = self.next_broadcast;
            let inbox = Inbox::with_templates(&mut self.rng);
            let tools = (&mut self.rng, &mut self.ids);
            let state = (&mut self.contacts, &mut self.ledger);
            let records = broadcast::send(tools, state, inbox, at, RECIPIENTS);
            self.plan(records);
            self.next_broadcast = self.after(at, BROADCASTS);
        }
    }

    /// The time of the next event, for events that are `mean` seconds apart in an average hour. Nights have fewer events.
    fn after(&mut self, time: Time, mean: f64) -> Time {
        let rate = schedule::hourly_rate(time).clamp(0.5, 1.4);
        later(time, self.rng.gap(mean / rate))
    }

    fn plan(&mut self, records: Vec<Record>) {
        for (at, write) in records.into_iter().flat_map(Record::writes) {
            self.planned += 1;
            self.due.insert((at, self.planned), write);
        }
    }
}
