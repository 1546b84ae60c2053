//! What happens in an account, from a seed.

use fastrand::Rng;

use crate::account::Account;
use crate::conversation::{Assignee, Author, Conversation, Message, State, Status};

const SECOND: i64 = 1000;
const HOUR: i64 = 3600 * SECOND;

/// A Chatwoot: an account, and its conversations by number, from 1.
#[derive(Debug)]
pub struct World {
    /// The account.
    pub account: Account,
    /// Its conversations; the first one has number 1.
    pub conversations: Vec<Conversation>,
    kinds: Kinds,
    next_message: u64,
    rng: Rng,
}

/// Which kinds of things happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// All of them.
    All,
    /// What Chatwoot's API tells exactly, even long afterwards: no campaigns, no conversations that a
    /// bot has, and no agents who write in the conversations of others. In a conversation each thing
    /// has a second of its own.
    Certain,
}

/// Something that Chatwoot tells by a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happened {
    /// The event's name.
    pub event: &'static str,
    /// The conversation's place.
    pub conversation: usize,
    /// The message's place in it, if it is about one.
    pub message: Option<usize>,
}

/// What may happen next in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Write(Author),
    Assign(Option<u64>),
    Team(Option<u64>),
    Bot,
    Status(Status),
}

impl World {
    /// An account that has had so many conversations in the days before `end`.
    pub fn new(seed: u64, conversations: usize, days: i64, end: i64) -> Self {
        Self::of(Kinds::All, seed, conversations, days, end)
    }

    /// The same with these kinds of things.
    pub fn of(kinds: Kinds, seed: u64, conversations: usize, days: i64, end: i64) -> Self {
        let contacts = u64::try_from(conversations).unwrap_or_default() * 2 / 3 + 1;
        let mut world = Self {
            account: Account::new(contacts),
            conversations: Vec::new(),
            kinds,
            next_message: 7001,
            rng: Rng::with_seed(seed),
        };
        for _ in 0..conversations {
            let mut at = end - world.rng.i64(HOUR..days * 24 * HOUR);
            let place = world.begin(at);
            let acts = world.rng.usize(2..60);
            for _ in 0..acts {
                at += world.gap(place);
                if at >= end {
                    break;
                }
                world.act(place, at);
            }
        }
        world
    }

    /// Something happens now: in a new conversation, or in one that there is.
    pub fn step(&mut self, now: i64) -> Vec<Happened> {
        if self.conversations.is_empty() || self.rng.u8(0..64) == 0 {
            let place = self.begin(now);
            let first =
                Happened { event: "message_created", conversation: place, message: Some(0) };
            return vec![Happened { event: "conversation_created", message: None, ..first }, first];
        }
        // Mostly in one of the latest, which is where people write.
        let latest = self.conversations.len().min(20);
        let place = self.conversations.len() - 1 - self.rng.usize(0..latest);
        // Nobody writes for long after a resolution.
        let is_resolved = self.conversations[place].state().status == Status::Resolved;
        if is_resolved && self.rng.u8(0..8) > 0 {
            return Vec::new();
        }
        self.act(place, now)
    }

    /// A customer's first message begins a conversation.
    fn begin(&mut self, at: i64) -> usize {
        let at = self.time(at);
        let place = self.conversations.len();
        let contact = self.rng.choice(&self.account.contacts).expect("contacts").id;
        let inbox = self.rng.choice(&self.account.inboxes).expect("inboxes").id;
        let (assignee, team) = (None, None);
        let number = u64::try_from(place).unwrap_or_default() + 1;
        let states = vec![State { at, status: Status::Open, assignee, team }];
        let messages = Vec::new();
        self.conversations.push(Conversation {
            number,
            contact,
            inbox,
            created_at: at,
            states,
            messages,
        });
        self.write(place, at, Author::Contact, "…");
        place
    }

    /// How long nothing happens: minutes in an open conversation, days in a resolved one.
    fn gap(&mut self, place: usize) -> i64 {
        let is_resolved = self.conversations[place].state().status == Status::Resolved;
        match (is_resolved, self.rng.u8(0..10)) {
            (true, 0..6) => self.rng.i64(20 * HOUR..90 * HOUR),
            (true, _) => self.rng.i64(SECOND..30 * HOUR),
            (false, 0) => self.rng.i64(1..SECOND),
            (false, 1) => self.rng.i64(HOUR..20 * HOUR),
            (false, _) => self.rng.i64(SECOND..HOUR / 4),
        }
    }

    /// Something happens in this conversation, at this time or after what happened last in it.
    pub fn act(&mut self, place: usize, at: i64) -> Vec<Happened> {
        let latest = |it: &Conversation| {
            it.state().at.max(it.messages.last().map_or(0, |message| message.at))
        };
        let at = self.time(at.max(latest(&self.conversations[place]) + 1));
        match self.choose(place) {
            Act::Write(author) => {
                let message = self.write(place, at, author, "…");
                let (event, message) = ("message_created", Some(message));
                let mut happened = vec![Happened { event, conversation: place, message }];
                let is_resolved = self.conversations[place].state().status == Status::Resolved;
                if author == Author::Contact && is_resolved {
                    let text = "System reopened the conversation due to a new incoming message.";
                    happened.extend(self.change(place, self.time(at + 200), text, |state| {
                        state.status = Status::Open;
                    }));
                }
                happened
            }
            Act::Assign(None) => {
                self.change(place, at, "Conversation unassigned by Ann", |state| {
                    state.assignee = None;
                })
            }
            Act::Assign(Some(id)) => {
                let text = format!("Assigned to {} by Ann", self.account.agent(id).name);
                self.change(place, at, &text, |state| state.assignee = Some(Assignee::Agent(id)))
            }
            Act::Bot => self.change(place, at, "", |state| {
                state.assignee = Some(Assignee::Bot);
                state.status = Status::Pending;
            }),
            Act::Team(team) => {
                let old = self.conversations[place].state().team;
                let name = team.or(old).map(|id| self.account.team(id).name).unwrap_or_default();
                let verb = if team.is_some() { "Assigned to" } else { "Unassigned from" };
                let text = format!("{verb} {name} by Ann");
                self.change(place, at, &text, |state| state.team = team)
            }
            Act::Status(status) => {
                let text = match status {
                    Status::Resolved => "Conversation was marked resolved by Ann",
                    Status::Open => "Conversation was reopened by Ann",
                    Status::Pending => "Conversation was marked as pending by Ann",
                    Status::Snoozed => "Conversation was snoozed by Ann",
                };
                self.change(place, at, text, |state| state.status = status)
            }
        }
    }

    /// When something happens that happens at this time at the earliest.
    fn time(&self, at: i64) -> i64 {
        match self.kinds {
            Kinds::All => at,
            Kinds::Certain => (at + SECOND - 1) / SECOND * SECOND,
        }
    }

    fn choose(&mut self, place: usize) -> Act {
        let act = self.choose_any(place);
        if self.kinds == Kinds::All {
            return act;
        }
        let assignee = self.conversations[place].state().assignee;
        match act {
            Act::Write(Author::Campaign(_)) | Act::Bot => Act::Write(Author::Contact),
            Act::Write(Author::Agent(id)) if assignee != Some(Assignee::Agent(id)) => {
                Act::Assign(Some(id))
            }
            act => act,
        }
    }

    fn choose_any(&mut self, place: usize) -> Act {
        let state = self.conversations[place].state().clone();
        let agents: Vec<u64> = self.account.agents.iter().map(|agent| agent.id).collect();
        let agent = *self.rng.choice(&agents).expect("agents");
        let owner = match state.assignee {
            Some(Assignee::Agent(id)) if self.rng.u8(0..8) > 0 => id,
            _ => agent,
        };
        let is_resolved = state.status == Status::Resolved;
        match self.rng.u8(0..100) {
            0..30 => Act::Write(Author::Contact),
            30..34 => Act::Write(Author::Note(agent)),
            34..36 => Act::Write(Author::Automation(agent)),
            36..38 => Act::Write(Author::Campaign(agent)),
            38..41 => Act::Write(Author::Phone),
            41..44 => Act::Write(Author::Template),
            44..48 => Act::Write(Author::Bot),
            48..51 if is_resolved => Act::Status(Status::Open),
            _ if is_resolved => Act::Write(Author::Contact),
            48..66 => Act::Write(Author::Agent(owner)),
            66..76 => Act::Assign(Some(agent)),
            76..78 => Act::Assign(None),
            78..83 => Act::Team(self.rng.choice([Some(3), Some(4), None]).expect("teams")),
            83..84 => Act::Bot,
            84..86 => Act::Status(Status::Snoozed),
            _ => Act::Status(Status::Resolved),
        }
    }

    fn write(&mut self, place: usize, at: i64, author: Author, text: &str) -> usize {
        let id = self.next_message;
        self.next_message += 1;
        let messages = &mut self.conversations[place].messages;
        messages.push(Message { id, at, author, text: text.to_owned() });
        messages.len() - 1
    }

    /// Changes the state, and leaves a note of it. Nothing happens where that changes nothing.
    fn change(
        &mut self,
        place: usize,
        at: i64,
        note: &str,
        change: impl FnOnce(&mut State),
    ) -> Vec<Happened> {
        let before = self.conversations[place].state().clone();
        let mut after = State { at, ..before.clone() };
        change(&mut after);
        if (State { at: before.at, ..after.clone() }) == before {
            return Vec::new();
        }
        let status_changed = after.status != before.status;
        self.conversations[place].states.push(after);
        if !note.is_empty() {
            self.write(place, at, Author::Activity, note);
        }
        let updated =
            Happened { event: "conversation_updated", conversation: place, message: None };
        let status = Happened { event: "conversation_status_changed", ..updated };
        status_changed.then_some(status).into_iter().chain([updated]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: i64 = 1_795_342_530_000;

    #[test]
    fn the_same_seed_is_the_same_history_and_it_is_in_order() {
        let world = World::new(7, 200, 90, END);
        let other = World::new(7, 200, 90, END);
        assert_eq!(format!("{:?}", world.conversations), format!("{:?}", other.conversations));
        for conversation in &world.conversations {
            assert!(
                conversation
                    .messages
                    .is_sorted_by(|one, next| one.at <= next.at && one.id < next.id)
            );
            assert!(conversation.states.is_sorted_by_key(|state| state.at));
            assert!(conversation.states.iter().all(|state| state.at < END + HOUR));
        }
    }

    #[test]
    fn what_is_certain_has_a_second_of_its_own_and_is_told_by_notes() {
        let world = World::of(Kinds::Certain, 7, 200, 90, END);
        for it in &world.conversations {
            for message in &it.messages {
                assert_eq!(message.at % SECOND, 0);
                assert!(!matches!(message.author, Author::Campaign(_)));
            }
            let changes = it.states.iter().skip(1);
            let notes = it.messages.iter().filter(|it| it.author == Author::Activity);
            let (changes, notes): (Vec<_>, Vec<_>) =
                (changes.map(|it| it.at).collect(), notes.map(|it| it.at).collect());
            assert_eq!(changes, notes);
            let public = it.messages.iter().filter(|it| it.author != Author::Activity);
            assert!(public.skip(1).all(|message| !notes.contains(&message.at)));
        }
    }

    #[test]
    fn everything_happens() {
        let world = World::new(7, 300, 90, END);
        let messages = || world.conversations.iter().flat_map(|it| &it.messages);
        let states = || world.conversations.iter().flat_map(|it| &it.states);
        for is_it in [
            |author: &Author| matches!(author, Author::Contact),
            |author: &Author| matches!(author, Author::Agent(_)),
            |author: &Author| matches!(author, Author::Note(_)),
            |author: &Author| matches!(author, Author::Automation(_)),
            |author: &Author| matches!(author, Author::Campaign(_)),
            |author: &Author| matches!(author, Author::Bot),
            |author: &Author| matches!(author, Author::Template),
            |author: &Author| matches!(author, Author::Phone),
            |author: &Author| matches!(author, Author::Activity),
        ] {
            assert!(messages().any(|message| is_it(&message.author)));
        }
        for status in [Status::Open, Status::Resolved, Status::Pending, Status::Snoozed] {
            assert!(states().any(|state| state.status == status), "{status:?}");
        }
        assert!(states().any(|state| state.assignee == Some(Assignee::Bot)));
        assert!(states().any(|state| state.team == Some(4)));
        // Some customers come back after more than a day.
        let is_later = |it: &Conversation| {
            let resolved = it.states.iter().find(|state| state.status == Status::Resolved);
            resolved.is_some_and(|state| {
                it.messages.iter().any(|message| message.at > state.at + 24 * HOUR)
            })
        };
        assert!(world.conversations.iter().filter(|it| is_later(it)).count() > 20);
    }
}
