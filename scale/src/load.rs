//! The messages that one account's platform writes, and what they add up to.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Value, json};

/// Who writes how many of a thousand messages, and how many agents, teams and inboxes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    /// Of a thousand messages, those that agents write.
    pub by_agents: u32,
    /// Agents.
    pub agents: u32,
    /// Teams. An agent is in one of them.
    pub teams: u32,
    /// Inboxes.
    pub inboxes: u32,
}

impl Mix {
    /// The messages of `docs/costs.md`: a quarter by ten agents of three teams, one inbox.
    pub const COSTS: Self = Self { by_agents: 250, agents: 10, teams: 3, inboxes: 1 };

    /// No agents: customers, bots and broadcasts.
    pub const WITHOUT_AGENTS: Self = Self { by_agents: 0, ..Self::COSTS };

    /// A quarter by six agents of three teams.
    pub const SIX_AGENTS: Self = Self { agents: 6, ..Self::COSTS };

    /// Those of a platform's largest account: most are customers', bots' and broadcasts, one of
    /// twenty is one of a thousand agents'.
    pub const LARGE: Self = Self { by_agents: 50, agents: 1_000, teams: 20, inboxes: 1 };
}

/// The account.
pub const ACCOUNT: &str = "large";

/// The date on which all messages are sent, and the second that it begins at.
pub const DATE: (&str, i64) = ("2026-11-22", 1_795_305_600);

/// Counters by partition, sort key and attribute, as a person would count them: written by hand and
/// without the aggregator's code.
pub type Tally = BTreeMap<(String, String, String), i64>;

/// A message: its stream record's images and what it adds.
#[derive(Debug)]
pub struct Load {
    mix: Mix,
    rng: Rng,
    written: u64,
    tally: Tally,
}

impl Load {
    /// A load that follows from this seed.
    pub fn new(mix: Mix, seed: u64) -> Self {
        Self { mix, rng: Rng::with_seed(seed), written: 0, tally: Tally::new() }
    }

    /// How many messages were written.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// What all of them add up to.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The next message as a record of a stream, with this sequence number, written at this second.
    pub fn next(&mut self, stream: &str, sequence: u64, second: i64) -> Value {
        let id = self.written;
        self.written += 1;
        let inbox = format!("inbox{}", self.rng.u32(..self.mix.inboxes));
        // Of any hour, so that the day's detail soon has all that it has at the end of a day.
        let hour = self.rng.u32(..24);
        let die = self.rng.u32(..1_000);
        let (sender, measure) = match die {
            _ if die < self.mix.by_agents => ("agent", "agent_sent"),
            _ if die.is_multiple_of(3) => ("bot", "bot_sent"),
            _ if die % 7 == 1 => ("broadcast", "broadcast_sent"),
            _ => ("customer", "received"),
        };
        let mut image = json!({
            "session_id": { "S": format!("s{}", id / 8) },
            "message_id": { "S": format!("m{id}") },
            "account_id": { "S": ACCOUNT },
            "inbox_id": { "S": inbox },
            "customer_id": { "S": format!("c{}", id / 16) },
            "sender": { "S": sender },
            "sent_at": { "S": format!("{}T{hour:02}:00:00Z", DATE.0) },
        });
        for scope in ["", &*inbox] {
            self.add(format!("{ACCOUNT}#1#day#{scope}"), DATE.0.to_owned(), measure);
        }
        let of_inbox = (format!("{ACCOUNT}#1#inbox-detail#"), format!("{}#{inbox}", DATE.0));
        self.add(of_inbox.0.clone(), of_inbox.1.clone(), measure);
        if sender != "broadcast" {
            let hourly = format!("{}{hour:02}", &measure[..1]);
            self.add(format!("{ACCOUNT}#1#detail#"), DATE.0.to_owned(), &hourly);
            self.add(of_inbox.0, of_inbox.1, &hourly);
        }
        if sender == "agent" {
            let agent = self.rng.u32(..self.mix.agents);
            let team = agent % self.mix.teams;
            image["agent_id"] = json!({ "S": format!("a{agent}") });
            image["team_id"] = json!({ "S": format!("t{team}") });
            for scope in ["", &*inbox] {
                for staff in [format!("agent#a{agent}"), format!("team#t{team}")] {
                    let pk = format!("{ACCOUNT}#1#staff#{scope}");
                    self.add(pk, format!("{}#{staff}", DATE.0), measure);
                }
            }
        }
        let keys = json!({ "session_id": image["session_id"], "message_id": image["message_id"] });
        json!({
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "eventSourceARN": stream,
            "dynamodb": {
                "ApproximateCreationDateTime": second,
                "Keys": keys,
                "NewImage": image,
                "SequenceNumber": format!("{}", 100_000_000_000_000_000_000_u128 + u128::from(sequence)),
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        })
    }

    fn add(&mut self, pk: String, sk: String, measure: &str) {
        *self.tally.entry((pk, sk, measure.to_owned())).or_default() += 1;
    }
}
