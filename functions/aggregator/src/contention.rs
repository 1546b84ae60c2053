//! Which accounts' counters are in such demand that transactions keep meeting: they get more
//! [lanes](store::Lanes).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::id::Id;
use store::{Error, LANES_NOTICE, Lanes, MOST_LANES, Writer};
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

/// How long a raised count has to be written before it may be raised again, in seconds.
const TRIED: i64 = 30;

/// What became of the transactions of an account since a time.
#[derive(Debug)]
struct Watched {
    since: Instant,
    written: u32,
    conflicts: u32,
}

/// The accounts whose transactions met others lately.
#[derive(Debug, Default)]
pub(crate) struct Contention(Mutex<HashMap<Id, Watched>>);

impl Contention {
    /// Notes that a transaction was not written, since others wrote counters of this account.
    pub(crate) fn note_conflict(&self, account: &Id, now: Instant) {
        let new = || Watched { since: now, written: 0, conflicts: 0 };
        self.watched().entry(account.clone()).or_insert_with(new).conflicts += 1;
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
        let needs = |Watched { written, conflicts, .. }: Watched| {
            let times = if conflicts >= written.saturating_mul(MOSTLY) { MANY_MORE } else { MORE };
            let meets_others = conflicts >= FEWEST && conflicts.saturating_mul(2) >= written;
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
    if lanes.count >= MOST_LANES || now.timestamp() < lanes.from + TRIED {
        return Ok(());
    }
    let raised: Lanes = lanes.raised(lanes.count.saturating_mul(times), now, LANES_NOTICE);
    if writer.raise_lanes(account, lanes, raised).await? {
        info!(%account, lanes = raised.count, "transactions kept conflicting: more lanes");
    }
    Ok(())
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
            contention.note_conflict(&id("busy"), now);
            if second == 3 {
                contention.note_conflict(&id("rare"), now);
            }
            assert_eq!(contention.contended(now), [], "after {second} s");
            now += Duration::from_secs(1);
        }
        assert_eq!(contention.contended(now), [(id("busy"), 4)]);
        assert_eq!(contention.contended(now), [], "watched anew");
    }

    #[test]
    fn an_account_whose_transactions_hardly_get_through_needs_many_more_lanes() {
        for (written, conflicts, expected) in [(6, 23, 4), (6, 24, 16), (0, 10, 16)] {
            let (contention, now) = (Contention::default(), Instant::now());
            for _ in 0..conflicts {
                contention.note_conflict(&id("large"), now);
            }
            for _ in 0..written {
                contention.note_written([id("large")].iter());
            }
            assert_eq!(contention.contended(now + WINDOW), [(id("large"), expected)]);
        }
    }

    #[test]
    fn a_conflict_now_and_then_is_none() {
        let (contention, mut now) = (Contention::default(), Instant::now());
        for n in 0..2_000 {
            if n % 10 == 0 {
                contention.note_conflict(&id("large"), now);
            }
            contention.note_written([id("large")].iter());
            now += Duration::from_millis(30);
            assert_eq!(contention.contended(now), []);
        }
    }
}
