//! Which accounts' counters are in such demand that transactions keep meeting: they get more
//! [lanes](store::Lanes).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::id::Id;
use store::{Error, FEW_LANES, LANES_NOTICE, Lanes, MOST_LANES, Writer};
use tokio::time::Instant;
use tracing::info;

use config::Clock;

/// How long an account is watched before its lanes are raised: an hour's load has peaks of seconds.
const WINDOW: Duration = Duration::from_secs(20);

/// The fewest conflicts in that time that matter.
const FEWEST: u32 = 10;

/// How many times as many lanes an account gets.
const MORE: u32 = 4;

/// The same where most transactions meet others: a few are not enough, and in the time that two raises take,
/// records wait.
const MANY_MORE: u32 = MORE * MORE;

/// How many times as many transactions as are written meet others then.
const MOSTLY: u32 = 4;

/// The same where most transactions are throttled: only the most lanes have more partitions.
const MOST_MORE: u32 = MOST_LANES;

/// How many times as many transactions as are written are throttled then.
const THROTTLED: u32 = 8;

/// How long a raised count has to be written before it may be raised again, in seconds.
const TRIED: i64 = 30;

/// The same before it may exceed [`FEW_LANES`], beyond which lists of agents are read from more
/// partitions: what waited until then is throttled until it is counted.
const SETTLED: i64 = 180;

/// What became of the transactions of an account since a time.
#[derive(Debug)]
struct Watched {
    since: Instant,
    written: u32,
    /// Transactions that were refused: they met another, or were throttled.
    refused: u32,
    /// Those of them that were throttled.
    throttled: u32,
}

/// The accounts whose transactions met others lately.
#[derive(Debug, Default)]
pub(crate) struct Contention(Mutex<HashMap<Id, Watched>>);

impl Contention {
    /// Notes that a transaction was not written, since others wrote counters of this account: the same
    /// counters, or more of them than `DynamoDB` takes.
    pub(crate) fn note_refused(&self, account: &Id, throttled: bool, now: Instant) {
        let new = || Watched { since: now, written: 0, refused: 0, throttled: 0 };
        let mut watched = self.watched();
        let it = watched.entry(account.clone()).or_insert_with(new);
        it.refused += 1;
        it.throttled += u32::from(throttled);
    }

    /// Notes that a transaction with counters of these accounts was written. Most accounts never
    /// meet anybody and are not watched.
    pub(crate) fn note_written<'a>(&self, accounts: impl Iterator<Item = &'a Id>) {
        let mut watched = self.watched();
        if watched.is_empty() {
            return;
        }
        for account in accounts {
            if let Some(it) = watched.get_mut(account) {
                it.written += 1;
            }
        }
    }

    /// The accounts that were watched for long enough, and of whose transactions one of three or more
    /// met another; each with how many times as many lanes it needs. They are watched anew.
    pub(crate) fn contended(&self, now: Instant) -> Vec<(Id, u32)> {
        let mut watched = self.watched();
        let (done, rest) = watched.drain().partition(|(_, it)| now - it.since >= WINDOW);
        *watched = rest;
        let done: HashMap<Id, Watched> = done;
        let needs = |Watched { written, refused, throttled, .. }: Watched| {
            let times = if throttled >= FEWEST.max(written.saturating_mul(THROTTLED)) {
                MOST_MORE
            } else if refused >= written.saturating_mul(MOSTLY) {
                MANY_MORE
            } else {
                MORE
            };
            let meets_others = refused >= FEWEST && refused.saturating_mul(2) >= written;
            meets_others.then_some(times)
        };
        let contended = done.into_iter().filter_map(|(account, it)| Some((account, needs(it)?)));
        contended.collect()
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<Id, Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes an account's lanes so many times as many, unless they were raised just now. Many functions meet
/// at an account and find out at the same time; the count is written on condition, so one of them raises
/// it.
pub(crate) async fn raise(
    writer: &Writer,
    account: &Id,
    times: u32,
    clock: Clock,
) -> Result<(), Error> {
    let settings = writer.settings(std::slice::from_ref(account)).await?;
    let Some(lanes) = settings.get(account).map(|settings| settings.lanes) else { return Ok(()) };
    let now = clock.now();
    let Some(count) = more(lanes, times, now.timestamp()) else { return Ok(()) };
    let raised: Lanes = lanes.raised(count, now, LANES_NOTICE);
    if writer.raise_lanes(account, lanes, raised).await? {
        info!(%account, lanes = raised.count, "transactions kept conflicting: more lanes");
    }
    Ok(())
}

/// How many lanes an account gets that needs so many times as many at this second; `None` where it has
/// the most, or was raised just now.
fn more(lanes: Lanes, times: u32, now: i64) -> Option<u32> {
    let count = lanes.count.saturating_mul(times);
    let beyond = lanes.count >= FEW_LANES || times >= MOST_MORE;
    let (count, tried) = if beyond { (count, SETTLED) } else { (count.min(FEW_LANES), TRIED) };
    let may_be_raised = lanes.count < MOST_LANES && now >= lanes.from + tried;
    may_be_raised.then_some(count.min(MOST_LANES))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    #[test]
    fn accounts_whose_transactions_keep_meeting_are_contended() {
        let (contention, mut now) = (Contention::default(), Instant::now());
        for second in 0..20 {
            for account in ["busy", "rare"] {
                contention.note_written([id(account)].iter());
            }
            contention.note_refused(&id("busy"), false, now);
            if second == 3 {
                contention.note_refused(&id("rare"), false, now);
            }
            assert_eq!(contention.contended(now), [], "after {second} s");
            now += Duration::from_secs(1);
        }
        assert_eq!(contention.contended(now), [(id("busy"), 4)]);
        assert_eq!(contention.contended(now), [], "watched anew");
    }

    #[test]
    fn an_account_whose_transactions_hardly_get_through_needs_many_more_lanes() {
        for (written, conflicts, throttled, expected) in [
            (6, 23, 0, 4),
            (6, 24, 0, 16),
            (0, 10, 0, 16),
            (6, 0, 47, 16),
            (6, 0, 48, 32),
            (0, 1, 9, 16),
            (0, 0, 10, 32),
        ] {
            let (contention, now) = (Contention::default(), Instant::now());
            for n in 0..conflicts + throttled {
                contention.note_refused(&id("large"), n >= conflicts, now);
            }
            for _ in 0..written {
                contention.note_written([id("large")].iter());
            }
            assert_eq!(contention.contended(now + WINDOW), [(id("large"), expected)]);
        }
    }

    #[test]
    fn lanes_beyond_which_agents_are_read_from_more_partitions_come_late_or_where_nothing_else_helps()
     {
        let of = |count, from| Lanes { count, before: 1, from };
        for (lanes, times, now, expected) in [
            (Lanes::ONE, 4, 1_000, Some(4)),
            (Lanes::ONE, 16, 1_000, Some(16)),
            (Lanes::ONE, 32, 1_000, Some(32)),
            (of(4, 1_000), 4, 1_029, None),
            (of(4, 1_000), 4, 1_030, Some(16)),
            (of(4, 1_000), 16, 1_030, Some(16)),
            (of(4, 1_000), 32, 1_179, None),
            (of(4, 1_000), 32, 1_180, Some(32)),
            (of(16, 1_000), 4, 1_179, None),
            (of(16, 1_000), 4, 1_180, Some(32)),
            (of(32, 1_000), 4, 9_000, None),
        ] {
            assert_eq!(more(lanes, times, now), expected, "{lanes:?} {times} {now}");
        }
    }

    #[test]
    fn a_conflict_now_and_then_is_none() {
        let (contention, mut now) = (Contention::default(), Instant::now());
        for n in 0..2_000 {
            if n % 10 == 0 {
                contention.note_refused(&id("large"), false, now);
            }
            contention.note_written([id("large")].iter());
            now += Duration::from_millis(30);
            assert_eq!(contention.contended(now), []);
        }
    }
}
