//! A conversation, everything that ever changed in it, and its messages. Times are milliseconds since
//! 1970.

/// A conversation.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// The number that users see.
    pub number: u64,
    /// The number of its contact.
    pub contact: u64,
    /// The number of its inbox.
    pub inbox: u64,
    /// When it began.
    pub created_at: i64,
    /// How it stood after each change, oldest first. Chatwoot itself knows the last one only.
    pub states: Vec<State>,
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
}

/// How a conversation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Since when (`updated_at`).
    pub at: i64,
    /// Its status.
    pub status: Status,
    /// Whom it is assigned to.
    pub assignee: Option<Assignee>,
    /// The number of its team.
    pub team: Option<u64>,
}

/// A status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// `open`
    Open,
    /// `resolved`
    Resolved,
    /// `pending`: a bot has it
    Pending,
    /// `snoozed`
    Snoozed,
}

/// Whom a conversation is assigned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignee {
    /// The agent of this number.
    Agent(u64),
    /// The bot.
    Bot,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number, unique in the whole Chatwoot.
    pub id: u64,
    /// When it was created.
    pub at: i64,
    /// Who wrote it.
    pub author: Author,
    /// Its text.
    pub text: String,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The contact.
    Contact,
    /// An agent.
    Agent(u64),
    /// An agent, as a note that the contact does not see.
    Note(u64),
    /// An automation, in an agent's name.
    Automation(u64),
    /// A campaign, in an agent's name.
    Campaign(u64),
    /// The bot.
    Bot,
    /// A template, such as the question how satisfied the contact is.
    Template,
    /// Somebody with the account's phone.
    Phone,
    /// Chatwoot itself, about what happened.
    Activity,
}

impl Conversation {
    /// How it stands.
    pub fn state(&self) -> &State {
        self.states.last().expect("a state")
    }

    /// When something was last written in it, in seconds.
    pub fn last_activity_at(&self) -> i64 {
        self.messages.last().map_or(self.created_at, |message| message.at) / 1000
    }
}

impl Status {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resolved => "resolved",
            Self::Pending => "pending",
            Self::Snoozed => "snoozed",
        }
    }
}
