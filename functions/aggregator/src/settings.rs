//! The epoch and accounts' counting settings in memory. Only committed settings are kept, and only
//! within their epoch: beside lanes only a run changes them, and a run begins and ends with another
//! epoch. The lanes may be more by now. That does no harm: what is written into fewer lanes is read all
//! the same.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::calendar::Calendar;
use domain::counter::VERSION;
use domain::generation::Generation;
use domain::history::History;
use domain::id::Id;
use futures::future::try_join_all;
use store::{
    CountingSettings, Epoch, Error, Kind, Mode, Purpose, Run, SettingsByAccount, Writer,
    first_generation, generation_of, new_customer_key,
};

/// The most accounts whose settings are kept.
const MOST_ACCOUNTS: usize = 100_000;

/// The epoch, and committed settings by account.
#[derive(Debug, Default)]
pub struct SettingsCache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    epoch: Option<Arc<Epoch>>,
    settings: HashMap<Id, CountingSettings>,
}

impl SettingsCache {
    /// The epoch, as far as it is known.
    pub fn epoch(&self) -> Option<Arc<Epoch>> {
        self.kept().epoch.clone()
    }

    /// Keeps an epoch that was read. Settings of another epoch are dropped.
    pub fn keep_epoch(&self, epoch: Epoch) -> Arc<Epoch> {
        let mut kept = self.kept();
        let known = kept.epoch.as_ref().map_or(0, |known| known.number);
        let epoch = Arc::new(epoch);
        if epoch.number > known {
            kept.settings.clear();
        }
        if epoch.number >= known {
            kept.epoch = Some(Arc::clone(&epoch));
        }
        epoch
    }

    /// Forgets an account's settings, so that they are read again.
    pub fn forget(&self, account: &Id) {
        self.kept().settings.remove(account);
    }

    /// Forgets the epoch, so that it is read again.
    pub fn forget_epoch(&self) {
        let mut kept = self.kept();
        kept.settings.clear();
        kept.epoch = None;
    }

    /// The settings of these accounts: from memory, else from the table. For an account without any,
    /// and during a run for one of which the run's generation is not begun, those that its next
    /// transaction will write.
    ///
    /// # Errors
    ///
    /// Where a generation counts measures that this release does not know: counting on would leave
    /// them out.
    pub async fn read(
        &self,
        accounts: BTreeSet<Id>,
        epoch: &Epoch,
        writer: &Writer,
    ) -> Result<SettingsByAccount, Error> {
        let mut all = SettingsByAccount::default();
        let mut unknown = Vec::new();
        {
            let kept = self.kept();
            let current = kept.epoch.as_ref().is_some_and(|it| it.number == epoch.number);
            for account in accounts {
                match kept.settings.get(&account).filter(|_| current) {
                    Some(settings) => all.add_committed(account, *settings),
                    None => unknown.push(account),
                }
            }
        }
        if unknown.is_empty() {
            return Ok(all);
        }
        let committed = writer.settings(&unknown).await?;
        let settings = unknown.iter().map(|account| async {
            let in_table = committed.get(account).copied();
            let settings = next_settings(writer, epoch, account, in_table).await?;
            Ok::<_, Error>((account.clone(), in_table, settings))
        });
        for (account, in_table, settings) in try_join_all(settings).await? {
            if in_table == Some(settings) {
                self.keep(&account, settings, epoch);
                all.add_committed(account, settings);
            } else {
                all.add_uncommitted(account, settings, in_table.map(|it| it.in_force.number));
            }
        }
        Ok(all)
    }

    /// Keeps settings that are committed and were read in this epoch.
    pub fn keep(&self, account: &Id, settings: CountingSettings, epoch: &Epoch) {
        let mut kept = self.kept();
        if kept.epoch.as_ref().is_none_or(|known| known.number != epoch.number) {
            return;
        }
        if kept.settings.len() >= MOST_ACCOUNTS {
            kept.settings.clear();
        }
        kept.settings.insert(account.clone(), settings);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The settings that an account has to have in this epoch, given those in the table.
async fn next_settings(
    writer: &Writer,
    epoch: &Epoch,
    account: &Id,
    in_table: Option<CountingSettings>,
) -> Result<CountingSettings, Error> {
    let directory = if needs_directory(epoch, account, in_table) {
        Some(writer.directory_calendar(account).await?)
    } else {
        None
    };
    let new = Generation {
        number: first_generation(epoch.number),
        calendar: directory.unwrap_or(Calendar::UTC),
        version: VERSION,
        customers: Some(new_customer_key()?),
        history: writer.history(epoch),
    };
    let settings = settings_in(epoch, account, in_table, new);
    let generations = [settings.by_images(epoch.mode), settings.by_ledger(epoch.mode)];
    match generations.into_iter().flatten().find(|it| it.version > VERSION) {
        Some(newer) => Err(Error {
            doing: "counting",
            kind: Kind::Refused,
            cause: format!(
                "generation {} has version {} of the contributions, and this release counts up to \
                 version {VERSION}: deploy the release that began it",
                newer.number, newer.version
            ),
        }),
        None => Ok(settings),
    }
}

/// The run whose generation of this account has to be begun.
fn run_to_begin<'a>(
    epoch: &'a Epoch,
    account: &Id,
    in_table: Option<CountingSettings>,
) -> Option<&'a Run> {
    let run = epoch.run.as_ref().filter(|run| epoch.mode == Mode::Both(run.number))?;
    let begun = in_table.and_then(|it| it.numbered(generation_of(run.number)));
    (run.counts(account) && begun.is_none()).then_some(run)
}

fn needs_directory(epoch: &Epoch, account: &Id, in_table: Option<CountingSettings>) -> bool {
    let begin = run_to_begin(epoch, account, in_table);
    let zone_of_directory =
        begin.is_some_and(|run| run.calendar.is_none() && run.purpose == Purpose::Rebuild);
    in_table.is_none() || zone_of_directory
}

/// The settings that an account has to have in this epoch: those in the table, or `new` where there
/// are none; during a run that counts the account, with the run's generation beside it. `new` has the
/// directory's calendar and a new key.
pub fn settings_in(
    epoch: &Epoch,
    account: &Id,
    in_table: Option<CountingSettings>,
    new: Generation,
) -> CountingSettings {
    let settings = in_table.unwrap_or_else(|| CountingSettings::only(new));
    let Some(run) = run_to_begin(epoch, account, in_table) else { return settings };
    let calendar = match (run.calendar, run.purpose) {
        (Some(calendar), _) => calendar,
        (None, Purpose::Verify) => settings.in_force.calendar,
        (None, Purpose::Rebuild) => new.calendar,
    };
    let beside = Generation {
        number: generation_of(run.number),
        calendar,
        version: run.version,
        customers: settings.in_force.customers.or(new.customers),
        history: History::Complete,
    };
    CountingSettings { beside: Some(beside), ..settings }
}
