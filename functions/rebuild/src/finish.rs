//! Ending a run: its generation is put into force or dropped, and what it leaves is removed.

use std::collections::{BTreeMap, BTreeSet};

use aggregator::settings::SettingsCache;
use chrono::{DateTime, Utc};
use config::Clock;
use domain::id::Id;
use store::{Epoch, Mode, Phase, Run, counted, generation_of};

use crate::{Problem, Rebuild};

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another step, at once.
    Again,
    /// Another step, not before this time.
    At(DateTime<Utc>),
    /// Nothing: the run is over.
    Nothing,
}

impl Rebuild {
    /// Decides what becomes of the run's generation once the streams have passed the scan's end;
    /// whether it is put into force. The first decision holds.
    pub async fn settle(&self, run: u32, in_force: bool) -> Result<bool, Problem> {
        loop {
            let (epoch, run) = self.latest(run).await?;
            if run.phase > Phase::Scanning {
                return Ok(run.in_force);
            }
            let after = if in_force {
                let run = Run { phase: Phase::Flipping, in_force, ..run };
                Epoch { run: Some(run), ..epoch.clone() }
            } else {
                next(&epoch, Mode::Images, Run { phase: Phase::Ending, ..run })
            };
            self.runs.replace_epoch(&epoch, &after).await?;
        }
    }

    /// Takes the next step of a run whose end is decided.
    pub async fn finish(&self, run: u32) -> Result<Next, Problem> {
        let (epoch, run) = match self.latest(run).await {
            Err(Problem::Over(_)) => return Ok(Next::Nothing),
            latest => latest?,
        };
        let after = match run.phase {
            Phase::Opening | Phase::Scanning | Phase::Ended => return Ok(Next::Nothing),
            Phase::Flipping => {
                if !self.put_into_force(&epoch, &run).await? {
                    return Ok(Next::Again);
                }
                if self.retention.is_some() {
                    let mode = Mode::Ledger(run.number);
                    next(&epoch, mode, Run { phase: Phase::Retaining, ..run })
                } else {
                    next(&epoch, Mode::Images, Run { phase: Phase::Ending, ..run })
                }
            }
            Phase::Retaining => {
                if !self.raise_all(epoch.number).await? {
                    return Ok(Next::Again);
                }
                let until = run.scanned.zip(self.retention).map(|(scanned, kept)| scanned + kept);
                if let Some(until) = until.filter(|until| Clock::System.now() < *until) {
                    return Ok(Next::At(until));
                }
                next(&epoch, Mode::Images, Run { phase: Phase::Ending, ..run })
            }
            Phase::Ending => {
                if !self.raise_all(epoch.number).await? {
                    return Ok(Next::Again);
                }
                let ended = Some(Clock::System.now());
                Epoch { run: Some(Run { phase: Phase::Cleaning, ended, ..run }), ..epoch.clone() }
            }
            Phase::Cleaning => {
                let until = run.ended.map(|ended| ended + self.grace);
                if let Some(until) = until.filter(|until| Clock::System.now() < *until) {
                    return Ok(Next::At(until));
                }
                self.clean(&run).await?;
                Epoch { run: Some(Run { phase: Phase::Ended, ..run }), ..epoch.clone() }
            }
        };
        self.runs.replace_epoch(&epoch, &after).await?;
        Ok(Next::Again)
    }

    /// Puts the run's generation of each account into force; whether all of them are.
    async fn put_into_force(&self, epoch: &Epoch, run: &Run) -> Result<bool, Problem> {
        let accounts = self.accounts_of(run).await?;
        let cache = SettingsCache::default();
        cache.keep_epoch(epoch.clone());
        let all: BTreeSet<_> = accounts.iter().cloned().collect();
        let settings = cache.read(all, epoch, &self.writer).await?;
        // What is in force of an account of which the run counted no record may count records that
        // are gone.
        for account in settings.uncommitted() {
            if let Some(before) = self.runs.settings(account).await? {
                let after = settings.of(account);
                self.runs.begin_generation(account, &before, after).await?;
            }
        }
        let mut whole = true;
        for account in &accounts {
            whole &= self.runs.put_into_force(account, run.number).await?;
        }
        Ok(whole)
    }

    /// The accounts with counters whose records the run counts.
    pub(crate) async fn accounts_of(&self, run: &Run) -> Result<Vec<Id>, Problem> {
        let mut accounts = Vec::new();
        match &run.accounts {
            Some(named) => {
                for account in named {
                    if self.runs.settings(account).await?.is_some() {
                        accounts.push(account.clone());
                    }
                }
            }
            None => accounts.extend(self.runs.accounts().await?.into_iter().map(|(id, _)| id)),
        }
        Ok(accounts)
    }

    /// Removes the ledger, the places of the scan, and the generations that are not in force.
    async fn clean(&self, run: &Run) -> Result<(), Problem> {
        self.runs.delete_ledger(run.number).await?;
        let newest = generation_of(run.number);
        let mut in_force: BTreeMap<Id, Option<u32>> = BTreeMap::new();
        let mut after = None;
        loop {
            let page = self.runs.counter_keys(after.as_ref()).await?;
            let mut old = Vec::new();
            for item in &page.items {
                let Some((key, account, generation)) = counted(item) else { continue };
                if !in_force.contains_key(&account) {
                    let settings = self.runs.settings(&account).await?;
                    in_force.insert(account.clone(), settings.map(|it| it.in_force.number));
                }
                let kept = in_force[&account] == Some(generation);
                if !kept && generation <= newest {
                    old.push(key);
                }
            }
            self.runs.delete(&old).await?;
            after = page.last;
            if after.is_none() {
                break;
            }
        }
        self.runs.forget_run(run.number).await?;
        Ok(())
    }
}

/// The epoch after this one.
pub(crate) fn next(epoch: &Epoch, mode: Mode, run: Run) -> Epoch {
    Epoch { number: epoch.number + 1, mode, run: Some(run), ..epoch.clone() }
}
