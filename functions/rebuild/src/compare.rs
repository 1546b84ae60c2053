//! Comparing the run's generation with the one in force, item by item.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::calendar::{Hour, Minute};
use domain::contact::Contact;
use domain::counter::Measure;
use domain::id::Id;
use serde::{Deserialize, Serialize};
use store::{Item, Phase, generation_of};

use crate::finish::counted;
use crate::{Problem, Rebuild};

/// A difference of two generations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Difference {
    /// Whose.
    pub account: Id,
    /// Of what: `day`, `staff`, `flow`, `now`, `staff-now`, `contact`.
    pub of: String,
    /// The inbox; `None` for all inboxes.
    pub inbox: Option<String>,
    /// Which day or hour, agent, team or flow: the item's sort key.
    pub at: String,
    /// Which figure.
    pub figure: String,
    /// What the counters in force have.
    pub counted: String,
    /// What the run counted.
    pub recounted: String,
}

/// How often, and after which pause, two items are read again before they count as different: they
/// may have been read while a record was counted in part.
const AGAIN: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
];

/// Minutes after which the minute of a customer's latest resolution no longer counts.
const OLD: i64 = 24 * 60;

type Key = (String, String);

impl Rebuild {
    /// The differences between the generations in force and those of the run.
    pub async fn compare(&self) -> Result<Vec<Difference>, Problem> {
        let epoch = self.runs.epoch().await?;
        let Some(run) = epoch.run else { return Ok(Vec::new()) };
        if run.phase != Phase::Scanning {
            return Err(Problem::Over(run.number));
        }
        let made = generation_of(run.number);
        let mut in_force = BTreeMap::new();
        for account in self.accounts_of(&run).await? {
            if let Some(settings) = self.runs.settings(&account).await? {
                in_force.insert(account, settings.in_force.number);
            }
        }
        let mut differences = Vec::new();
        let mut after = None;
        loop {
            let page = self.runs.counters(after.as_ref()).await?;
            let mut pairs: Vec<(Key, Key, Id)> = Vec::new();
            let mut here: BTreeMap<Key, &Item> = BTreeMap::new();
            for item in &page.items {
                let Some((key, account, generation)) = counted(item) else { continue };
                let Some(now) = in_force.get(&account).copied() else { continue };
                // An item that both have comes twice; the second time it is equal or reported.
                let with = |number: u32| (with_generation(&key.0, number), key.1.clone());
                if generation == now || generation == made {
                    let pair = (with(now), with(made), account);
                    here.insert(key.clone(), item);
                    pairs.push(pair);
                }
            }
            let missing = pairs.iter().flat_map(|(one, other, _)| [one, other]);
            let missing: Vec<_> = missing.filter(|key| !here.contains_key(*key)).cloned().collect();
            let read = self.runs.items(&missing).await?;
            let find = |key: &Key| here.get(key).copied().or_else(|| read.get(key));
            for (one, other, account) in &pairs {
                if !self.differ(find(one), find(other), one).is_empty() {
                    differences.extend(self.settled_difference(account, one, other).await?);
                }
            }
            after = page.last;
            if after.is_none() {
                break;
            }
        }
        differences.sort();
        differences.dedup();
        Ok(differences)
    }

    /// The difference of two items that stays when they are read again.
    async fn settled_difference(
        &self,
        account: &Id,
        one: &Key,
        other: &Key,
    ) -> Result<Vec<Difference>, Problem> {
        let mut found = Vec::new();
        for pause in AGAIN {
            tokio::time::sleep(pause).await;
            let pair = match self.runs.pair([one, other]).await {
                Ok(pair) => pair,
                // A record that touches them is being counted.
                Err(error) if error.kind == store::Kind::Conflict => continue,
                Err(error) => return Err(error.into()),
            };
            found = self.differ(pair[0].as_ref(), pair[1].as_ref(), one);
            if found.is_empty() {
                break;
            }
        }
        let mut parts = one.0.splitn(4, '#').skip(2).map(ToOwned::to_owned);
        let of = parts.next().unwrap_or_default();
        let inbox = parts.next().filter(|inbox| !inbox.is_empty());
        let difference = |(figure, counted, recounted)| Difference {
            account: account.clone(),
            of: of.clone(),
            inbox: inbox.clone(),
            at: one.1.clone(),
            figure,
            counted,
            recounted,
        };
        Ok(found.into_iter().map(difference).collect())
    }

    /// The figures in which two items differ, with both values.
    fn differ(
        &self,
        one: Option<&Item>,
        other: Option<&Item>,
        (pk, sk): &Key,
    ) -> Vec<(String, String, String)> {
        let now = Minute::of(self.clock.now());
        if pk.ends_with("#contact") {
            let (one, other) = (contact(one, now), contact(other, now));
            let text = |contact: &Contact| serde_json::to_string(contact).unwrap_or_default();
            return if one == other {
                Vec::new()
            } else {
                vec![("sessions".to_owned(), text(&one), text(&other))]
            };
        }
        let hour = sk.split('#').next().and_then(Hour::parse);
        let old = |measure: Measure| match (hour, measure) {
            (Some(hour), Measure::SessionsAt(minute) | Measure::CustomersAt(minute)) => {
                hour.minute(minute).0 < now.0 - OLD
            }
            _ => false,
        };
        let (one, other) = (figures(one), figures(other));
        let mut all: Vec<_> = one.keys().chain(other.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        let of = |figures: &BTreeMap<Measure, String>, measure| {
            figures.get(&measure).cloned().unwrap_or_else(|| "0".to_owned())
        };
        let differing = all.into_iter().filter(|measure| !old(*measure)).filter_map(|measure| {
            let (one, other) = (of(&one, measure), of(&other, measure));
            (one != other).then(|| (measure.name().into_owned(), one, other))
        });
        differing.collect()
    }
}

/// The partition with another generation's number.
fn with_generation(pk: &str, number: u32) -> String {
    let mut parts = pk.splitn(3, '#');
    let account = parts.next().unwrap_or_default();
    let rest = parts.nth(1).unwrap_or_default();
    format!("{account}#{number}#{rest}")
}

/// The figures of an item that are not zero.
fn figures(item: Option<&Item>) -> BTreeMap<Measure, String> {
    let numbers = item.into_iter().flatten().filter_map(|(name, value)| {
        let measure = Measure::parse(name)?;
        let amount = domain::counter::Amount::from_str_exact(value.as_n().ok()?).ok()?;
        (!amount.is_zero()).then(|| (measure, amount.normalize().to_string()))
    });
    numbers.collect()
}

fn contact(item: Option<&Item>, now: Minute) -> Contact {
    let state = item.and_then(|item| item.get("sessions")?.as_s().ok());
    let contact = state.and_then(|state| serde_json::from_str::<Contact>(state).ok());
    let mut contact = contact.unwrap_or_default();
    contact.prune(now);
    contact
}
