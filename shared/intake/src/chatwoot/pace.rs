//! How fast requests follow each other.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// A limit of requests, for all that ask with it.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    /// When the next request may begin.
    next: Mutex<Instant>,
}

impl Pace {
    /// At most so many requests in a minute, evenly.
    pub(super) fn new(a_minute: u32) -> Self {
        let interval = Duration::from_mins(1) / a_minute.max(1);
        Self { interval, next: Mutex::new(Instant::now()) }
    }

    /// Waits until a request may begin.
    pub(super) async fn wait(&self) {
        let at = {
            let mut next = self.next();
            let at = (*next).max(Instant::now());
            *next = at + self.interval;
            at
        };
        sleep_until(at).await;
    }

    /// Nobody asks for so long.
    pub(super) fn rest(&self, pause: Duration) {
        let mut next = self.next();
        *next = (*next).max(Instant::now() + pause);
    }

    fn next(&self) -> MutexGuard<'_, Instant> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_keep_their_distance_and_rest_when_they_are_told_to() {
        let (pace, began) = (Pace::new(120), Instant::now());
        for _ in 0..5 {
            pace.wait().await;
        }
        assert_eq!(began.elapsed(), Duration::from_secs(2));
        pace.rest(Duration::from_secs(30));
        pace.wait().await;
        assert_eq!(began.elapsed(), Duration::from_secs(32));
        // What was not used is not made up for.
        tokio::time::sleep(Duration::from_mins(1)).await;
        let began = Instant::now();
        pace.wait().await;
        pace.wait().await;
        assert_eq!(began.elapsed(), Duration::from_millis(500));
    }
}
