//! What an event of a platform says.

use crate::conversation::ConversationFacts;
use crate::record::SourceRecord;

/// What an event says.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something that is counted.
    Taken(Taken),
    /// Nothing of interest.
    Ignored(Ignored),
}

/// What is taken of an event, or of an answer of the platform's API.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taken {
    /// Facts, each of one conversation, to be merged into what is known of it. No conversation is in
    /// it twice.
    pub conversations: Vec<ConversationFacts>,
    /// Names of inboxes, agents and teams.
    pub directory: Vec<SourceRecord>,
    /// What in it counts otherwise than the platform meant it, for a metric.
    pub marks: Marks,
}

/// How much of something counts otherwise than the platform meant it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Billed messages of a category that is not known: they count as `other`.
    pub unknown_category: u32,
    /// Parts of the event that have a form that is not known: they do not count.
    pub not_understood: u32,
}

impl std::ops::AddAssign for Marks {
    fn add_assign(&mut self, other: Self) {
        self.unknown_category += other.unknown_category;
        self.not_understood += other.not_understood;
    }
}

/// Why an event is of no interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ignored {
    /// An event of a kind that nothing is counted of.
    Kind,
    /// A private note of an agent.
    PrivateNote,
    /// A note of the platform in the conversation, such as "assigned to Ann".
    Activity,
    /// A message of a kind that is not counted, such as a reaction.
    MessageKind,
    /// An event without any message or state.
    Empty,
}
