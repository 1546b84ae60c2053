//! The sections of the page, listed once.

use std::fmt;

macro_rules! sections {
    ($($(#[doc = $doc:literal])* $section:ident = $name:literal,)+) => {
        /// A section of the Analytics page. Reports, the export's parameters and their description,
        /// and the routes follow this list.
        ///
        /// One agent and one team are details of [`Agents`](Self::Agents) and
        /// [`Teams`](Self::Teams), not sections.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SectionName {
            $($(#[doc = $doc])* $section,)+
        }

        impl SectionName {
            /// All sections, in the order of the page and of a report of all.
            pub const ALL: &[Self] = &[$(Self::$section,)+];

            /// The name in requests, in names of files, and in the address of the page.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$section => $name,)+
                }
            }
        }
    };
}

sections! {
    /// The channel at a glance.
    Overview = "overview",
    /// Messages sent and received.
    Messages = "messages",
    /// Sessions: new ones, and those active.
    Conversations = "conversations",
    /// Messages and new sessions by the hour of the week.
    Hours = "hours",
    /// How long first replies and resolutions take.
    Speed = "speed",
    /// Contacts: new, active, idle.
    Contacts = "contacts",
    /// Inboxes side by side.
    Inboxes = "inboxes",
    /// Performance of all agents.
    Agents = "agents",
    /// Performance of all teams.
    Teams = "teams",
    /// Chat flows.
    Flows = "flows",
    /// Credits and balance.
    Payment = "payment",
    /// Uses of AI tools.
    Features = "features",
}

impl SectionName {
    /// The section of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|section| section.as_str() == name)
    }
}

impl fmt::Display for SectionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
