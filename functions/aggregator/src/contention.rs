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
    /// met another. They are watched anew.
    pub(crate) fn contended(&self, now: Instant) -> Vec<Id> {
        let mut watched = self.watched();
        let (done, rest) = watched.drain().partition(|(_, it)| now - it.since >= WINDOW);
        *watched = rest;
        let done: HashMap<Id, Watched> = done;
        let contended = done.into_iter().filter(|(_, Watched { written, conflicts, .. })| {
            *conflicts >= FEWEST && conflicts.saturating_mul(2) >= *written
        });
        contended.map(|(account, _)| account).collect()
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<Id, Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes an account's lanes four times as many, unless they were raised just now. Many functions meet at
/// an account and find out at the same time; the count is written on condition, so one of them raises it.
pub(crate) async fn raise(writer: &Writer, account: &Id, clock: Clock) -> Result<(), Error> {
    let settings = writer.settings(std::slice::from_ref(account)).await?;
    let Some(lanes) = settings.get(account).map(|settings| settings.lanes) else { return Ok(()) };
    let now = clock.now();
    if lanes.count >= MOST_LANES || now.timestamp() < lanes.from + TRIED {
        return Ok(());
    }
    let raised: Lanes = lanes.raised(lanes.count * 4, now, LANES_NOTICE);
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
        assert_eq!(contention.contended(now), [id("busy")]);
        assert_eq!(contention.contended(now), [], "watched anew");
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
