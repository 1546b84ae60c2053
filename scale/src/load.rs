//! The messages that one account's platform writes, and what they add up to.

use std::collections::{BTreeMap, HashMap};

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

/// What the platform writes, message by message, and how often each kind of message was written.
#[derive(Debug)]
pub struct Load {
    mix: Mix,
    rng: Rng,
    written: u64,
    of_kind: HashMap<Kind, i64>,
}

/// A message of which the record is not made yet: millions of them wait while an account gets its lanes.
#[derive(Debug, Clone, Copy)]
pub struct Message {
    id: u64,
    sequence: u64,
    second: i64,
    kind: Kind,
}

/// What a message's counters follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    inbox: u32,
    hour: u32,
    sender: Sender,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sender {
    Agent { agent: u32, team: u32 },
    Bot,
    Broadcast,
    Customer,
}

impl Load {
    /// A load that follows from this seed.
    pub fn new(mix: Mix, seed: u64) -> Self {
        Self { mix, rng: Rng::with_seed(seed), written: 0, of_kind: HashMap::new() }
    }

    /// How many messages were written.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// What all messages add up to.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::new();
        for (kind, count) in &self.of_kind {
            kind.add_to(&mut tally, *count);
        }
        tally
    }

    /// The next message, with this sequence number in its shard, written at this second.
    pub fn next(&mut self, sequence: u64, second: i64) -> Message {
        let inbox = self.rng.u32(..self.mix.inboxes);
        // Of any hour, so that the day's detail soon has all that it has at the end of a day.
        let hour = self.rng.u32(..24);
        let die = self.rng.u32(..1_000);
        let sender = match die {
            _ if die < self.mix.by_agents => {
                let agent = self.rng.u32(..self.mix.agents);
                Sender::Agent { agent, team: agent % self.mix.teams }
            }
            _ if die.is_multiple_of(3) => Sender::Bot,
            _ if die % 7 == 1 => Sender::Broadcast,
            _ => Sender::Customer,
        };
        let kind = Kind { inbox, hour, sender };
        let id = self.written;
        self.written += 1;
        *self.of_kind.entry(kind).or_default() += 1;
        Message { id, sequence, second, kind }
    }
}

impl Message {
    /// The sequence number of its record.
    pub fn sequence_number(&self) -> String {
        format!("{}", 100_000_000_000_000_000_000_u128 + u128::from(self.sequence))
    }

    /// Its record in this stream.
    pub fn record(&self, stream: &str) -> Value {
        let Kind { inbox, hour, sender } = self.kind;
        let mut image = json!({
            "session_id": { "S": format!("s{}", self.id / 8) },
            "message_id": { "S": format!("m{}", self.id) },
            "account_id": { "S": ACCOUNT },
            "inbox_id": { "S": format!("inbox{inbox}") },
            "customer_id": { "S": format!("c{}", self.id / 16) },
            "sender": { "S": sender.names().0 },
            "sent_at": { "S": format!("{}T{hour:02}:00:00Z", DATE.0) },
        });
        if let Sender::Agent { agent, team } = sender {
            image["agent_id"] = json!({ "S": format!("a{agent}") });
            image["team_id"] = json!({ "S": format!("t{team}") });
        }
        let keys = json!({ "session_id": image["session_id"], "message_id": image["message_id"] });
        json!({
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "eventSourceARN": stream,
            "dynamodb": {
                "ApproximateCreationDateTime": self.second,
                "Keys": keys,
                "NewImage": image,
                "SequenceNumber": self.sequence_number(),
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        })
    }
}

impl Sender {
    /// What messages call it, and the measure that counts them.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Agent { .. } => ("agent", "agent_sent"),
            Self::Bot => ("bot", "bot_sent"),
            Self::Broadcast => ("broadcast", "broadcast_sent"),
            Self::Customer => ("customer", "received"),
        }
    }
}

impl Kind {
    /// Adds what so many messages of this kind add.
    fn add_to(self, tally: &mut Tally, count: i64) {
        let Self { inbox, hour, sender } = self;
        let mut add = |family: &str, scope: &str, sk: String, measure: &str| {
            let pk = format!("{ACCOUNT}#1#{family}#{scope}");
            *tally.entry((pk, sk, measure.to_owned())).or_default() += count;
        };
        let (date, inbox, (_, measure)) = (DATE.0, format!("inbox{inbox}"), sender.names());
        for scope in ["", &*inbox] {
            add("day", scope, date.to_owned(), measure);
            if let Sender::Agent { agent, team } = sender {
                add("staff", scope, format!("{date}#agent#a{agent}"), measure);
                add("staff", scope, format!("{date}#team#t{team}"), measure);
            }
        }
        add("inbox-detail", "", format!("{date}#{inbox}"), measure);
        if sender != Sender::Broadcast {
            let hourly = format!("{}{hour:02}", &measure[..1]);
            add("detail", "", date.to_owned(), &hourly);
            add("inbox-detail", "", format!("{date}#{inbox}"), &hourly);
        }
    }
}
