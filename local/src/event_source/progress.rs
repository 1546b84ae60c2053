//! How far the streams are counted, and how callers wait until they are.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

/// The progress of all streams since the start.
#[derive(Debug)]
pub(crate) struct Progress {
    /// For each stream: everything written before this instant is counted.
    settled: Vec<watch::Sender<Option<Instant>>>,
    wake: Notify,
    applied: AtomicU64,
    rejected: AtomicU64,
}

impl Progress {
    pub(crate) fn of_streams(count: usize) -> Self {
        Self {
            settled: (0..count).map(|_| watch::Sender::new(None)).collect(),
            wake: Notify::new(),
            applied: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
        }
    }

    /// Records that everything written to a stream before this instant is counted.
    pub(crate) fn set_settled(&self, stream: usize, before: Instant) {
        self.settled[stream].send_replace(Some(before));
    }

    /// Adds records that were applied, and how many of them were rejected.
    pub(crate) fn add(&self, applied: usize, rejected: usize) {
        self.applied.fetch_add(applied as u64, Ordering::Relaxed);
        self.rejected.fetch_add(rejected as u64, Ordering::Relaxed);
    }

    /// How many records were applied and rejected since the start.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.applied.load(Ordering::Relaxed), self.rejected.load(Ordering::Relaxed))
    }

    /// Waits, but not longer than until a caller of [`Self::until_settled`] comes.
    pub(crate) async fn pause(&self, longest: Duration) {
        let _ = tokio::time::timeout(longest, self.wake.notified()).await;
    }

    /// Waits until everything that was written before this call is counted.
    pub(crate) async fn until_settled(&self) {
        let called = Instant::now();
        self.wake.notify_waiters();
        for stream in &self.settled {
            // This cannot fail: `self` owns the sender.
            let settled = |before: &Option<Instant>| before.is_some_and(|before| before >= called);
            let _ = stream.subscribe().wait_for(settled).await;
        }
    }
}
