//! What one large account is to cost and how late it may be counted, each with the simulation that shows
//! it.

use std::fmt;
use std::time::Duration;

use crate::load::Mix;
use crate::shards::EventSource;
use crate::simulation::{Outcome, Plan};

/// A goal: what is simulated, and the bounds of what comes of it.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// What it is about.
    pub name: &'static str,
    /// What is simulated.
    pub plan: Plan,
    /// The longest delay of 99 of 100 messages, of an account that keeps up; `None` where only the cost
    /// matters.
    pub p99: Option<Duration>,
    /// The most write units for each message.
    pub units: f64,
    /// Whether the account gets its lanes meanwhile.
    pub raises_lanes: bool,
    /// Whether `docs/scale.md` says that it is missed, and why.
    pub known_missed: bool,
    /// Whether it takes minutes.
    pub long: bool,
}

/// How far a goal is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Met,
    /// It is not, as `docs/scale.md` says.
    KnownMissed,
    /// It is not.
    Missed,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Met => "met",
            Self::KnownMissed => "missed, as docs/scale.md says",
            Self::Missed => "missed",
        })
    }
}

/// The records of a batch whose cost is bounded.
pub const BATCH: usize = 500;

impl Goal {
    /// All goals. `plan` has the seed, the limits and the batching window.
    pub fn all(plan: Plan) -> Vec<Self> {
        let seconds = Duration::from_secs;
        // From one lane on: they are raised after 20 s and written 90 s later. What has gathered by
        // then is soon counted; the last seconds are measured.
        let large = Goal {
            name: "100 shards, 10,000 messages a second, lanes raised by itself",
            plan: Plan {
                shards: 100,
                rate: 10_000.0,
                duration: seconds(240),
                measured_from: seconds(210),
                ..plan
            },
            p99: Some(seconds(3)),
            units: 0.5,
            raises_lanes: true,
            known_missed: false,
            long: false,
        };
        let largest = Goal {
            name: "400 shards, 40,000 messages a second, lanes raised by itself",
            plan: Plan {
                shards: 400,
                rate: 40_000.0,
                duration: seconds(300),
                measured_from: seconds(270),
                ..large.plan
            },
            long: true,
            ..large
        };
        // More is written than a window gathers, so every batch is full.
        let source = EventSource { batch: BATCH, window: seconds(1), ..plan.source };
        let one = Plan {
            shards: 1,
            rate: 1.2 * BATCH as f64,
            duration: seconds(30),
            measured_from: seconds(5),
            source,
            ..plan
        };
        let batch = |name, mix, known_missed| Goal {
            name,
            plan: Plan { mix, ..one },
            p99: None,
            units: 0.1,
            raises_lanes: false,
            known_missed,
            long: false,
        };
        vec![
            batch("batches of 500, none by agents", Mix::WITHOUT_AGENTS, false),
            batch("batches of 500, a quarter by 6 agents of 3 teams", Mix::SIX_AGENTS, false),
            batch("batches of 500, a quarter by 10 agents of 3 teams", Mix::COSTS, true),
            batch("batches of 500, a twentieth by 1,000 agents of 20 teams", Mix::LARGE, true),
            large,
            largest,
        ]
    }

    /// What the goal says, in words.
    pub fn bounds(&self) -> String {
        let cost = format!("at most {} write units for each message", self.units);
        match self.p99 {
            Some(p99) => format!("keeps up, p99 at most {} s, {cost}", p99.as_secs()),
            None => cost,
        }
    }

    /// Whether it is met.
    pub fn verdict(&self, outcome: &Outcome) -> Verdict {
        let in_time = self.p99.is_none_or(|p99| outcome.keeps_up() && outcome.p99 <= p99);
        let raised = !self.raises_lanes || outcome.lanes > self.plan.lanes;
        let met = in_time && raised && outcome.units_a_record <= self.units;
        // An inexact count is never known.
        match (outcome.differences == Some(0), met, self.known_missed) {
            (true, true, _) => Verdict::Met,
            (true, false, true) => Verdict::KnownMissed,
            _ => Verdict::Missed,
        }
    }
}
