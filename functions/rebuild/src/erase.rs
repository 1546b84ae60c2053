//! Erasing all that is kept of an account.

use std::time::Duration;

use domain::history::History;
use domain::id::Id;
use store::{Epoch, Mode, Phase, counted, generation_of};

use crate::begin::described;
use crate::{Problem, Rebuild};

/// How long to wait for a shard that is in the middle of a record.
const PAUSE: Duration = Duration::from_millis(200);

impl Rebuild {
    /// Removes all that is kept of an account: counters and contacts of every generation, settings,
    /// removed and rejected records, and what is known of conversations. How many items that were.
    ///
    /// Functions that count keep settings in memory, within their epoch. So the epoch is raised twice:
    /// first so that an account that begins from now on gets a generation with another number, then,
    /// after the settings are gone, so that nobody counts into the old generation any more.
    pub async fn erase(&self, account: &Id) -> Result<usize, Problem> {
        self.next_epoch(account).await?;
        let newest = generation_of(self.runs.epoch().await?.number - 1);
        self.runs.delete_settings(account).await?;
        self.next_epoch(account).await?;
        let mut erased = 1;
        let mut after = None;
        loop {
            let page = self.runs.counter_keys(after.as_ref()).await?;
            let of_account = page.items.iter().filter_map(counted);
            let old =
                of_account.filter(|(_, of, generation)| of == account && *generation <= newest);
            let old: Vec<_> = old.map(|(key, ..)| key).collect();
            self.runs.delete(&old).await?;
            erased += old.len();
            after = page.last;
            if after.is_none() {
                break;
            }
        }
        erased += self.runs.delete_records(account).await?;
        let epoch = self.runs.epoch().await?;
        let mut after = Epoch { erasing: None, ..epoch.clone() };
        // The last run is over; what it was for names accounts.
        after.run =
            after.run.filter(|run| !run.accounts.as_ref().is_some_and(|it| it.contains(account)));
        self.runs.replace_epoch(&epoch, &after).await?;
        Ok(erased)
    }

    /// Begins the next epoch, for the erasing of this account, and raises every checkpoint to it.
    async fn next_epoch(&self, account: &Id) -> Result<(), Problem> {
        let number = loop {
            let epoch = self.runs.epoch().await?;
            if let Some(run) = epoch.run.as_ref().filter(|run| run.phase != Phase::Ended) {
                return Err(Problem::AnotherRun(described(run)));
            }
            if let Some(other) = epoch.erasing.as_ref().filter(|it| *it != account) {
                return Err(Problem::AnotherRun(format!("the account {other} is being erased")));
            }
            let after = Epoch {
                number: epoch.number + 1,
                mode: Mode::Images,
                history: Some(History::SinceConnection),
                erasing: Some(account.clone()),
                ..epoch.clone()
            };
            if self.runs.replace_epoch(&epoch, &after).await? {
                break after.number;
            }
        };
        while !self.raise_all(number).await? {
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }
}
