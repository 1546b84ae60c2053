//! Accounts' pins in memory. Only a committed pin is kept: it never changes but by a rebuild.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::id::Id;
use futures::future::try_join_all;
use store::{Error, Pin, Writer};

/// The most pins that are kept in memory.
const MOST: usize = 100_000;

/// Committed pins.
#[derive(Debug, Default)]
pub(crate) struct Pins(Mutex<HashMap<Id, Pin>>);

/// The pins of some accounts, made or to be made.
#[derive(Debug, Default)]
pub(crate) struct PinsOf {
    pub(crate) pins: BTreeMap<Id, Pin>,
    pub(crate) unmade: BTreeSet<Id>,
}

impl Pins {
    /// The pins of these accounts: from memory, else as they are made, else as they are to be made.
    pub(crate) async fn of(
        &self,
        accounts: BTreeSet<&Id>,
        writer: &Writer,
    ) -> Result<PinsOf, Error> {
        let mut of = PinsOf::default();
        let mut unknown = Vec::new();
        for account in accounts {
            match self.kept().get(account) {
                Some(pin) => drop(of.pins.insert(account.clone(), *pin)),
                None => unknown.push(account.clone()),
            }
        }
        if unknown.is_empty() {
            return Ok(of);
        }
        let made = writer.pins(&unknown).await?;
        for (account, pin) in &made {
            self.keep(account, *pin);
        }
        of.pins.extend(made);
        unknown.retain(|account| !of.pins.contains_key(account));
        let first = unknown.iter().map(|account| writer.first_pin(account));
        let first = try_join_all(first).await?;
        of.pins.extend(unknown.iter().cloned().zip(first));
        of.unmade.extend(unknown);
        Ok(of)
    }

    /// Keeps a pin that is committed.
    pub(crate) fn keep(&self, account: &Id, pin: Pin) {
        let mut kept = self.kept();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(account.clone(), pin);
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<Id, Pin>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
