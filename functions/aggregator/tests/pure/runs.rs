//! Runs: a generation is made beside the one in force while the platform writes, functions count,
//! and everybody is killed now and then. Whatever the order of things, both generations are a plain
//! recount. Each rule that this rests on can be broken, and then the test must notice.

use std::collections::{BTreeMap, BTreeSet};

use aggregator::chunk::{NextChunk, Prefetched, next_chunk};
use aggregator::scan::{ScannedRecord, items, rest};
use aggregator::work_item::WorkItem;
use chrono::{DateTime, TimeDelta};
use domain::calendar::{Calendar, Minute};
use domain::counter::VERSION;
use domain::id::Id;
use domain::record::{Record, Source};
use domain::stream_position::Part;
use fastrand::Rng;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRng, TestRunner};
use store::{
    Advance, Checkpoint, ContactKey, CountingSettings, Epoch, Listing, Mode, Phase, Purpose,
    Reached, RecordKey, Run, ScanPlace, ScannedTable, Segment, SettingsByAccount, VersionedContact,
    generation_of,
};

use crate::history::{History, decoded as record_of, histories};
use crate::invocation::{
    Invocation, Process, bad_batch, calendar, contacts, counted, decoded, settings_of,
};
use crate::source::SourceShard;
use crate::tables::{Broken, InMemoryTables, WriteOutcome, counted as as_counted, record_key};

/// What the operator does next.
#[derive(Debug, Clone)]
enum Operator {
    Idle,
    Opening,
    Scanning,
    /// The streams have to pass these lengths.
    Passing(Vec<usize>),
    Flipping(Vec<Id>),
    /// Every checkpoint has to be raised; then, if it is `Some`, the streams have to pass these
    /// lengths before the ledger is given up.
    Ending(Option<Vec<usize>>),
}

/// A record as a table has it: its keys, the ledger's key, and what it is if it is good.
type Row = ((String, String), Option<RecordKey>, Option<Record>);

/// A page of a scan on its way.
#[derive(Debug)]
struct Scan {
    place: ScanPlace,
    items: Vec<WorkItem<Reached>>,
    next: usize,
    settings: SettingsByAccount,
    contacts: BTreeMap<ContactKey, VersionedContact>,
}

/// How a simulation goes.
#[derive(Debug, Clone, Copy)]
struct Plan {
    /// How many of the first steps are taken before anybody counts.
    unseen: usize,
    broken: Option<Broken>,
    seed: u64,
}

struct World<'a> {
    history: &'a History,
    plan: Plan,
    rng: Rng,
    taken: usize,
    shards: Vec<SourceShard>,
    tables: InMemoryTables,
    processes: Vec<Process>,
    running: Vec<(usize, Invocation)>,
    scans: Vec<Scan>,
    operator: Operator,
    runs_left: usize,
    raises_left: usize,
    zones: BTreeMap<Id, Calendar>,
    keeps_ledger: bool,
    /// How fast each actor is: the platform, deliveries, counting, reading of pages, counting of
    /// pages, the operator.
    speeds: [u32; 6],
}

/// Why a simulation failed.
type Failure = String;

impl<'a> World<'a> {
    fn new(history: &'a History, plan: Plan) -> Self {
        let shards = Source::ALL
            .into_iter()
            .flat_map(|source| ["shardId-1", "shardId-2"].map(|id| SourceShard::new(source, id)));
        let mut tables = InMemoryTables::default();
        tables.broken = plan.broken;
        let processes = vec![Process::begin(&tables), Process::begin(&tables)];
        let mut world = Self {
            history,
            plan,
            rng: Rng::with_seed(plan.seed),
            taken: 0,
            shards: shards.collect(),
            tables,
            processes,
            running: Vec::new(),
            scans: Vec::new(),
            operator: Operator::Idle,
            runs_left: 2,
            // Not in every world: who raises lanes makes it rarer that others are overtaken.
            raises_left: if plan.seed % 4 == 1 { 2 } else { 0 },
            zones: BTreeMap::new(),
            keeps_ledger: false,
            speeds: [1; 6],
        };
        let fast = [1, 6, 12, 4, 6, 8];
        for (speed, fast) in world.speeds.iter_mut().zip(fast) {
            *speed = fast * world.rng.choice([1, 3, 10]).unwrap();
        }
        while world.taken < plan.unseen {
            world.history.take(world.taken, &mut world.shards);
            world.taken += 1;
        }
        for shard in 0..world.shards.len() {
            if let Some(last) = world.shards[shard].len().checked_sub(1) {
                let position = decoded(&world.shards[shard], &[last])[0].position(Part::Whole);
                let listing = Listing::default();
                let checkpoint =
                    Checkpoint { position, epoch: 1, divided: None, written: None, listing };
                world.tables.skip_to(&shard.to_string(), checkpoint);
            }
        }
        world
    }

    fn zone(&self, account: &Id) -> Calendar {
        self.zones.get(account).copied().unwrap_or_else(|| calendar(account))
    }

    /// Goes on until nothing is left to do.
    fn run(mut self) -> Result<(), Failure> {
        for _ in 0..200_000 {
            let all_counted = (0..self.shards.len())
                .all(|shard| counted(&self.tables, shard) == self.shards[shard].len());
            let idle = matches!(self.operator, Operator::Idle) && self.runs_left == 0;
            if self.taken == self.history.order.len() && all_counted && idle {
                return self.check(|settings| settings.in_force.number, "at the end");
            }
            match self.next_action() {
                0 if self.taken < self.history.order.len() => {
                    self.history.take(self.taken, &mut self.shards);
                    self.taken += 1;
                }
                1 if self.running.len() < 4 => self.begin_batch(),
                2 if !self.running.is_empty() => self.step_batch(),
                3 if self.scans.len() < 3 => self.begin_page(),
                4 if !self.scans.is_empty() => self.step_page(),
                5 => self.operate()?,
                _ => {}
            }
        }
        Err("it does not end".to_owned())
    }

    /// Who acts next. Who is fast and who is slow differs from one world to the next.
    fn next_action(&mut self) -> usize {
        let mut at = self.rng.u32(..self.speeds.iter().sum::<u32>());
        let next = self.speeds.iter().position(|speed| {
            let here = at < *speed;
            at = at.saturating_sub(*speed);
            here
        });
        next.unwrap_or_default()
    }

    fn begin_batch(&mut self) {
        let pending = (0..self.shards.len())
            .filter(|shard| counted(&self.tables, *shard) < self.shards[*shard].len());
        let pending: Vec<_> = pending.collect();
        let Some(shard) = self.rng.choice(&pending).copied() else { return };
        let (first_left, all) = (counted(&self.tables, shard), self.shards[shard].len());
        let batch = bad_batch(first_left, all, &mut self.rng);
        let process = self.rng.usize(..self.processes.len());
        if self.rng.u8(..20) == 0 {
            self.processes[process] = Process::begin(&self.tables);
        }
        let invocation = Invocation::begin(
            &self.tables,
            &mut self.processes[process],
            &self.shards,
            shard,
            &batch,
        );
        self.running.push((process, invocation));
    }

    fn step_batch(&mut self) {
        let one = self.rng.usize(..self.running.len());
        let most = if self.rng.bool() { usize::MAX } else { self.rng.usize(1..=5) };
        let (process, invocation) = &mut self.running[one];
        let goes_on = invocation.step(&mut self.tables, &mut self.processes[*process], most);
        if !goes_on || self.rng.u8(..20) == 0 {
            self.running.swap_remove(one);
        }
    }

    /// Reads a page of a segment.
    fn begin_page(&mut self) {
        let may_scan = match self.operator {
            Operator::Scanning => true,
            Operator::Opening => self.plan.broken == Some(Broken::Opening),
            _ => false,
        };
        if !may_scan {
            return;
        }
        let open = self.tables.places.values().filter(|place| !place.reached.done);
        let open: Vec<_> = open.cloned().collect();
        let Some(place) = self.rng.choice(&open).cloned() else { return };
        let epoch = self.tables.epoch.clone();
        let zones = self.zones.clone();
        let zone = |account: &Id| zones.get(account).copied().unwrap_or_else(|| calendar(account));
        let read = |accounts: BTreeSet<Id>, tables: &InMemoryTables| {
            settings_of(accounts, &epoch, tables, &mut BTreeMap::new(), zone)
        };
        if let Some((_, record, _)) = &place.reached.divided {
            let accounts = BTreeSet::from([record.account().clone()]);
            let settings = read(accounts, &self.tables);
            let items = rest(&place, &settings);
            let contacts = contacts(&items, &self.tables);
            self.scans.push(Scan { place, items, next: 0, settings, contacts });
            return;
        }
        let run = place.segment.run;
        let all = match place.segment.table {
            ScannedTable::Source(source) => self.source_page(source, &place),
            ScannedTable::Removed => self.removed_page(run),
        };
        let after = place.reached.after.clone();
        let mut page: Vec<_> =
            all.into_iter().filter(|(keys, ..)| Some(keys) > after.as_ref()).collect();
        page.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        let most = self.rng.usize(1..=5);
        let last = page.len() <= most;
        page.truncate(most);
        let accounts =
            page.iter().filter_map(|(_, _, record)| record.as_ref()).map(Record::account);
        let run_counts = |account: &Id| epoch.run.as_ref().is_some_and(|run| run.counts(account));
        let accounts = accounts.filter(|account| run_counts(account)).cloned().collect();
        let settings = read(accounts, &self.tables);
        let page: Vec<_> = page
            .into_iter()
            .map(|(keys, ledger_key, record)| {
                let record = record.filter(|record| run_counts(record.account()));
                let record = match (record, &ledger_key) {
                    (Some(record), Some(_)) => {
                        let settings = settings.of(record.account());
                        as_counted(record, &settings, run)
                    }
                    (record, _) => record,
                };
                ScannedRecord { keys, ledger_key, record, rejected: None }
            })
            .collect();
        let ledger_keys = page.iter().filter_map(|it| it.ledger_key.as_ref());
        let ledger = self.tables.ledger(run, ledger_keys);
        let items = items(&place, &page, last, &settings, &ledger);
        let contacts = contacts(&items, &self.tables);
        self.scans.push(Scan { place, items, next: 0, settings, contacts });
    }

    fn source_page(&self, source: Source, place: &ScanPlace) -> Vec<Row> {
        let at = 2 * Source::ALL.iter().position(|it| *it == source).unwrap();
        let shard = &self.shards[at + usize::try_from(place.segment.number).unwrap()];
        let (hash, range) = source.key();
        let rows = shard.live().map(|image| {
            let text = |name: &str| image[name]["S"].as_str().unwrap_or_default().to_owned();
            let keys = (text(hash), text(range));
            let key = record_key(source, &keys.0, &keys.1);
            (keys, key, record_of(source, image))
        });
        rows.collect()
    }

    fn removed_page(&self, run: u32) -> Vec<Row> {
        let all = self.tables.removed.iter().enumerate();
        let rows = all.filter(|(_, removed)| {
            removed.epoch < run || self.plan.broken == Some(Broken::RemovedInItsEpoch)
        });
        rows.map(|(n, removed)| {
            ((format!("{n:06}"), String::new()), None, Some(removed.record.clone()))
        })
        .collect()
    }

    fn step_page(&mut self) {
        let one = self.rng.usize(..self.scans.len());
        let scan = &mut self.scans[one];
        let prefetched = Prefetched {
            contacts: &scan.contacts,
            without_settings: scan.settings.uncommitted(),
            first_items: 1,
            now: Minute(29_900_000),
        };
        let most = if self.rng.bool() { usize::MAX } else { self.rng.usize(1..=3) };
        let next = next_chunk(&scan.items[scan.next..], most, prefetched);
        let NextChunk::Ready { chunk, items, after } = next else {
            self.scans.swap_remove(one);
            return;
        };
        let (taken, new_settings) = (items.len(), chunk.new_settings.clone());
        let contacts = chunk.contacts.clone();
        let place = ScanPlace {
            segment: scan.place.segment,
            version: scan.place.version + 1,
            reached: after.clone(),
        };
        let written = self.tables.write(Advance::Scan(&place), chunk, &scan.settings);
        scan.next += taken;
        scan.place = place;
        for account in new_settings {
            scan.settings.commit(&account);
        }
        for (key, VersionedContact { contact, version }) in contacts {
            scan.contacts.insert(key, VersionedContact { contact, version: version + 1 });
        }
        if written == WriteOutcome::Stale || self.rng.u8(..10) == 0 {
            self.scans.swap_remove(one);
        }
    }

    fn lengths(&self) -> Vec<usize> {
        self.shards.iter().map(SourceShard::len).collect()
    }

    fn passed(&self, lengths: &[usize]) -> bool {
        let closes_early = self.plan.broken == Some(Broken::Closing);
        closes_early
            || (0..).zip(lengths).all(|(shard, length)| counted(&self.tables, shard) >= *length)
    }

    /// Whether no record is counted in part.
    fn at_rest(&self) -> bool {
        (0..self.shards.len()).all(|shard| {
            let checkpoint = self.tables.checkpoint(&shard.to_string());
            checkpoint.is_none_or(|it| it.position.part == Part::Whole)
        })
    }

    /// Raises one shard's checkpoint; whether all have the epoch.
    fn raise(&mut self) -> bool {
        let shard = self.rng.usize(..self.shards.len());
        self.tables.raise(&shard.to_string());
        let epoch = self.tables.epoch.number;
        (0..self.shards.len()).all(|shard| {
            self.tables.checkpoint(&shard.to_string()).is_none_or(|it| it.epoch == epoch)
        })
    }

    /// Raises an account's lanes, while others count on with the count that they know.
    fn raise_lanes(&mut self) {
        self.raises_left -= 1;
        let count = *self.rng.choice(&[3, 16]).unwrap();
        let accounts: Vec<_> = self.tables.settings.keys().cloned().collect();
        let Some(account) = self.rng.choice(&accounts) else { return };
        let settings = self.tables.settings.get_mut(account).unwrap();
        settings.lanes = settings.lanes.raised(count, DateTime::UNIX_EPOCH, TimeDelta::zero());
    }

    fn operate(&mut self) -> Result<(), Failure> {
        // Mostly while a run begins, which writes settings, too.
        let often = matches!(self.operator, Operator::Opening | Operator::Scanning);
        if self.raises_left > 0 && self.rng.u8(..if often { 6 } else { 60 }) == 0 {
            self.raise_lanes();
        }
        match self.operator.clone() {
            Operator::Idle if self.runs_left > 0 && self.rng.u8(..5) == 0 => self.begin_run(),
            Operator::Idle => {}
            Operator::Opening => {
                if self.raise() {
                    self.operator = Operator::Scanning;
                }
            }
            Operator::Scanning => {
                if self.tables.places.values().all(|place| place.reached.done) {
                    self.operator = if self.keeps_ledger {
                        Operator::Flipping(self.accounts_of_the_run())
                    } else {
                        Operator::Passing(self.lengths())
                    };
                }
            }
            Operator::Passing(lengths) => {
                if self.passed(&lengths) && self.at_rest() {
                    let run = self.tables.epoch.run.clone().unwrap();
                    if self.plan.unseen == 0 && run.purpose == Purpose::Verify {
                        self.compare(&run)?;
                    }
                    if run.purpose == Purpose::Rebuild {
                        self.operator = Operator::Flipping(self.accounts_of_the_run());
                    } else {
                        self.end(Mode::Images, None);
                    }
                }
            }
            Operator::Flipping(mut accounts) => match accounts.pop() {
                Some(account) => {
                    let settings = self.tables.settings.get_mut(&account).unwrap();
                    let beside = settings.beside.replace(settings.in_force).unwrap();
                    settings.in_force = beside;
                    self.operator = Operator::Flipping(accounts);
                }
                None if self.keeps_ledger => {
                    let run = self.tables.epoch.run.as_ref().unwrap().number;
                    self.end(Mode::Ledger(run), Some(self.lengths()));
                }
                None => self.end(Mode::Images, None),
            },
            Operator::Ending(lengths) => {
                if self.raise() {
                    match lengths {
                        Some(lengths) if self.passed(&lengths) => self.end(Mode::Images, None),
                        Some(_) => {}
                        None => {
                            self.tables.drop_run();
                            self.scans.retain(|_| self.rng.bool()); // the others are zombies
                            self.operator = Operator::Idle;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn begin_run(&mut self) {
        self.runs_left -= 1;
        let number = self.tables.epoch.number + 1;
        let only_acme = self.rng.u8(..4) == 0 && self.runs_left > 0;
        let accounts = only_acme.then(|| BTreeSet::from([Id::new("acme").unwrap()]));
        let verify = self.rng.u8(..4) == 0 && self.runs_left > 0;
        self.keeps_ledger = !verify && self.rng.bool();
        if self.rng.bool() && !verify {
            self.zones.insert(Id::new("acme").unwrap(), Calendar::named("Asia/Tokyo").unwrap());
        }
        let run = Run {
            number,
            purpose: if verify { Purpose::Verify } else { Purpose::Rebuild },
            accounts,
            calendar: None,
            version: VERSION,
            segments: 2,
            phase: Phase::Opening,
            began: DateTime::UNIX_EPOCH,
            scanned: None,
            ended: None,
            in_force: false,
        };
        for table in
            Source::ALL.map(ScannedTable::Source).into_iter().chain([ScannedTable::Removed])
        {
            for segment in 0..if table == ScannedTable::Removed { 1 } else { 2 } {
                let segment = Segment { run: number, table, number: segment, of: 2 };
                let place = ScanPlace { segment, version: 1, reached: Reached::default() };
                self.tables.places.insert(segment, place);
            }
        }
        self.tables.epoch =
            Epoch { number, mode: Mode::Both(number), run: Some(run), ..Epoch::first() };
        self.operator = Operator::Opening;
    }

    /// The accounts that the run counts. Those of which it found no record get its generation now:
    /// what is in force of them may count records that are gone.
    fn accounts_of_the_run(&mut self) -> Vec<Id> {
        let epoch = self.tables.epoch.clone();
        let run = epoch.run.as_ref().unwrap();
        let accounts: BTreeSet<_> =
            self.tables.settings.keys().filter(|it| run.counts(it)).cloned().collect();
        let zone = |account: &Id| self.zone(account);
        let nothing = &mut BTreeMap::new();
        let all = settings_of(accounts.clone(), &epoch, &self.tables, nothing, zone);
        for account in all.uncommitted() {
            self.tables.settings.insert(account.clone(), all.of(account));
        }
        accounts.into_iter().collect()
    }

    fn end(&mut self, mode: Mode, lengths: Option<Vec<usize>>) {
        self.tables.epoch.number += 1;
        self.tables.epoch.mode = mode;
        self.operator = Operator::Ending(lengths);
    }

    /// Both generations of the run's accounts are the same.
    fn compare(&self, run: &Run) -> Result<(), Failure> {
        let made = generation_of(run.number);
        let of_the_run = |it: &CountingSettings| it.numbered(made).is_some();
        let in_force =
            self.tables.contents_by(|it| if of_the_run(it) { it.in_force.number } else { 0 });
        let made = self.tables.contents_by(|it| if of_the_run(it) { made } else { 0 });
        if in_force == made { Ok(()) } else { Err("the generations differ".to_owned()) }
    }

    /// These generations are a recount, each account's in its zone.
    fn check(&self, of: impl Fn(&CountingSettings) -> u32, when: &str) -> Result<(), Failure> {
        let zones = |account: &Id| match self.tables.settings.get(account) {
            Some(settings) => settings.in_force.calendar,
            None => self.zone(account),
        };
        let expected = self.history.recount_in(zones, self.plan.unseen);
        let contents = self.tables.contents_by(of);
        if contents == expected {
            return Ok(());
        }
        let counters =
            contents.counters.iter().filter(|(key, it)| expected.counters.get(key) != Some(it));
        let wanted =
            expected.counters.iter().filter(|(key, it)| contents.counters.get(key) != Some(it));
        Err(format!(
            "{when}: {:#?} instead of {:#?}",
            counters.collect::<Vec<_>>(),
            wanted.collect::<Vec<_>>()
        ))
    }
}

/// Simulates runs over random histories; the first failure, if any.
fn simulate(broken: Option<Broken>, seeds: std::ops::Range<u64>) -> Result<(), (u64, Failure)> {
    for seed in seeds {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(prop::test_runner::RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let records = if seed.is_multiple_of(2) { 12 } else { 3 };
        let history = histories(records).new_tree(&mut runner).unwrap().current();
        let unseen = if seed.is_multiple_of(3) { history.order.len() / 2 } else { 0 };
        let plan = Plan { unseen, broken, seed };
        World::new(&history, plan).run().map_err(|failure| (seed, failure))?;
    }
    Ok(())
}

#[test]
fn every_generation_is_a_recount_whatever_the_order_of_things() {
    if let Err((seed, failure)) = simulate(None, 0..1_500) {
        panic!("seed {seed}: {failure}");
    }
}

#[test]
fn a_rule_that_is_broken_is_noticed() {
    for broken in [
        Broken::CheckpointsEpoch,
        Broken::EpochOfTheFirstCheckpoint,
        Broken::LedgersVersion,
        Broken::Tombstones,
        Broken::ScansPlace,
        Broken::Opening,
        Broken::RemovedInItsEpoch,
        Broken::Removed,
        Broken::Settings,
        Broken::Closing,
    ] {
        let noticed = simulate(Some(broken), 0..10_000);
        assert!(noticed.is_err(), "{broken:?} went unnoticed");
    }
}
