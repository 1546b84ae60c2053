//! Reading a conversation with its messages, and writing what it says.

use std::collections::BTreeSet;
use std::ops::AddAssign;
use std::sync::{Mutex, PoisonError};

use connectors::chatwoot::{Names, from_api};
use connectors::{Connector, SourceRecord};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::again;
use tracing::warn;

use super::api::{created, id, last_message};
use super::client::{Client, Error};
use crate::take::{Failed, Intake};

/// How many conversations are read side by side.
pub(super) const SIDE_BY_SIDE: usize = 4;

/// How many messages are written at a time: so many that they mostly fit into a transaction of 100
/// records together with their sessions.
const AT_A_TIME: usize = 90;

/// The most messages of a conversation that are read back in time: more than are written in hours.
const MOST_BACK: usize = 5_000;

/// How much was read, and what came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Conversations.
    pub conversations: u64,
    /// Messages that the API answered, notes included.
    pub messages: u64,
    /// Source records that were written.
    pub records: u64,
    /// Names that were written into the directory.
    pub names: u64,
    /// Conversations and messages that were not understood.
    pub not_understood: u64,
    /// Facts that came too late to change a session.
    pub late: u64,
    /// Conversations that were deleted before their messages were read.
    pub deleted: u64,
}

/// Why something was not read, or not written.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// Chatwoot does not tell it.
    #[error(transparent)]
    Chatwoot(#[from] Error),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] Failed),
    /// There was no time left.
    #[error("there was not enough time to read all that changed")]
    OutOfTime,
}

/// Reads conversations of a Chatwoot, and writes what they say.
pub struct Reader<'a> {
    client: &'a Client,
    intake: &'a Intake,
    connector: &'a Connector,
    names: Names,
    /// What the directory was told already.
    told: Mutex<BTreeSet<String>>,
}

impl<'a> Reader<'a> {
    /// Reads inboxes, agents and teams, and writes their names before any record. How many names
    /// changed is in the count.
    pub async fn begin(
        client: &'a Client,
        intake: &'a Intake,
        connector: &'a Connector,
    ) -> Result<(Self, Count), NotRead> {
        let (entries, names) = client.directory(connector).await?;
        let reader = Self { client, intake, connector, names, told: Mutex::default() };
        let names = reader.tell(entries).await?;
        Ok((reader, Count { names, ..Count::default() }))
    }

    /// The API.
    pub fn client(&self) -> &Client {
        self.client
    }

    /// Reads all messages of a conversation, page by page and oldest first: what is known of a
    /// conversation is bounded, and forgets its oldest facts.
    ///
    /// Pages follow each other by the messages' ids. Chatwoot orders a page by time; both are the same
    /// unless somebody wrote messages into its database.
    pub async fn whole(&self, conversation: &Value) -> Result<Count, NotRead> {
        let Some(number) = id(conversation) else { return Ok(Count::not_understood()) };
        let last = last_message(conversation);
        let mut count = Count { conversations: 1, ..Count::default() };
        let mut after = 0;
        loop {
            let page = match self.client.messages_after(number, after).await {
                Err(Error::NotFound(_)) => return Ok(count.deleted()),
                page => page?,
            };
            let newest = page.iter().filter_map(id).max().filter(|newest| *newest > after);
            if newest.is_some() || after == 0 {
                count += self.take(conversation, &page).await?;
            }
            match newest {
                Some(newest) if last.is_none_or(|last| newest < last) => after = newest,
                _ => return Ok(count),
            }
        }
    }

    /// Reads the messages of a conversation back to this second.
    pub async fn back_to(&self, conversation: &Value, second: i64) -> Result<Count, NotRead> {
        let Some(number) = id(conversation) else { return Ok(Count::not_understood()) };
        let mut count = Count { conversations: 1, ..Count::default() };
        let mut messages = Vec::new();
        let mut before = None;
        loop {
            let mut page = match self.client.messages_before(number, before).await {
                Err(Error::NotFound(_)) => return Ok(count.deleted()),
                page => page?,
            };
            let oldest = page.iter().filter_map(id).min();
            let was_all = page.len();
            page.retain(|message| created(message).is_none_or(|at| at >= second));
            let is_end = page.len() < was_all || oldest.is_none() || oldest == before;
            page.append(&mut messages);
            messages = page;
            if is_end || messages.len() >= MOST_BACK {
                break;
            }
            before = oldest;
        }
        count += self.take(conversation, &messages).await?;
        Ok(count)
    }

    /// Writes what a conversation and some of its messages say.
    async fn take(&self, conversation: &Value, messages: &[Value]) -> Result<Count, NotRead> {
        let mut count = Count { messages: size(messages.len()), ..Count::default() };
        let pieces = messages.chunks(AT_A_TIME).chain(messages.is_empty().then_some(&[][..]));
        for piece in pieces {
            let taken = match from_api(conversation, piece, &self.names, self.connector) {
                Ok(taken) => taken,
                Err(why) => {
                    let conversation = id(conversation);
                    warn!(%why, conversation, "a conversation is not understood");
                    return Ok(count + Count::not_understood());
                }
            };
            count.not_understood += u64::from(taken.marks.not_understood);
            count.names += self.tell(taken.directory).await?;
            let taking = self.intake.facts(self.connector, &taken.conversations).await?;
            count.records += size(taking.records);
            count.late += size(taking.late);
        }
        Ok(count)
    }

    /// Writes names that were not told before; how many of them changed.
    async fn tell(&self, mut directory: Vec<SourceRecord>) -> Result<u64, Failed> {
        let said = |record: &SourceRecord| format!("{:?}{:?}", record.put, record.item);
        let is_first = {
            let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            directory.retain(|record| !told.contains(&said(record)));
            told.is_empty()
        };
        if directory.is_empty() && !is_first {
            return Ok(0);
        }
        let names = again(|| self.intake.names(self.connector, directory.clone())).await?;
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.extend(directory.iter().map(said));
        Ok(size(names))
    }
}

impl Count {
    fn not_understood() -> Self {
        Self { not_understood: 1, ..Self::default() }
    }

    fn deleted(self) -> Self {
        Self { deleted: self.deleted + 1, ..self }
    }
}

impl std::ops::Add for Count {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.conversations += other.conversations;
        self.messages += other.messages;
        self.records += other.records;
        self.names += other.names;
        self.not_understood += other.not_understood;
        self.late += other.late;
        self.deleted += other.deleted;
    }
}

fn size(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
