//! Comparing the run's generation with the one in force, counter by counter and contact by contact.
//! The lanes of a counter are compared by their sums: the scan and the shards write different ones.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use domain::calendar::{Hour, Minute};
use domain::contact::Contact;
use domain::counter::{Amount, Measure};
use domain::id::Id;
use futures::stream::{self, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use store::{
    Attempts, Item, ItemKey as Key, Phase, Run, counted, generation_of, in_generation, lanes_of,
    without_lane,
};

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

/// How many pairs of counters are read again at once.
const READS: usize = 8;

/// A counter or a contact of the generation in force and the same one of the run's, by the keys of
/// their lane 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    account: Id,
    one: Key,
    other: Key,
}

impl Pair {
    /// What it means that they differ in this figure, which is one number here and the other there.
    fn difference(&self, (figure, counted, recounted): &(String, String, String)) -> Difference {
        let mut parts = self.one.0.splitn(4, '#').skip(2).map(ToOwned::to_owned);
        Difference {
            account: self.account.clone(),
            of: parts.next().unwrap_or_default(),
            inbox: parts.next().filter(|inbox| !inbox.is_empty()),
            at: self.one.1.clone(),
            figure: figure.clone(),
            counted: counted.clone(),
            recounted: recounted.clone(),
        }
    }
}

impl Rebuild {
    /// The differences between the generations in force and those of the run.
    pub async fn compare(&self, run: u32) -> Result<Vec<Difference>, Problem> {
        let run = self.undecided(run).await?;
        let mut pairs = self.seem_to_differ(&run).await?;
        let mut differences = Vec::new();
        let mut pauses = AGAIN.into_iter();
        loop {
            self.undecided(run.number).await?;
            let Some(pause) = pauses.next().filter(|_| !pairs.is_empty()) else { break };
            tokio::time::sleep(pause).await;
            differences = self.still_differing(&mut pairs).await?;
        }
        differences.sort();
        differences.dedup();
        Ok(differences)
    }

    /// The run, unless its end is decided: another program may have done that, and then its generation
    /// is not kept up to date any more, or is already removed.
    async fn undecided(&self, run: u32) -> Result<Run, Problem> {
        let (_, run) = self.latest(run).await?;
        if run.phase > Phase::Scanning { Err(Problem::Over(run.number)) } else { Ok(run) }
    }

    /// The pairs that differ as they are read page by page: a record may be counted meanwhile.
    async fn seem_to_differ(&self, run: &Run) -> Result<BTreeSet<Pair>, Problem> {
        let made = generation_of(run.number);
        let mut in_force = BTreeMap::new();
        for account in self.accounts_of(run).await? {
            if let Some(settings) = self.runs.settings(&account).await? {
                in_force.insert(account, (settings.in_force.number, settings.lanes.count));
            }
        }
        let mut differ = BTreeSet::new();
        // What has lanes in several partitions is met in each of them.
        let mut compared: HashSet<Key> = HashSet::new();
        let mut after = None;
        loop {
            let page = self.runs.counters(after.as_ref()).await?;
            let mut pairs: BTreeSet<Pair> = BTreeSet::new();
            let mut here: BTreeMap<Key, &Item> = BTreeMap::new();
            for item in &page.items {
                let Some((key, account, generation)) = counted(item) else { continue };
                let Some((now, lanes)) = in_force.get(&account).copied() else { continue };
                // An item that both have comes twice; the second time it is equal or known.
                let first = without_lane(&key);
                let with = |number: u32| in_generation(&first, number);
                if generation == now || generation == made {
                    let (one, other) = (with(now), with(made));
                    here.insert(key, item);
                    if lanes == 1 || compared.insert(one.clone()) {
                        pairs.insert(Pair { account, one, other });
                    }
                }
            }
            let lanes = |key: &Key, account: &Id| {
                lanes_of(key, in_force.get(account).map_or(1, |(_, lanes)| *lanes))
            };
            let missing = pairs.iter().flat_map(|pair| {
                [&pair.one, &pair.other].into_iter().flat_map(|key| lanes(key, &pair.account))
            });
            let missing: Vec<_> = missing.filter(|key| !here.contains_key(key)).collect();
            let read = self.runs.items(&missing).await?;
            let find = |key: &Key, account: &Id| -> Vec<&Item> {
                let lanes = lanes(key, account);
                let found =
                    lanes.iter().filter_map(|key| here.get(key).copied().or_else(|| read.get(key)));
                found.collect()
            };
            let differs = |pair: &Pair| {
                let [one, other] = [&pair.one, &pair.other].map(|key| find(key, &pair.account));
                !self.differ(&one, &other, &pair.one).is_empty()
            };
            let found: Vec<_> = pairs.iter().filter(|pair| differs(pair)).cloned().collect();
            differ.extend(found);
            after = page.last;
            if after.is_none() {
                return Ok(differ);
            }
        }
    }

    /// Reads these pairs again, and keeps those that still differ; how they do.
    async fn still_differing(
        &self,
        pairs: &mut BTreeSet<Pair>,
    ) -> Result<Vec<Difference>, Problem> {
        let reads = stream::iter(std::mem::take(pairs)).map(|pair| async move {
            let found = self.differ_at_once(&pair).await?;
            Ok::<_, Problem>((pair, found))
        });
        let read: Vec<_> = reads.buffer_unordered(READS).try_collect().await?;
        let mut differences = Vec::new();
        for (pair, found) in read {
            differences.extend(found.iter().map(|figure| pair.difference(figure)));
            if !found.is_empty() {
                pairs.insert(pair);
            }
        }
        Ok(differences)
    }

    /// How a pair differs at one moment, once no record that touches it is being counted.
    async fn differ_at_once(&self, pair: &Pair) -> Result<Vec<(String, String, String)>, Problem> {
        // There may be more lanes than before.
        let lanes = self.runs.settings(&pair.account).await?.map_or(1, |it| it.lanes.count);
        let mut keys = lanes_of(&pair.one, lanes);
        let of_one = keys.len();
        keys.extend(lanes_of(&pair.other, lanes));
        let mut attempts = Attempts::default();
        let items = loop {
            match self.runs.at_once(&keys).await {
                Ok(items) => break items,
                Err(error) => attempts.wait_after(error).await?,
            }
        };
        let (ones, others) = items.split_at(of_one.min(items.len()));
        let ones: Vec<&Item> = ones.iter().flatten().collect();
        let others: Vec<&Item> = others.iter().flatten().collect();
        Ok(self.differ(&ones, &others, &pair.one))
    }

    /// The figures in which two counters differ, with both values: each is the sum of its items.
    fn differ(
        &self,
        one: &[&Item],
        other: &[&Item],
        (pk, sk): &Key,
    ) -> Vec<(String, String, String)> {
        let now = Minute::of(self.clock.now());
        if pk.ends_with("#contact") {
            let (one, other) = (contact(one.first(), now), contact(other.first(), now));
            let text = |contact: &Contact| serde_json::to_string(contact).unwrap_or_default();
            let account = pk.split('#').next().and_then(|id| Id::new(id).ok());
            let contributes =
                |contact: &Contact| account.as_ref().map(|it| contact.contributions(it));
            let summed_up = one.is_summed_up() || other.is_summed_up();
            let same =
                if summed_up { contributes(&one) == contributes(&other) } else { one == other };
            return if same {
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

/// The figures of a counter's items that are not zero.
fn figures(items: &[&Item]) -> BTreeMap<Measure, String> {
    let mut sums: BTreeMap<Measure, Amount> = BTreeMap::new();
    for (name, value) in items.iter().copied().flatten() {
        let amount = value.as_n().ok().and_then(|number| Amount::from_str_exact(number).ok());
        if let Some((measure, amount)) = Measure::parse(name).zip(amount) {
            *sums.entry(measure).or_default() += amount;
        }
    }
    let not_zero = sums.into_iter().filter(|(_, amount)| !amount.is_zero());
    not_zero.map(|(measure, amount)| (measure, amount.normalize().to_string())).collect()
}

fn contact(item: Option<&&Item>, now: Minute) -> Contact {
    let state = item.and_then(|item| item.get("sessions")?.as_s().ok());
    let contact = state.and_then(|state| serde_json::from_str::<Contact>(state).ok());
    let mut contact = contact.unwrap_or_default();
    contact.prune(now);
    contact
}
