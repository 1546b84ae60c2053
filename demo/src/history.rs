//! The last ninety days, day by day.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};

use crate::billing::{Amount, Ledger};
use crate::business::{INBOXES, Inbox};
use crate::contacts::Contacts;
use crate::conversation::{self, TargetStatus};
use crate::conversation_builder::{self, ConversationBuilder};
use crate::record::{Ids, Item, Record, Time, Write, later};
use crate::rng::Rng;
use crate::{broadcast, schedule};

/// Local dates that the history covers, today among them.
pub const DAYS: u32 = 90;

/// How many forgotten baskets and everyday charges an average day has.
const BASKETS: f64 = 3.0;
const CHARGES: f64 = 9.0;

/// The least balance before an ordinary day, and what a big campaign needs in addition.
const RESERVE: Amount = 250_000;
const CAMPAIGN_BUDGET: Amount = 300_000;

/// The most recipients of a weekly newsletter and of a big campaign.
const NEWSLETTER: usize = 45;
const CAMPAIGN: usize = 420;

/// The source records of the last [`DAYS`] local dates in their state at `now`, roughly in the order of their times.
///
/// About 18,000 records, each once, none with a time after `now`. The same seed and `now` give the same records;
/// another `now` gives other ids. Lazy: a local date is planned when the iterator reaches it.
pub fn history(seed: u64, now: DateTime<Utc>) -> impl Iterator<Item = Write> {
    let today = schedule::date(now);
    let mut builder = HistoryBuilder::new(seed, now);
    let dates = (0..DAYS).rev().map(move |days_ago| today - Days::new(days_ago.into()));
    let days = dates.map(Some).chain([None]);
    days.flat_map(move |date| match date {
        Some(date) => builder.day(date),
        None => builder.missing_statuses(),
    })
}

/// The state after the dates so far.
struct HistoryBuilder {
    now: Time,
    today: NaiveDate,
    rng: Rng,
    ids: Ids,
    contacts: Contacts,
    ledger: Ledger,
    /// The inboxes and statuses of the active sessions so far.
    statuses: BTreeSet<(String, TargetStatus)>,
}

impl HistoryBuilder {
    fn new(seed: u64, now: Time) -> Self {
        Self {
            now,
            today: schedule::date(now),
            rng: Rng::of(&[seed]),
            ids: Ids::new('h', seed, now),
            contacts: Contacts::empty(seed),
            ledger: Ledger { balance: 0 },
            statuses: BTreeSet::new(),
        }
    }

    /// The records of one date.
    fn day(&mut self, date: NaiveDate) -> Vec<Write> {
        let mut records = self.billing(date);
        records.extend(self.broadcasts(date));
        for opened_at in
            schedule::times(&mut self.rng, date, schedule::expected_sessions(date, self.today))
        {
            let (number, inbox) = self.contacts.next_to_write(&mut self.rng, opened_at);
            let session_id = self.ids.next('s');
            let customer = self.contacts.get(number);
            let tools = (&mut self.rng, &mut self.ids);
            let builder =
                ConversationBuilder::open(tools, session_id, &customer.id, inbox, opened_at);
            let (session, until) = conversation::whole(builder, None);
            self.contacts.set_active_until(number, until);
            records.extend(session);
        }
        let baskets = BASKETS * schedule::daily_rate(date, self.today);
        for at in schedule::times(&mut self.rng, date, baskets) {
            records.push(conversation_builder::forgotten_basket(&mut self.ids, at));
        }
        self.written(records)
    }

    fn billing(&mut self, date: NaiveDate) -> Vec<Record> {
        if date + Days::new(u64::from(DAYS) - 1) == self.today {
            return vec![self.ledger.top_up(&mut self.ids, 2 * RESERVE, schedule::at(date, 0, 0))];
        }
        let campaign = schedule::campaign_days(self.today).contains(&date);
        let need = RESERVE + if campaign { CAMPAIGN_BUDGET } else { 0 };
        let mut records = self.ledger.standing_orders(&mut self.ids, date, need);
        let charges = CHARGES * schedule::daily_rate(date, self.today);
        for at in schedule::times(&mut self.rng, date, charges) {
            records.push(self.ledger.everyday_usage((&mut self.rng, &mut self.ids), at));
        }
        records
    }

    fn broadcasts(&mut self, date: NaiveDate) -> Vec<Record> {
        let tools = (&mut self.rng, &mut self.ids);
        let state = (&mut self.contacts, &mut self.ledger);
        if schedule::campaign_days(self.today).contains(&date) {
            broadcast::send(tools, state, &INBOXES[0], schedule::at(date, 10, 0), CAMPAIGN)
        } else if date.weekday() == Weekday::Thu {
            let inbox = Inbox::with_templates(tools.0);
            broadcast::send(tools, state, inbox, schedule::at(date, 18, 30), NEWSLETTER)
        } else {
            Vec::new()
        }
    }

    /// Sessions for each inbox and status that has none yet, so that at any hour every inbox shows all of them.
    fn missing_statuses(&mut self) -> Vec<Write> {
        let mut records = Vec::new();
        for inbox in &INBOXES {
            for status in [TargetStatus::Resolved, TargetStatus::Assigned, TargetStatus::Unassigned]
            {
                if self.statuses.contains(&(inbox.id.to_owned(), status)) {
                    continue;
                }
                let opened_at =
                    later(self.now - TimeDelta::hours(6), self.rng.between(0.0, 5.0 * 3600.0));
                let (number, _) = self.contacts.next_to_write(&mut self.rng, opened_at);
                self.contacts.set_active_until(number, Time::MAX_UTC);
                let session_id = self.ids.next('s');
                let customer = self.contacts.get(number);
                let tools = (&mut self.rng, &mut self.ids);
                let builder =
                    ConversationBuilder::open(tools, session_id, &customer.id, inbox, opened_at);
                records.extend(conversation::bring_to(builder, status));
            }
        }
        self.written(records)
    }

    /// The writes of these records up to `now`, in the order of time. Adds the statuses of their sessions.
    fn written(&mut self, records: Vec<Record>) -> Vec<Write> {
        let mut writes: Vec<_> =
            records.into_iter().filter_map(|record| record.known_at(self.now)).collect();
        writes.sort_by_key(|(at, _)| *at);
        let writes: Vec<_> = writes.into_iter().map(|(_, write)| write).collect();
        for write in writes.iter().filter(|write| write.table == "sessions") {
            let inbox_id = write.item["inbox_id"]["S"].as_str().unwrap_or_default().to_owned();
            self.statuses.extend(status(&write.item, self.now).map(|status| (inbox_id, status)));
        }
        writes
    }
}

/// The status of a session at `now`. `None` if it is no longer active, or will be within minutes.
fn status(session: &Item, now: Time) -> Option<TargetStatus> {
    if let Some(resolved_at) = session.get("resolved_at") {
        let resolved_at: Time = resolved_at["S"].as_str()?.parse().ok()?;
        return (now - resolved_at < TimeDelta::minutes(23 * 60 + 50))
            .then_some(TargetStatus::Resolved);
    }
    let last = session.get("assignments").and_then(|list| list["L"].as_array()?.last());
    let open = last.is_some_and(|last| last["M"].get("ended_at").is_none());
    Some(if open { TargetStatus::Assigned } else { TargetStatus::Unassigned })
}
