//! Writing what a platform says.

use std::time::Duration;

use connectors::event::Marks;
use connectors::{Connector, ConversationFacts, Put, SourceRecord, State, Table, Taken, merge};
use futures::future::try_join_all;
use store::{Attempts, ConversationKey, Conversations, NameWrite, NewState, SourceWrite, Stored};
use tracing::warn;

/// The longest time that writing an event may take, if nothing else is said. Chatwoot waits five seconds
/// for an answer, and does not try again; so a slow table is better waited for than given up.
const LONGEST: Duration = Duration::from_secs(4);

/// How many conversations of an event are written at the same time.
const AT_A_TIME: usize = 8;

/// What writes.
#[derive(Debug, Clone)]
pub struct Intake {
    conversations: Conversations,
    /// The longest time that writing an event may take.
    longest: Duration,
}

/// What was taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taking {
    /// How many source records were written.
    pub records: usize,
    /// How many names were written into the directory.
    pub names: usize,
    /// What counts otherwise than the platform meant it.
    pub marks: Marks,
    /// How many bills have no rate, and so the amount 0.
    pub missing_rates: usize,
    /// How many facts came too late to change a session.
    pub late: usize,
}

/// Why something could not be written, or not whole.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The tables could not be read or written.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Others wrote the same conversation, again and again.
    #[error("a conversation was written by others each time")]
    Overtaken,
    /// It took too long.
    #[error("the tables did not answer in time")]
    Late,
    /// What is stored is not what this version stores.
    #[error("a conversation's state cannot be read")]
    State,
}

impl Intake {
    /// Writes into these tables.
    pub fn new(conversations: Conversations) -> Self {
        Self { conversations, longest: LONGEST }
    }

    /// The same with another longest time that writing an event may take.
    #[must_use]
    pub fn within(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// The tables.
    pub fn conversations(&self) -> &Conversations {
        &self.conversations
    }

    /// Writes all that is taken of an event, within the time that an event may take. What is written in
    /// part is written whole by the same event when it comes again.
    pub async fn take(&self, connector: &Connector, taken: Taken) -> Result<Taking, Failed> {
        let Taken { conversations, directory, marks } = taken;
        let writing = async {
            // An account's first record is counted in the time zone that the directory has then.
            let names = self.names(connector, directory).await?;
            let taking = self.facts(connector, &conversations).await?;
            Ok(Taking { names, marks, ..taking })
        };
        tokio::time::timeout(self.longest, writing).await.unwrap_or(Err(Failed::Late))
    }

    /// Writes names into the directory, and what the connector's configuration says of its account; how
    /// many entities that changed.
    pub async fn names(
        &self,
        connector: &Connector,
        mut directory: Vec<SourceRecord>,
    ) -> Result<usize, store::Error> {
        directory.extend(connector.directory());
        let names = directory.into_iter().filter(|record| record.table == Table::Directory);
        let names = names.map(|it| NameWrite { item: it.item, if_absent: it.put == Put::IfAbsent });
        self.conversations.write_names(&names.collect::<Vec<_>>()).await
    }

    /// Merges facts into what is known of each conversation, and writes the records that change.
    pub async fn facts(
        &self,
        connector: &Connector,
        conversations: &[ConversationFacts],
    ) -> Result<Taking, Failed> {
        let mut sum = Taking::default();
        for some in conversations.chunks(AT_A_TIME) {
            let merging: Vec<_> = some.iter().map(|facts| self.merge(connector, facts)).collect();
            for taking in try_join_all(merging).await? {
                sum.records += taking.records;
                sum.missing_rates += taking.missing_rates;
                sum.late += taking.late;
            }
        }
        Ok(sum)
    }

    /// Merges facts into what is known of a conversation.
    pub async fn merge(
        &self,
        connector: &Connector,
        facts: &ConversationFacts,
    ) -> Result<Taking, Failed> {
        let key = ConversationKey {
            account: connector.account.clone(),
            connector: connector.name.clone(),
            conversation: facts.conversation.clone(),
        };
        let mut attempts = Attempts::default();
        loop {
            match self.merge_once(connector, facts, &key).await {
                Ok(Some(taking)) => return Ok(taking),
                Ok(None) => {
                    let pause = attempts.another().ok_or(Failed::Overtaken)?;
                    tokio::time::sleep(pause).await;
                }
                // Perhaps it is written: merging again shows it.
                Err(Failed::Store(error)) => {
                    warn!(%error, attempt = attempts.count(), "a conversation was not written");
                    attempts.wait_after(error).await?;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// `None` where somebody else wrote the conversation meanwhile.
    async fn merge_once(
        &self,
        connector: &Connector,
        facts: &ConversationFacts,
        key: &ConversationKey,
    ) -> Result<Option<Taking>, Failed> {
        let before = self.conversations.read(key).await?;
        let state = before.state.as_deref().map(serde_json::from_str::<State>);
        let state = state.transpose().map_err(|_| Failed::State)?;
        let merged = merge(connector, facts, state);
        let records: Vec<_> = merged.records.into_iter().filter_map(source_write).collect();
        let after = if merged.changed {
            let unwritten = json(&merged.state.unwritten())?;
            Some(NewState { state: json(&merged.state)?, unwritten, closes_at: merged.closes_at })
        } else {
            None
        };
        let stored = self.conversations.write(key, &before, after.as_ref(), &records).await?;
        Ok((stored == Stored::Written).then(|| Taking {
            records: records.len(),
            missing_rates: merged.missing_rates,
            late: merged.late,
            ..Taking::default()
        }))
    }
}

fn json(state: &State) -> Result<String, Failed> {
    serde_json::to_string(state).map_err(|_| Failed::State)
}

/// The write of a record of a source table.
fn source_write(record: SourceRecord) -> Option<SourceWrite> {
    let Table::Source(source) = record.table else { return None };
    Some(SourceWrite { source, item: record.item, if_absent: record.put == Put::IfAbsent })
}
