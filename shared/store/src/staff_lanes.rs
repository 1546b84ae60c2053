//! The [lanes](crate::lanes) of days of agents and teams.
//!
//! They are the most items, and the ones that lists read whole. Each of their lanes has a partition of
//! its own, since together they are written more than a partition takes. So they have fewer lanes than
//! other counters: three in an account of two to sixteen, and fifteen beyond. An agent is written far
//! less often than a day: an agent's day is in one of the three, which follows from the agent's id, or
//! in five of the fifteen.

use std::collections::BTreeSet;
use std::ops::Range;

use domain::counter::Staff;

/// The most lanes of an account in which days of agents and teams have three.
pub const FEW_LANES: u32 = 16;

/// Into how many groups agents are divided once an account has several lanes.
const GROUPS: u32 = 3;

/// How many lanes an agent's day has beyond [`FEW_LANES`].
const OF_AGENT: u32 = 5;

/// How many lanes days of agents and teams have where other counters have so many.
pub(crate) fn count(lanes: u32) -> u32 {
    match lanes {
        0 | 1 => 1,
        2..=FEW_LANES => GROUPS,
        _ => GROUPS * OF_AGENT,
    }
}

/// The lanes of an agent's or a team's days of which a shard writes one.
pub(crate) fn written(staff: &Staff, lanes: u32) -> Range<u32> {
    let all = count(lanes);
    match staff {
        Staff::Agent(agent) if all > 1 => {
            let (group, of_group) = (share(agent.as_str().bytes(), GROUPS), all / GROUPS);
            group * of_group..(group + 1) * of_group
        }
        Staff::Agent(_) | Staff::Team(_) => 0..all,
    }
}

/// The lanes in which an agent's or a team's days may be: those that are written, and those that were
/// written while there were fewer.
pub(crate) fn read(staff: &Staff, lanes: u32) -> BTreeSet<u32> {
    let counts = [1, FEW_LANES, lanes].into_iter().filter(|count| *count <= lanes);
    counts.flat_map(|count| written(staff, count)).collect()
}

/// Which of so many these bytes fall to.
pub(crate) fn share(bytes: impl Iterator<Item = u8>, of: u32) -> u32 {
    // FNV-1a: the same on every machine and in every release, or a lane would be no lane of a shard.
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    // The low bits of similar names differ little; the high ones are mixed into them.
    let mixed = hash ^ (hash >> 32) ^ (hash >> 17);
    u32::try_from(mixed % u64::from(of.max(1))).unwrap_or_default()
}
