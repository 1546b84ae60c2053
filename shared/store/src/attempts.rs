//! How often something is attempted again, and after which pause.

use std::time::Duration;

use crate::error::Error;

/// Takes a step, several times while DynamoDB is busy or cannot be reached.
///
/// # Errors
///
/// The last one, where another attempt is pointless.
pub async fn again<T, F>(step: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut attempts = Attempts::default();
    loop {
        match step().await {
            Err(error) => attempts.wait_after(error).await?,
            done => return done,
        }
    }
}

/// The most attempts in a row that come to nothing.
const MOST: u32 = 12;

/// The longest pause before the second attempt; it doubles with every further one.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// The longest pause of all.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Attempts in a row that came to nothing. Each is a request with the SDK's own retries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempts(u32);

impl Attempts {
    /// How many there were.
    pub fn count(self) -> u32 {
        self.0
    }

    /// The pause before the next attempt after this error; `None` where another one is pointless, or
    /// there were enough of them: after some ten seconds of pauses.
    pub fn after(&mut self, error: &Error) -> Option<Duration> {
        if error.kind.is_final() { None } else { self.another() }
    }

    /// The pause before the next attempt; `None` after the last one.
    pub fn another(&mut self) -> Option<Duration> {
        if self.0 >= MOST { None } else { Some(self.pause()) }
    }

    /// The pause before the next attempt, however many there were. It is random, so that those who
    /// are in each other's way do not meet again.
    pub fn pause(&mut self) -> Duration {
        let longest = (FIRST_PAUSE * (1 << self.0.min(10))).min(LONGEST_PAUSE);
        self.0 += 1;
        longest.mul_f64(fastrand::f64())
    }

    /// Waits before the next attempt after this error.
    ///
    /// # Errors
    ///
    /// This one, where another attempt is pointless.
    pub async fn wait_after(&mut self, error: Error) -> Result<(), Error> {
        let Some(pause) = self.after(&error) else { return Err(error) };
        tokio::time::sleep(pause).await;
        Ok(())
    }
}
