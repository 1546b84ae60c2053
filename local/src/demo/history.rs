//! The ninety days behind *now*, day by day.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};

use super::billing::{Amount, Ledger};
use super::chance::Chance;
use super::contacts::Contacts;
use super::conversation::{self, Standing};
use super::record::{Ids, Record, Time, later};
use super::shop::{INBOXES, Inbox};
use super::thread::{self, Thread};
use super::{Item, Write, broadcast, rhythm};

/// Local dates that the history covers, today among them.
pub const DAYS: u32 = 90;

/// Forgotten baskets and everyday charges of an average day.
const BASKETS: f64 = 3.0;
const CHARGES: f64 = 9.0;

/// What is kept in the account for an ordinary day, and what a big campaign needs on top.
const RESERVE: Amount = 250_000;
const CAMPAIGN_BUDGET: Amount = 300_000;

/// Who is written to at most by a weekly newsletter and by a big campaign.
const NEWSLETTER: usize = 45;
const CAMPAIGN: usize = 420;

/// The source records of the last [`DAYS`] local dates as they stand at `now`, roughly in the order of their times.
///
/// About 18,000 records, each once, none with a time after `now`. The same seed and `now` give the same records;
/// another `now` gives other ids. Lazy: every local date is planned when its first record is asked for.
pub fn history(seed: u64, now: DateTime<Utc>) -> impl Iterator<Item = Write> {
    let today = rhythm::date(now);
    let mut past = Past::new(seed, now);
    let dates = (0..DAYS).rev().map(move |days_ago| today - Days::new(days_ago.into()));
    let days = dates.map(Some).chain([None]);
    days.flat_map(move |date| match date {
        Some(date) => past.day(date),
        None => past.gaps(),
    })
}

/// What has happened so far.
struct Past {
    now: Time,
    today: NaiveDate,
    chance: Chance,
    ids: Ids,
    contacts: Contacts,
    ledger: Ledger,
    /// What is there among the active sessions.
    standings: BTreeSet<(String, Standing)>,
}

impl Past {
    fn new(seed: u64, now: Time) -> Self {
        Self {
            now,
            today: rhythm::date(now),
            chance: Chance::of(&[seed]),
            ids: Ids::new('h', seed, now),
            contacts: Contacts::none_yet(seed),
            ledger: Ledger { balance: 0 },
            standings: BTreeSet::new(),
        }
    }

    /// The records of one date.
    fn day(&mut self, date: NaiveDate) -> Vec<Write> {
        let mut records = self.billing(date);
        records.extend(self.broadcasts(date));
        for opened_at in rhythm::moments(&mut self.chance, date, rhythm::sessions(date, self.today))
        {
            let (number, inbox) = self.contacts.arrive(&mut self.chance, opened_at);
            let session_id = self.ids.next('s');
            let customer = self.contacts.get(number);
            let tools = (&mut self.chance, &mut self.ids);
            let thread = Thread::open(tools, session_id, &customer.id, inbox, opened_at);
            let (session, until) = conversation::play(thread, None);
            self.contacts.occupy(number, until);
            records.extend(session);
        }
        let baskets = BASKETS * rhythm::busyness(date, self.today);
        for at in rhythm::moments(&mut self.chance, date, baskets) {
            records.push(thread::forgotten_basket(&mut self.ids, at));
        }
        self.settle(records)
    }

    fn billing(&mut self, date: NaiveDate) -> Vec<Record> {
        if date + Days::new(u64::from(DAYS) - 1) == self.today {
            return vec![self.ledger.top_up(&mut self.ids, 2 * RESERVE, rhythm::at(date, 0, 0))];
        }
        let campaign = rhythm::campaign_days(self.today).contains(&date);
        let need = RESERVE + if campaign { CAMPAIGN_BUDGET } else { 0 };
        let mut records = self.ledger.standing_orders(&mut self.ids, date, need);
        let charges = CHARGES * rhythm::busyness(date, self.today);
        for at in rhythm::moments(&mut self.chance, date, charges) {
            records.push(self.ledger.everyday_usage((&mut self.chance, &mut self.ids), at));
        }
        records
    }

    fn broadcasts(&mut self, date: NaiveDate) -> Vec<Record> {
        let tools = (&mut self.chance, &mut self.ids);
        let books = (&mut self.contacts, &mut self.ledger);
        if rhythm::campaign_days(self.today).contains(&date) {
            broadcast::send(tools, books, &INBOXES[0], rhythm::at(date, 10, 0), CAMPAIGN)
        } else if date.weekday() == Weekday::Thu {
            let inbox = Inbox::with_templates(tools.0);
            broadcast::send(tools, books, inbox, rhythm::at(date, 18, 30), NEWSLETTER)
        } else {
            Vec::new()
        }
    }

    /// Sessions that make sure that every inbox has something of every standing, whatever the hour.
    fn gaps(&mut self) -> Vec<Write> {
        let mut records = Vec::new();
        for inbox in &INBOXES {
            for standing in [Standing::Resolved, Standing::Assigned, Standing::Unassigned] {
                if self.standings.contains(&(inbox.id.to_owned(), standing)) {
                    continue;
                }
                let opened_at =
                    later(self.now - TimeDelta::hours(6), self.chance.between(0.0, 5.0 * 3600.0));
                let (number, _) = self.contacts.arrive(&mut self.chance, opened_at);
                self.contacts.occupy(number, Time::MAX_UTC);
                let session_id = self.ids.next('s');
                let customer = self.contacts.get(number);
                let tools = (&mut self.chance, &mut self.ids);
                let thread = Thread::open(tools, session_id, &customer.id, inbox, opened_at);
                records.extend(conversation::bring_to(thread, standing));
            }
        }
        self.settle(records)
    }

    /// What is written of these records by *now*, in the order of time.
    fn settle(&mut self, records: Vec<Record>) -> Vec<Write> {
        let mut writes: Vec<_> =
            records.into_iter().filter_map(|record| record.known_at(self.now)).collect();
        writes.sort_by_key(|(at, _)| *at);
        let writes: Vec<_> = writes.into_iter().map(|(_, write)| write).collect();
        for write in writes.iter().filter(|write| write.table == "sessions") {
            let inbox_id = write.item["inbox_id"]["S"].as_str().unwrap_or_default().to_owned();
            self.standings
                .extend(standing(&write.item, self.now).map(|standing| (inbox_id, standing)));
        }
        writes
    }
}

/// How a session stands at `now`; `None` where it has ended, or will within minutes.
fn standing(session: &Item, now: Time) -> Option<Standing> {
    if let Some(resolved_at) = session.get("resolved_at") {
        let resolved_at: Time = resolved_at["S"].as_str()?.parse().ok()?;
        return (now - resolved_at < TimeDelta::minutes(23 * 60 + 50))
            .then_some(Standing::Resolved);
    }
    let last = session.get("assignments").and_then(|list| list["L"].as_array()?.last());
    let open = last.is_some_and(|last| last["M"].get("ended_at").is_none());
    Some(if open { Standing::Assigned } else { Standing::Unassigned })
}
