//! Sections: which counters each reads, and how it works out its answer from them.
//!
//! A [`Section`] makes a [`ReadPlan`] for a [`SectionRequest`], and works out its answer from the
//! [`Counters`] that were read, both without I/O. Its figures are declared once, with
//! [`figures!`](figures).

mod answer;
mod contacts;
mod conversations;
mod counted;
mod directory_list;
mod features;
pub(crate) mod figures;
mod flows;
mod hours;
mod live;
mod messages;
mod money;
mod name;
mod overview;
mod payment;
pub mod performance;
mod reading;
mod request;
#[allow(clippy::module_inception)] // the trait that gives the folder its name
mod section;
mod speed;

pub use answer::{Answer, Compared, Complete, Daily, PeriodAnswer};
pub use contacts::{Contacts, ContactsAnswer};
pub use conversations::{Conversations, ConversationsAnswer};
pub use counted::Counted;
pub use directory_list::{DirectoryAnswer, Me};
pub use features::{Features, FeaturesAnswer};
pub use figures::Figures;
pub use flows::{Flows, FlowsAnswer};
pub use hours::{Hours, HoursAnswer};
pub use messages::{Messages, MessagesAnswer};
pub use money::Usd;
pub use name::SectionName;
pub use overview::{Overview, OverviewAnswer};
pub use payment::{Payment, PaymentAnswer};
pub use reading::{Counters, Range, ReadPlan, StaffFilter, StaffPlan};
pub use request::SectionRequest;
pub use section::Section;
pub use speed::{Speed, SpeedAnswer};

#[cfg(test)]
mod tests;
