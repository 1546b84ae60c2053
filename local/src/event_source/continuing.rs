//! Which shards go on with a stream that is being counted.

use std::collections::{BTreeMap, BTreeSet};

/// The shards that go on with a stream that is being counted: a forefather of theirs has a
/// checkpoint. They may have appeared while the program was stopped, and are read whole.
///
/// `parents` has each shard's parent, which may itself be gone from the stream.
pub(crate) fn continuing<'a>(
    parents: &BTreeMap<&'a str, Option<&'a str>>,
    counted: &BTreeSet<&str>,
) -> BTreeSet<&'a str> {
    let continues = |shard: &&'a str| {
        let mut seen = BTreeSet::new();
        let mut forefather = parents.get(shard).copied().flatten();
        while let Some(id) = forefather.filter(|id| seen.insert(*id)) {
            if counted.contains(id) {
                return true;
            }
            forefather = parents.get(id).copied().flatten();
        }
        false
    };
    parents.keys().copied().filter(continues).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_continues_the_counted_shards_before_it() {
        let parents = BTreeMap::from([
            ("counted", None),
            ("child", Some("counted")),
            ("grandchild", Some("child")),
            ("of a shard that is gone", Some("gone")),
            ("new", None),
            ("child of new", Some("new")),
            ("circle", Some("circle")),
        ]);
        let continuing = continuing(&parents, &BTreeSet::from(["counted", "gone"]));
        assert_eq!(continuing, BTreeSet::from(["child", "grandchild", "of a shard that is gone"]));
    }
}
