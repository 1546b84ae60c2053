//! The business's agents, their shifts and speed, and its teams.

use chrono::{Datelike, TimeDelta, Timelike, Weekday};

use crate::business::STUDIO;
use crate::record::Time;
use crate::rng::Rng;
use crate::schedule;

/// A person who answers customers.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// Median time to a first reply, in seconds.
    pub(crate) reply: f64,
    /// How much of the work this agent takes, compared to the others.
    pub(crate) share: f64,
    /// Local hour at which the shift begins, and its length in hours.
    shift: (u32, u32),
    /// Days of the week on which no shift begins.
    off: [Weekday; 2],
}

/// A group of agents that conversations are assigned to.
#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) members: &'static [&'static str],
}

const fn agent(
    id: &'static str,
    name: &'static str,
    (reply, share): (f64, f64),
    shift: (u32, u32),
    off: [Weekday; 2],
) -> Agent {
    Agent { id, name, reply, share, shift, off }
}

use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

/// All agents. At every hour of the week at least one is on duty.
pub(crate) static AGENTS: [Agent; 20] = [
    agent("mei-ling-chen", "Mei-Ling Chen", (55.0, 3.0), (9, 9), [Sat, Sun]),
    agent("wei-lin", "Wei Lin", (120.0, 2.2), (9, 9), [Sat, Sun]),
    agent("yu-ting-huang", "Yu-Ting Huang", (80.0, 2.6), (7, 9), [Sun, Mon]),
    agent("kai-wang", "Kai Wang", (240.0, 1.4), (13, 9), [Tue, Wed]),
    agent("aiko-tanaka", "Aiko Tanaka", (70.0, 2.4), (9, 9), [Wed, Sun]),
    agent("haruto-sato", "Haruto Sato", (300.0, 1.1), (10, 9), [Sat, Sun]),
    agent("min-ji-park", "Min-ji Park", (95.0, 2.0), (13, 9), [Mon, Thu]),
    agent("thu-ha-nguyen", "Nguyễn Thu Hà", (110.0, 1.8), (7, 9), [Fri, Sat]),
    agent("priya-raman", "Priya Raman", (65.0, 2.8), (16, 9), [Sun, Mon]),
    agent("arjun-mehta", "Arjun Mehta", (420.0, 1.2), (9, 9), [Sat, Sun]),
    agent("sofia-rossi", "Sofia Rossi", (150.0, 1.6), (13, 9), [Fri, Sun]),
    agent("mateo-garcia", "Mateo García", (200.0, 1.3), (16, 9), [Tue, Sat]),
    agent("amara-okafor", "Amara Okafor", (75.0, 2.3), (16, 9), [Wed, Thu]),
    agent("kwame-mensah", "Kwame Mensah", (180.0, 3.2), (22, 9), [Mon, Tue]),
    agent("lea-moreau", "Léa Moreau", (260.0, 2.4), (22, 9), [Fri, Sat]),
    agent("jonas-lindqvist", "Jonas Lindqvist", (900.0, 0.5), (9, 9), [Sat, Sun]),
    agent("hannah-weber", "Hannah Weber", (130.0, 1.7), (10, 9), [Thu, Sun]),
    agent("olivia-clarke", "Olivia Clarke", (100.0, 1.9), (13, 9), [Sat, Mon]),
    agent("zeynep-kaya", "Zeynep Kaya", (170.0, 2.8), (22, 9), [Wed, Sun]),
    agent("siti-rahmawati", "Siti Rahmawati", (600.0, 0.6), (10, 9), [Sat, Tue]),
];

/// All teams; some agents are in two.
pub(crate) static TEAMS: [Team; 5] = [
    Team {
        id: "sales",
        name: "Sales & Styling",
        members: &[
            "mei-ling-chen",
            "aiko-tanaka",
            "sofia-rossi",
            "olivia-clarke",
            "hannah-weber",
            "kai-wang",
        ],
    },
    Team {
        id: "orders",
        name: "Orders & Delivery",
        members: &[
            "wei-lin",
            "yu-ting-huang",
            "min-ji-park",
            "thu-ha-nguyen",
            "mateo-garcia",
            "hannah-weber",
        ],
    },
    Team {
        id: "returns",
        name: "Returns & Care",
        members: &[
            "thu-ha-nguyen",
            "haruto-sato",
            "amara-okafor",
            "siti-rahmawati",
            "olivia-clarke",
        ],
    },
    Team {
        id: "studio",
        name: "Pine Studio Trade",
        members: &["arjun-mehta", "jonas-lindqvist", "aiko-tanaka", "kai-wang"],
    },
    Team {
        id: "evening",
        name: "Evenings & Weekends",
        members: &[
            "priya-raman",
            "mateo-garcia",
            "amara-okafor",
            "kwame-mensah",
            "lea-moreau",
            "zeynep-kaya",
        ],
    },
];

impl Agent {
    /// Whether the agent works at this time. A shift that goes past midnight belongs to the day on which it began.
    pub(crate) fn on_duty(&self, time: Time) -> bool {
        let (start, hours) = self.shift;
        let since_start = schedule::local(time) - TimeDelta::hours(start.into());
        since_start.hour() < hours && !self.off.contains(&since_start.weekday())
    }

    /// The agent with this id.
    pub(crate) fn find(id: &str) -> Option<&'static Agent> {
        AGENTS.iter().find(|agent| agent.id == id)
    }
}

impl Team {
    /// The team with this id.
    pub(crate) fn find(id: &str) -> Option<&'static Team> {
        TEAMS.iter().find(|team| team.id == id)
    }

    /// The team that a new conversation is assigned to.
    pub(crate) fn route(rng: &mut Rng, inbox_id: &str, time: Time) -> &'static Team {
        let local = schedule::local(time);
        let late = !(8..20).contains(&local.hour()) || matches!(local.weekday(), Sat | Sun);
        let studio = inbox_id == STUDIO;
        let weight = |team: &Team| match team.id {
            "sales" => 3.0,
            "orders" => 2.6,
            "returns" => 1.5,
            "studio" => {
                if studio {
                    5.0
                } else {
                    0.15
                }
            }
            _ => {
                if late {
                    5.0
                } else {
                    0.2
                }
            }
        };
        rng.weighted(TEAMS.iter(), weight).unwrap_or(&TEAMS[0])
    }
}

/// An agent on duty, never `except`: one of the team if possible, or else any.
pub(crate) fn someone(
    rng: &mut Rng,
    team: &Team,
    time: Time,
    except: Option<&str>,
) -> Option<&'static Agent> {
    let on_duty = AGENTS.iter().filter(|agent| agent.on_duty(time) && Some(agent.id) != except);
    let members = on_duty.clone().filter(|agent| team.members.contains(&agent.id));
    rng.weighted(members, |agent| agent.share)
        .or_else(|| rng.weighted(on_duty, |agent| agent.share))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn someone_is_on_duty_at_every_hour_of_the_week() {
        for hour in 0..7 * 24 {
            let time = schedule::at("2026-11-16".parse().unwrap(), 0, 30) + TimeDelta::hours(hour);
            let on_duty = AGENTS.iter().filter(|agent| agent.on_duty(time)).count();
            assert!((1..=16).contains(&on_duty), "{on_duty} on duty at {}", schedule::local(time));
        }
    }

    #[test]
    fn a_night_shift_ends_in_the_morning_after() {
        let monday = "2026-11-16".parse().unwrap();
        let kwame = Agent::find("kwame-mensah").unwrap();
        assert!(kwame.on_duty(schedule::at(monday, 6, 59)), "Sunday's shift");
        assert!(!kwame.on_duty(schedule::at(monday, 7, 0)));
        assert!(!kwame.on_duty(schedule::at(monday, 22, 30)), "Monday is a day off");
    }

    #[test]
    fn teams_are_made_of_agents_and_everyone_is_in_one() {
        let members: BTreeSet<_> = TEAMS.iter().flat_map(|team| team.members).copied().collect();
        assert_eq!(members, AGENTS.iter().map(|agent| agent.id).collect());
        assert!(
            TEAMS.iter().map(|team| team.members.len()).sum::<usize>() > AGENTS.len(),
            "some are in two"
        );
    }
}
