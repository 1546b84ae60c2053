//! Ending the sessions of customers who stay silent, on a platform that knows no resolution.

use std::collections::BTreeSet;

use connectors::conversation::Facts;
use connectors::{Connector, ConversationFacts};

use crate::take::{Failed, Ingest};

/// How many conversations are listed at a time.
const PAGE: i32 = 100;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Closed {
    /// How many conversations it looked at.
    pub conversations: usize,
    /// How many records it wrote.
    pub records: usize,
}

impl Ingest {
    /// Ends the sessions that have ended by now, of all connectors.
    pub async fn close(&self) -> Result<Closed, Failed> {
        self.connectors.read_again().await;
        let mut closed = Closed::default();
        for connector in self.connectors.all() {
            self.close_of(&connector, &mut closed).await?;
        }
        if self.connectors.are_whole() { Ok(closed) } else { Err(Failed::Secret) }
    }

    async fn close_of(&self, connector: &Connector, closed: &mut Closed) -> Result<(), Failed> {
        let now = self.clock.now();
        // The index may list for a moment what is closed already.
        let mut seen = BTreeSet::new();
        loop {
            let listed = self.intake.conversations().closed(&connector.name, now, PAGE).await?;
            let new: Vec<_> = listed.into_iter().filter(|it| seen.insert(it.clone())).collect();
            if new.is_empty() {
                return Ok(());
            }
            for conversation in new {
                let facts = ConversationFacts { conversation, facts: Facts::passed(now) };
                closed.records += self.intake.merge(connector, &facts).await?.records;
                closed.conversations += 1;
            }
        }
    }
}
