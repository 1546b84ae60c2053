//! How far the streams are counted, for those who wait for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

/// Progress of all streams.
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

    /// Notes that all that was written to a stream before this instant is counted.
    pub(crate) fn settle(&self, stream: usize, before: Instant) {
        self.settled[stream].send_replace(Some(before));
    }

    /// Notes records that are in the counters, and those among them that were set aside.
    pub(crate) fn note(&self, applied: usize, rejected: usize) {
        self.applied.fetch_add(applied as u64, Ordering::Relaxed);
        self.rejected.fetch_add(rejected as u64, Ordering::Relaxed);
    }

    /// Records that were counted and set aside since the start.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.applied.load(Ordering::Relaxed), self.rejected.load(Ordering::Relaxed))
    }

    /// Waits for a while, or until somebody waits to see everything counted.
    pub(crate) async fn rest(&self, longest: Duration) {
        let _ = tokio::time::timeout(longest, self.wake.notified()).await;
    }

    /// Waits until everything that was written before now is counted.
    pub(crate) async fn wait(&self) {
        let asked = Instant::now();
        self.wake.notify_waiters();
        for stream in &self.settled {
            // The sender lives as long as this does.
            let settled = |before: &Option<Instant>| before.is_some_and(|before| before >= asked);
            let _ = stream.subscribe().wait_for(settled).await;
        }
    }
}
