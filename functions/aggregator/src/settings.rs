//! Accounts' counting settings in memory. Only committed settings are kept: only a rebuild changes
//! them.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::id::Id;
use futures::future::try_join_all;
use store::{CountingSettings, Error, SettingsByAccount, Writer};

/// The most accounts whose settings are kept.
const MOST_ACCOUNTS: usize = 100_000;

/// Committed settings by account.
#[derive(Debug, Default)]
pub(crate) struct SettingsCache(Mutex<HashMap<Id, CountingSettings>>);

impl SettingsCache {
    /// The settings of these accounts: from memory, else from the table; for an account without
    /// any, those that its first transaction will write.
    pub(crate) async fn read(
        &self,
        accounts: BTreeSet<&Id>,
        writer: &Writer,
    ) -> Result<SettingsByAccount, Error> {
        let mut all = SettingsByAccount::default();
        let mut unknown = Vec::new();
        for account in accounts {
            match self.kept().get(account) {
                Some(settings) => all.add_committed(account.clone(), *settings),
                None => unknown.push(account.clone()),
            }
        }
        if unknown.is_empty() {
            return Ok(all);
        }
        let committed = writer.settings(&unknown).await?;
        unknown.retain(|account| !committed.contains_key(account));
        for (account, settings) in committed {
            self.keep(&account, settings);
            all.add_committed(account, settings);
        }
        let first = try_join_all(unknown.iter().map(|account| writer.first_settings(account)));
        for (account, settings) in unknown.iter().zip(first.await?) {
            all.add_uncommitted(account.clone(), settings);
        }
        Ok(all)
    }

    /// Keeps settings that are committed.
    pub(crate) fn keep(&self, account: &Id, settings: CountingSettings) {
        let mut kept = self.kept();
        if kept.len() >= MOST_ACCOUNTS {
            kept.clear();
        }
        kept.insert(account.clone(), settings);
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<Id, CountingSettings>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
