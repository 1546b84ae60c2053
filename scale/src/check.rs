//! Whether the counters are exactly what was written.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::load::{ACCOUNT, Tally};

/// The counters of the account in these items, with the lanes of each added up.
pub fn counters(items: &[Value]) -> Tally {
    let mut counters = Tally::new();
    for item in items {
        let text = |name: &str| item[name]["S"].as_str().unwrap_or_default();
        let (pk, sk) = (text("pk"), text("sk"));
        let mut parts: Vec<&str> = pk.split('#').collect();
        let base = match parts.get(2) {
            Some(&"day" | &"detail") => 1,
            Some(&"inbox-detail") => 2,
            Some(&"staff") => 3,
            _ => continue,
        };
        if parts[0] != ACCOUNT {
            continue;
        }
        parts.truncate(4);
        let sk: Vec<&str> = sk.split('#').take(base).collect();
        let numbers: BTreeMap<&str, i64> = item
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((&**name, value["N"].as_str()?.parse().ok()?)))
            .collect();
        for (name, number) in numbers {
            let key = (parts.join("#"), sk.join("#"), name.to_owned());
            *counters.entry(key).or_default() += number;
        }
    }
    counters.retain(|_, count| *count != 0);
    counters
}

/// How many figures differ.
pub fn differences(counted: &Tally, written: &Tally) -> usize {
    let keys: std::collections::BTreeSet<_> = counted.keys().chain(written.keys()).collect();
    keys.into_iter().filter(|key| counted.get(key) != written.get(key)).count()
}
