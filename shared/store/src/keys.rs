//! The keys of the `counters` table.
//!
//! `pk` spreads an account over its families and scopes. `sk` starts with the date or the hour, so
//! a period is one range. Ids have no `#`, so two different things never have the same key.
//!
//! | what | pk | sk |
//! |---|---|---|
//! | a day | `ACCOUNT#GEN#day#SCOPE` | `DATE` |
//! | a day of an agent or a team | `ACCOUNT#GEN#staff#SCOPE` | `DATE#agent#ID`, `DATE#team#ID` |
//! | a day of a flow | `ACCOUNT#GEN#flow#SCOPE` | `DATE#ID` |
//! | a day in detail | `ACCOUNT#GEN#detail#` | `DATE` |
//! | a day of an inbox in detail | `ACCOUNT#GEN#inbox-detail#` | `DATE#ID` |
//! | a day's usage by country | `ACCOUNT#GEN#country#SCOPE` | `DATE` |
//! | resolutions of an hour; running numbers | `ACCOUNT#GEN#now#SCOPE` | `HOUR`; `now` |
//! | the same of an agent or a team | `ACCOUNT#GEN#staff-now#SCOPE` | `HOUR#agent#ID`; `now#agent#ID` |
//! | the same of an inbox | `ACCOUNT#GEN#inbox-now#` | `HOUR#ID`; `now#ID` |
//! | a contact | `ACCOUNT#GEN#contact` | `PSEUDONYM` |
//! | an account's counting settings | `ACCOUNT#pin` | `-` |
//! | the epoch | `#epoch` | `-` |
//! | how far a run has scanned a segment | `#scan#RUN` | `TABLE#SEGMENT` |
//! | a shard's checkpoint | `#checkpoint#STREAM#SHARD` | `-` |
//! | the list of a stream's shards | `#checkpoint#STREAM` | `SHARD` |
//!
//! `SCOPE` is an inbox id, or empty for all inboxes. `now` sorts after every hour, so the running
//! numbers and the latest resolutions are one range.
//!
//! A counter of a busy account has several items, its [lanes](crate::lanes). Lane 0 has the key above.
//! The others have `#LANE` at the end of the sort key, so a period stays one range. A day of staff has
//! many items, which all shards write: more than a partition takes. So there the other lanes have
//! `#LANE` at the end of the partition's key, too, and a period is a range in each of them.

use chrono::NaiveDate;
use domain::calendar::Hour;
use domain::counter::{CounterKey, Row, Scope, Staff};
use domain::id::Id;
use domain::section::Range;

use crate::attribute::{Item, text, text_of};
use crate::staff_lanes;

/// The attribute of the hash key.
pub(crate) const PK: &str = "pk";
/// The attribute of the range key.
pub(crate) const SK: &str = "sk";

/// The attribute that repeats the agent or the team of a day, because DynamoDB cannot filter by a
/// key attribute.
pub(crate) const STAFF: &str = "staff";

/// A key of the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    /// The key of an item.
    pub(crate) fn of(item: &Item) -> Option<Self> {
        let part = |name| text_of(item, name).map(str::to_owned);
        Some(Self { pk: part(PK)?, sk: part(SK)? })
    }

    /// The key as the attributes of an item.
    pub(crate) fn item(&self) -> Item {
        Item::from([(PK.to_owned(), text(&self.pk)), (SK.to_owned(), text(&self.sk))])
    }

    pub(crate) fn settings(account: &Id) -> Self {
        Self { pk: format!("{account}#pin"), sk: "-".to_owned() }
    }

    pub(crate) fn epoch() -> Self {
        Self { pk: "#epoch".to_owned(), sk: "-".to_owned() }
    }

    pub(crate) fn contact(account: &Id, generation: u32, customer: &Id) -> Self {
        Self { pk: format!("{account}#{generation}#contact"), sk: customer.to_string() }
    }

    /// A shard's checkpoint has a partition of its own: all shards move theirs with every chunk.
    pub(crate) fn checkpoint(stream: &str, shard: &str) -> Self {
        Self { pk: format!("#checkpoint#{stream}#{shard}"), sk: "-".to_owned() }
    }

    /// A shard's entry in the list of its stream's shards. Version 0.1 kept the checkpoint itself
    /// there.
    pub(crate) fn listed_shard(stream: &str, shard: &str) -> Self {
        Self { pk: format!("#checkpoint#{stream}"), sk: shard.to_owned() }
    }

    pub(crate) fn counter(counter: &CounterKey, generation: u32, lane: u32) -> Self {
        let family = Family::of_row(&counter.row);
        let pk = family.partition(&counter.account, generation, &counter.scope, lane);
        let mut sk = sort_key(&counter.row);
        if lane > 0 {
            sk = format!("{sk}#{lane}");
        }
        Self { pk, sk }
    }
}

/// The keys of an item: partition and sort key.
pub type ItemKey = (String, String);

/// The key of a counter or a contact, and the account and the generation that it is of. Other items
/// have none.
pub fn counted(item: &Item) -> Option<(ItemKey, Id, u32)> {
    let Key { pk, sk } = Key::of(item)?;
    let mut parts = pk.split('#');
    let account = Id::new(parts.next()?).ok()?;
    let generation = parts.next()?.parse().ok()?;
    Some(((pk, sk), account, generation))
}

/// The key of the same counter or contact in another generation.
pub fn in_generation((pk, sk): &ItemKey, number: u32) -> ItemKey {
    let mut parts = pk.splitn(3, '#');
    let account = parts.next().unwrap_or_default();
    let rest = parts.nth(1).unwrap_or_default();
    (format!("{account}#{number}#{rest}"), sk.clone())
}

/// The key of lane 0 of the counter that an item with this key is a lane of. Other items than
/// counters have no lanes.
pub fn without_lane((pk, sk): &ItemKey) -> ItemKey {
    let Some(family) = Family::of_partition(pk) else { return (pk.clone(), sk.clone()) };
    let base = family.without_lane(sk);
    let mut pk = pk.as_str();
    if family.spreads_partitions() && base.len() < sk.len() {
        pk = pk.rsplit_once('#').map_or(pk, |(pk, _)| pk);
    }
    (pk.to_owned(), base.to_owned())
}

/// The keys of all lanes of a counter, of whose lane 0 this is the key, in an account with so many; the
/// key alone where it is of no counter.
pub fn lanes_of(key: &ItemKey, lanes: u32) -> Vec<ItemKey> {
    let (pk, sk) = key;
    let Some(family) = Family::of_partition(pk) else { return vec![key.clone()] };
    let lanes = family.lanes(lanes);
    let of_lane = |lane: u32| match (lane, family.spreads_partitions()) {
        (0, _) => key.clone(),
        (_, true) => (format!("{pk}#{lane}"), format!("{sk}#{lane}")),
        (_, false) => (pk.clone(), format!("{sk}#{lane}")),
    };
    (0..lanes).map(of_lane).collect()
}

/// Counter items that share a partition, within an account and a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Day,
    Staff,
    Flow,
    Detail,
    InboxDetail,
    Country,
    Now,
    StaffNow,
    InboxNow,
}

impl Family {
    pub(crate) fn of_row(row: &Row) -> Self {
        match row {
            Row::Day(_) => Self::Day,
            Row::StaffDay(..) => Self::Staff,
            Row::FlowDay(..) => Self::Flow,
            Row::Now | Row::Resolved(_) => Self::Now,
            Row::StaffNow(_) | Row::StaffResolved(..) => Self::StaffNow,
            Row::Detail(_) => Self::Detail,
            Row::InboxDetail(..) => Self::InboxDetail,
            Row::CountryDay(_) => Self::Country,
            Row::InboxNow(_) | Row::InboxResolved(..) => Self::InboxNow,
        }
    }

    const ALL: [Self; 9] = [
        Self::Day,
        Self::Staff,
        Self::Flow,
        Self::Detail,
        Self::InboxDetail,
        Self::Country,
        Self::Now,
        Self::StaffNow,
        Self::InboxNow,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Staff => "staff",
            Self::Flow => "flow",
            Self::Now => "now",
            Self::StaffNow => "staff-now",
            Self::Detail => "detail",
            Self::InboxDetail => "inbox-detail",
            Self::Country => "country",
            Self::InboxNow => "inbox-now",
        }
    }

    /// The family of a partition; `None` where it holds no counters.
    pub(crate) fn of_partition(pk: &str) -> Option<Self> {
        let name = pk.split('#').nth(2)?;
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// Whether its lanes have partitions of their own.
    pub(crate) fn spreads_partitions(self) -> bool {
        self == Self::Staff
    }

    /// How many lanes its counters have in an account with so many.
    pub(crate) fn lanes(self, lanes: u32) -> u32 {
        if self.spreads_partitions() { staff_lanes::count(lanes) } else { lanes }
    }

    /// A sort key of the family as that of lane 0.
    fn without_lane(self, sk: &str) -> &str {
        let parts = match self {
            Self::Day | Self::Detail | Self::Country | Self::Now => 1,
            Self::Flow | Self::InboxDetail | Self::InboxNow => 2,
            Self::Staff | Self::StaffNow => 3,
        };
        sk.match_indices('#').nth(parts - 1).map_or(sk, |(end, _)| &sk[..end])
    }

    pub(crate) fn partition(
        self,
        account: &Id,
        generation: u32,
        scope: &Scope,
        lane: u32,
    ) -> String {
        let family = self.name();
        let scope = match scope {
            Scope::All => "",
            Scope::Inbox(id) => id.as_str(),
        };
        let partition = format!("{account}#{generation}#{family}#{scope}");
        if lane > 0 && self.spreads_partitions() {
            format!("{partition}#{lane}")
        } else {
            partition
        }
    }
}

/// A range of sort keys, first and last included.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KeyRange {
    pub(crate) family: Family,
    pub(crate) first: String,
    pub(crate) last: Option<String>,
}

impl KeyRange {
    pub(crate) fn of(range: Range) -> Self {
        let days = |family, from: NaiveDate, to: Option<NaiveDate>| Self {
            family,
            first: from.to_string(),
            // `$` sorts after `#`, so this sorts after every key that starts with the date.
            last: to.map(|to| format!("{to}$")),
        };
        let hours = |family, hour: Hour| Self { family, first: hour.to_string(), last: None };
        match range {
            Range::Days(from, to) => days(Family::Day, from, to),
            Range::StaffDays(from, to) => days(Family::Staff, from, to),
            Range::FlowDays(from, to) => days(Family::Flow, from, to),
            Range::Now(hour) => hours(Family::Now, hour),
            Range::StaffNow(hour) => hours(Family::StaffNow, hour),
            Range::InboxNow(hour) => hours(Family::InboxNow, hour),
            Range::Details(from, to) => days(Family::Detail, from, Some(to)),
            Range::InboxDetails(from, to) => days(Family::InboxDetail, from, Some(to)),
            Range::CountryDays(from, to) => days(Family::Country, from, Some(to)),
        }
    }
}

const NOW: &str = "now";

fn sort_key(row: &Row) -> String {
    match row {
        Row::Day(date) | Row::Detail(date) | Row::CountryDay(date) => date.to_string(),
        Row::InboxDetail(date, inbox) => format!("{date}#{inbox}"),
        Row::StaffDay(date, staff) => format!("{date}#{}", staff_key(staff)),
        Row::FlowDay(date, flow) => format!("{date}#{flow}"),
        Row::Now => NOW.to_owned(),
        Row::StaffNow(staff) => format!("{NOW}#{}", staff_key(staff)),
        Row::Resolved(hour) => hour.to_string(),
        Row::StaffResolved(hour, staff) => format!("{hour}#{}", staff_key(staff)),
        Row::InboxNow(inbox) => format!("{NOW}#{inbox}"),
        Row::InboxResolved(hour, inbox) => format!("{hour}#{inbox}"),
    }
}

/// The beginning of agents' keys.
pub(crate) const AGENT: &str = "agent#";

/// An agent or a team, as sort keys and [`STAFF`] write it.
pub(crate) fn staff_key(staff: &Staff) -> String {
    match staff {
        Staff::Agent(id) => format!("{AGENT}{id}"),
        Staff::Team(id) => format!("team#{id}"),
    }
}

/// The row that a sort key of a family stands for, in whichever lane.
pub(crate) fn row(family: Family, sk: &str) -> Option<Row> {
    let sk = family.without_lane(sk);
    let (time, rest) = match sk.split_once('#') {
        Some((time, rest)) => (time, Some(rest)),
        None => (sk, None),
    };
    let date = || date(time);
    Some(match (family, rest) {
        (Family::Day, None) => Row::Day(date()?),
        (Family::Staff, Some(rest)) => Row::StaffDay(date()?, staff(rest)?),
        (Family::Flow, Some(flow)) => Row::FlowDay(date()?, Id::new(flow).ok()?),
        (Family::Detail, None) => Row::Detail(date()?),
        (Family::InboxDetail, Some(inbox)) => Row::InboxDetail(date()?, Id::new(inbox).ok()?),
        (Family::Country, None) => Row::CountryDay(date()?),
        (Family::InboxNow, Some(inbox)) if time == NOW => Row::InboxNow(Id::new(inbox).ok()?),
        (Family::InboxNow, Some(inbox)) => {
            Row::InboxResolved(Hour::parse(time)?, Id::new(inbox).ok()?)
        }
        (Family::Now, None) if time == NOW => Row::Now,
        (Family::Now, None) => Row::Resolved(Hour::parse(time)?),
        (Family::StaffNow, Some(rest)) if time == NOW => Row::StaffNow(staff(rest)?),
        (Family::StaffNow, Some(rest)) => Row::StaffResolved(Hour::parse(time)?, staff(rest)?),
        _ => return None,
    })
}

/// Reads a date written as `2026-11-22`. A list of agents has thousands of dates, so it must be
/// fast.
fn date(text: &str) -> Option<NaiveDate> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    (text.len() == 10).then_some(date)
}

fn staff(text: &str) -> Option<Staff> {
    match text.split_once('#')? {
        ("agent", id) => Some(Staff::Agent(Id::new(id).ok()?)),
        ("team", id) => Some(Staff::Team(Id::new(id).ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_key_that_reads_back_and_lies_in_its_ranges() {
        let id = |text| Id::new(text).unwrap();
        let date: NaiveDate = "2026-11-22".parse().unwrap();
        let hour = Hour::parse("2026-11-22T10").unwrap();
        let ann = Staff::Agent(id("ann"));
        let days = (Some(date), Some(date));
        for (expected, sk, range) in [
            (Row::Day(date), "2026-11-22", Range::Days(date, days.1)),
            (
                Row::StaffDay(date, ann.clone()),
                "2026-11-22#agent#ann",
                Range::StaffDays(date, days.1),
            ),
            (
                Row::StaffDay(date, Staff::Team(id("\u{10FFFF}"))),
                "2026-11-22#team#\u{10FFFF}",
                Range::StaffDays(date, days.1),
            ),
            (Row::FlowDay(date, id("f/1")), "2026-11-22#f/1", Range::FlowDays(date, days.1)),
            (Row::Detail(date), "2026-11-22", Range::Details(date, date)),
            (Row::InboxDetail(date, id("w/1")), "2026-11-22#w/1", Range::InboxDetails(date, date)),
            (Row::CountryDay(date), "2026-11-22", Range::CountryDays(date, date)),
            (Row::InboxNow(id("w/1")), "now#w/1", Range::InboxNow(hour)),
            (Row::InboxResolved(hour, id("w/1")), "2026-11-22T10#w/1", Range::InboxNow(hour)),
            (Row::Now, "now", Range::Now(hour)),
            (Row::Resolved(hour), "2026-11-22T10", Range::Now(hour)),
            (Row::StaffNow(ann.clone()), "now#agent#ann", Range::StaffNow(hour)),
            (Row::StaffResolved(hour, ann), "2026-11-22T10#agent#ann", Range::StaffNow(hour)),
        ] {
            let counter =
                CounterKey { account: id("acme"), scope: Scope::Inbox(id("web")), row: expected };
            let keys = KeyRange::of(range);
            let key = Key::counter(&counter, 1, 0);
            assert_eq!(key.sk, sk);
            let first = (key.pk, key.sk);
            let lanes = lanes_of(&first, 20);
            for (lane, (pk, sk)) in (0..).zip(&lanes) {
                let key = Key::counter(&counter, 1, lane);
                assert_eq!((&key.pk, &key.sk), (pk, sk));
                assert_eq!(row(keys.family, sk).as_ref(), Some(&counter.row));
                assert_eq!(without_lane(&(key.pk, key.sk)), first);
                let last = keys.last.as_ref();
                assert!(*keys.first <= **sk && last.is_none_or(|last| sk <= last), "{sk}");
            }
            let partitions: std::collections::BTreeSet<_> = lanes.iter().map(|it| &it.0).collect();
            let spread = keys.family.spreads_partitions();
            assert_eq!((lanes.len(), partitions.len()), if spread { (15, 15) } else { (20, 1) });
        }
        let contact = ("acme#1#contact".to_owned(), "0a1b".to_owned());
        assert_eq!(
            (without_lane(&contact), lanes_of(&contact, 9)),
            (contact.clone(), vec![contact])
        );
        let counter = CounterKey { account: id("acme"), scope: Scope::All, row: Row::Now };
        assert_eq!(Key::counter(&counter, 2, 0).pk, "acme#2#now#");
        let next = date.succ_opt().unwrap().to_string();
        assert!(KeyRange::of(Range::Days(date, Some(date))).last.unwrap() < next);
    }
}
