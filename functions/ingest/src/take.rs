//! Writing what an event says.

use std::sync::Arc;
use std::time::Duration;

use config::{Clock, ConnectorSettings};
use connectors::event::Marks;
use connectors::{Connector, ConversationFacts, Put, SourceRecord, State, Table, Taken, merge};
use futures::TryFutureExt;
use futures::future::{join, try_join, try_join_all};
use store::{Attempts, ConversationKey, Conversations, NameWrite, NewState, SourceWrite, Stored};
use tracing::warn;

use crate::configured::Connectors;
use crate::secrets::Secrets;

/// The longest time that writing an event may take, if nothing else is said. Chatwoot waits five seconds
/// for an answer, and does not try again; so a slow table is better waited for than given up.
const LONGEST: Duration = Duration::from_secs(4);

/// How many conversations of an event are written at the same time.
const AT_A_TIME: usize = 8;

/// What takes events.
#[derive(Debug, Clone)]
pub struct Ingest {
    pub(crate) connectors: Connectors,
    pub(crate) conversations: Conversations,
    pub(crate) clock: Clock,
    /// The stack that metrics name; without it there are none.
    pub(crate) stack: Option<Arc<str>>,
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

/// Why an event could not be written, or not whole.
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
    /// Not all connectors are known.
    #[error("the secret of a connector cannot be read")]
    Secret,
    /// The function is not configured.
    #[error("CONVERSATIONS_TABLE must name a table")]
    NoTable,
    /// What is stored is not what this version stores.
    #[error("a conversation's state cannot be read")]
    State,
}

impl Ingest {
    /// What a function is configured with. It reads the secrets, and opens a connection.
    pub async fn start(
        settings: ConnectorSettings,
        clock: Clock,
        stack: Option<&str>,
    ) -> Result<Self, Failed> {
        let conversations = settings.conversations.ok_or(Failed::NoTable)?;
        let client = aws_sdk_secretsmanager::Client::new(&settings.sdk);
        let secrets = Secrets::new(client, settings.secrets);
        let (connectors, ()) = join(Connectors::read(secrets), conversations.connect()).await;
        Ok(Self::new(connectors, conversations, clock, stack))
    }

    /// Takes events of these connectors.
    pub fn new(
        connectors: Connectors,
        conversations: Conversations,
        clock: Clock,
        stack: Option<&str>,
    ) -> Self {
        let (stack, longest) = (stack.map(Into::into), LONGEST);
        Self { connectors, conversations, clock, stack, longest }
    }

    /// The same with another longest time that writing an event may take.
    #[must_use]
    pub fn within(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Writes all that is taken of an event. What is written in part is written whole by the same event
    /// when it comes again.
    pub async fn take(&self, connector: &Connector, taken: Taken) -> Result<Taking, Failed> {
        let writing = self.write(connector, taken);
        tokio::time::timeout(self.longest, writing).await.unwrap_or(Err(Failed::Late))
    }

    async fn write(&self, connector: &Connector, taken: Taken) -> Result<Taking, Failed> {
        let Taken { conversations, mut directory, marks } = taken;
        directory.extend(connector.directory());
        let names = names(directory);
        let names = self.conversations.write_names(&names).map_err(Failed::Store);
        let merging = async {
            let mut sum = Taking::default();
            for some in conversations.chunks(AT_A_TIME) {
                let merging: Vec<_> =
                    some.iter().map(|facts| self.merge(connector, facts)).collect();
                for taking in try_join_all(merging).await? {
                    sum.records += taking.records;
                    sum.missing_rates += taking.missing_rates;
                    sum.late += taking.late;
                }
            }
            Ok::<_, Failed>(sum)
        };
        let (names, taking) = try_join(names, merging).await?;
        Ok(Taking { names, marks, ..taking })
    }

    /// Merges facts into what is known of a conversation.
    pub(crate) async fn merge(
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

fn names(directory: Vec<SourceRecord>) -> Vec<NameWrite> {
    let names = directory.into_iter().filter(|record| record.table == Table::Directory);
    names.map(|it| NameWrite { item: it.item, if_absent: it.put == Put::IfAbsent }).collect()
}
