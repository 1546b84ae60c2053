//! What is known of the conversations that connectors feed, and the source records that follow from
//! it: both are written in one transaction.
//!
//! A conversation is an item: its state, a text that only the connectors understand, beside a version.
//! Whoever changes the state read it before, and writes it on condition of its version. So a record
//! that follows from fewer facts than those of the stored state is never written after it, however
//! many functions take events of one conversation at the same time.
//!
//! Records that do not fit into one transaction are written in three steps, each on condition of the
//! version: the state as *unwritten*, the records, and the state. Whoever is overtaken reads and merges
//! again, and a state that is found unwritten gives all its records anew.
//!
//! | what | pk | sk |
//! |---|---|---|
//! | a conversation | `CONVERSATION`, which begins with its connector's name | `-` |
//! | the place of an import | `#import#CONNECTOR` | `-` |
//!
//! The index of those that close lists conversations whose session ends when its customer stays silent,
//! by their connector and that time. The others are not in it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, ConditionCheck, TransactWriteItem};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::id::Id;

use crate::attribute::{Item, number, number_of, text, text_of};
use crate::connection;
use crate::error::{Error, of_code};
use crate::keys::{Key, PK};
use crate::request::built;
use crate::source_write::SourceWrite;
use crate::tables::{CLOSES_AT, CLOSING, CONNECTOR, Tables};
use crate::transaction::MAX_ITEMS;
use crate::versioned;

pub(crate) const ACCOUNT: &str = "account_id";
const STATE: &str = "state";

/// The most bytes of records in a transaction. DynamoDB takes 4 MB.
const MAX_BYTES: usize = 3_000_000;

/// A conversation of a connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationKey {
    /// The account that it belongs to.
    pub account: Id,
    /// The connector's name.
    pub connector: String,
    /// Its id, which begins with the connector's name.
    pub conversation: String,
}

impl ConversationKey {
    fn key(&self) -> Key {
        Key { pk: self.conversation.clone(), sk: "-".to_owned() }
    }
}

/// What is stored of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredConversation {
    /// Its state; `None` where nothing is known of it.
    pub state: Option<String>,
    /// How often it was written.
    pub version: u64,
}

/// A state that is to be stored, and when the conversation's session ends if its customer stays silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewState {
    /// The state.
    pub state: String,
    /// The same as one whose records are not written.
    pub unwritten: String,
    /// When a sweep has to look at it.
    pub closes_at: Option<DateTime<Utc>>,
}

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// All of it is written.
    Written,
    /// Somebody else wrote the conversation since it was read: read and merge again.
    Overtaken,
}

/// Reads and writes conversations.
#[derive(Debug, Clone)]
pub struct Conversations {
    pub(crate) client: Client,
    pub(crate) tables: Tables,
    /// The table of conversations.
    table: String,
}

/// Why a transaction was not written.
enum Cancelled {
    Overtaken,
    /// The keys of these records, by their index, are not free.
    Taken(Vec<usize>),
}

impl Conversations {
    /// Conversations in these tables; `None` where they have no table of conversations.
    pub fn new(client: Client, tables: Tables) -> Option<Self> {
        let table = tables.conversations.clone()?;
        Some(Self { client, tables, table })
    }

    pub(crate) fn table(&self) -> &str {
        &self.table
    }

    /// Opens a connection, for a function that is being started.
    pub async fn connect(&self) {
        connection::open(&self.client, &self.table).await;
    }

    /// What is stored of a conversation. Strongly consistent.
    pub async fn read(&self, key: &ConversationKey) -> Result<StoredConversation, Error> {
        const DOING: &str = "reading a conversation";
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key.key().item()));
        let answer = get.consistent_read(true).send().await;
        let answer = answer.map_err(|error| Error::sdk(DOING, error))?;
        let Some(item) = answer.item else { return Ok(StoredConversation::default()) };
        let version = number_of(&item, versioned::VERSION);
        let read = text_of(&item, STATE).map(str::to_owned).zip(version);
        let (state, version) =
            read.ok_or_else(|| Error::unreadable(DOING, "its state is not as written"))?;
        Ok(StoredConversation { state: Some(state), version })
    }

    /// Writes the records that follow from a conversation's new state together with it; `before` is
    /// what was read. Without a new state, only the records.
    ///
    /// # Errors
    ///
    /// Where it may be written or not, or only a part of the records is: reading and merging again
    /// writes what is missing.
    pub async fn write(
        &self,
        key: &ConversationKey,
        before: &StoredConversation,
        after: Option<&NewState>,
        records: &[SourceWrite],
    ) -> Result<Stored, Error> {
        let pieces = pieces(records);
        let Some(after) = after else {
            for piece in pieces {
                if self.transact(None, piece).await? == Stored::Overtaken {
                    return Ok(Stored::Overtaken);
                }
            }
            return Ok(Stored::Written);
        };
        let put = |state: &str, version| self.put(key, state, after.closes_at, version);
        if pieces.len() <= 1 {
            return self.transact(Some(put(&after.state, before.version)), records).await;
        }
        let unwritten = put(&after.unwritten, before.version);
        if self.transact(Some(unwritten), &[]).await? == Stored::Overtaken {
            return Ok(Stored::Overtaken);
        }
        let version = before.version + 1;
        for piece in pieces {
            if self.transact(Some(self.check(key, version)), piece).await? == Stored::Overtaken {
                return Ok(Stored::Overtaken);
            }
        }
        self.transact(Some(put(&after.state, version)), &[]).await
    }

    /// Conversations of a connector whose session has ended by this time, as far as it is known to the
    /// index: at most `most`, those that ended first.
    pub async fn closed(
        &self,
        connector: &str,
        now: DateTime<Utc>,
        most: i32,
    ) -> Result<Vec<String>, Error> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(CLOSING)
            .key_condition_expression("#connector = :connector AND #closes <= :now")
            .expression_attribute_names("#connector", CONNECTOR)
            .expression_attribute_names("#closes", CLOSES_AT)
            .expression_attribute_values(":connector", text(connector))
            .expression_attribute_values(":now", text(time(now)))
            .limit(most)
            .send()
            .await
            .map_err(|error| Error::sdk("listing conversations that close", error))?;
        let items = answer.items.unwrap_or_default();
        Ok(items.iter().filter_map(|item| text_of(item, PK).map(str::to_owned)).collect())
    }

    fn put(
        &self,
        key: &ConversationKey,
        state: &str,
        closes_at: Option<DateTime<Utc>>,
        before: u64,
    ) -> TransactWriteItem {
        let mut item: Item = key.key().item();
        item.insert(ACCOUNT.to_owned(), text(key.account.as_str()));
        item.insert(CONNECTOR.to_owned(), text(&key.connector));
        item.insert(STATE.to_owned(), text(state));
        if let Some(closes_at) = closes_at {
            item.insert(CLOSES_AT.to_owned(), text(time(closes_at)));
        }
        TransactWriteItem::builder().put(versioned::put(&self.table, item, before)).build()
    }

    fn check(&self, key: &ConversationKey, version: u64) -> TransactWriteItem {
        let check = ConditionCheck::builder()
            .table_name(&self.table)
            .set_key(Some(key.key().item()))
            .condition_expression("#version = :version")
            .expression_attribute_names("#version", versioned::VERSION)
            .expression_attribute_values(":version", number(version));
        TransactWriteItem::builder().condition_check(built(check.build())).build()
    }

    /// Writes a transaction: what the state has to do with it, and these records. What must not be
    /// overwritten and is there is left as it is.
    async fn transact(
        &self,
        state: Option<TransactWriteItem>,
        records: &[SourceWrite],
    ) -> Result<Stored, Error> {
        const DOING: &str = "writing source records";
        let mut records: Vec<&SourceWrite> = records.iter().collect();
        loop {
            let puts: Vec<_> =
                records.iter().map(|record| record.put(&self.tables)).collect::<Result<_, _>>()?;
            let items: Vec<_> = state.iter().cloned().chain(puts).collect();
            if items.is_empty() {
                return Ok(Stored::Written);
            }
            let request = self.client.transact_write_items().set_transact_items(Some(items));
            let Err(error) = request.send().await else { return Ok(Stored::Written) };
            match cancelled(&error, usize::from(state.is_some())) {
                Some(Cancelled::Overtaken) => return Ok(Stored::Overtaken),
                // Fewer each time, since a record without a condition never fails for one.
                Some(Cancelled::Taken(taken)) => {
                    let mut index = 0;
                    records.retain(|_| {
                        index += 1;
                        !taken.contains(&(index - 1))
                    });
                }
                None => return Err(refused(DOING, error)),
            }
        }
    }
}

/// Records cut so that each piece fits into a transaction beside a state.
fn pieces(records: &[SourceWrite]) -> Vec<&[SourceWrite]> {
    let mut pieces = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, record) in records.iter().enumerate() {
        let size = record.size();
        if index - start == MAX_ITEMS - 1 || (bytes > 0 && bytes + size > MAX_BYTES) {
            pieces.push(&records[start..index]);
            (start, bytes) = (index, 0);
        }
        bytes += size;
    }
    if start < records.len() {
        pieces.push(&records[start..]);
    }
    pieces
}

/// What a cancelled transaction's reasons say, if its conditions are why. The first `states` of them
/// are of the state.
fn cancelled<R>(error: &SdkError<TransactWriteItemsError, R>, states: usize) -> Option<Cancelled> {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return None;
    };
    let mut failed = Vec::new();
    for (index, reason) in cancelled.cancellation_reasons().iter().enumerate() {
        if reason.code() == Some("ConditionalCheckFailed") {
            if index < states {
                return Some(Cancelled::Overtaken);
            }
            failed.push(index - states);
        }
    }
    (!failed.is_empty()).then_some(Cancelled::Taken(failed))
}

/// The error of a transaction that no condition of it has failed. It says nothing of the items.
fn refused<R: std::fmt::Debug>(
    doing: &'static str,
    error: SdkError<TransactWriteItemsError, R>,
) -> Error {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return Error::sdk(doing, error);
    };
    let codes = cancelled.cancellation_reasons().iter().filter_map(CancellationReason::code);
    let code = codes.filter(|code| *code != "None").max_by_key(|code| of_code(Some(code)));
    let kind = of_code(code.or_else(|| error.code()));
    Error { doing, kind, cause: code.unwrap_or("cancelled without a reason").to_owned() }
}

/// A time as the index sorts it: whole seconds, in UTC.
fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use domain::record::Source;
    use serde_json::json;

    use super::*;

    fn record(bytes: usize) -> SourceWrite {
        let item = json!({ "message_id": { "S": "x".repeat(bytes) } });
        let item = item.as_object().cloned().unwrap_or_default();
        SourceWrite { source: Source::Messages, item, if_absent: false }
    }

    #[test]
    fn records_are_cut_so_that_each_piece_fits_beside_a_state() {
        let sizes = |records: &[SourceWrite]| {
            pieces(records).iter().map(|piece| <[_]>::len(piece)).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&[]), [0; 0]);
        assert_eq!(sizes(&vec![record(10); 99]), [99]);
        assert_eq!(sizes(&vec![record(10); 100]), [99, 1]);
        assert_eq!(sizes(&vec![record(10); 200]), [99, 99, 2]);
        assert_eq!(sizes(&vec![record(390_000); 16]), [7, 7, 2]);
    }
}
