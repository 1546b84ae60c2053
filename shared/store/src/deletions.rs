//! Deleting what nobody needs any more: old generations, what a run kept, all of an account.

use aws_sdk_dynamodb::types::{DeleteRequest, WriteRequest};
use domain::id::Id;

use crate::attribute::{Item, text_of};
use crate::error::{Error, Kind};
use crate::keys::Key;
use crate::rejected::RejectedRecord;
use crate::request::built;
use crate::runs::Runs;
use crate::scan_place::ScanPlace;

/// The most items of a batch of deletions.
const MOST_DELETIONS: usize = 25;

impl Runs {
    /// Deletes these items of `counters`.
    pub async fn delete(&self, keys: &[(String, String)]) -> Result<(), Error> {
        let keys: Vec<_> =
            keys.iter().map(|(pk, sk)| Key { pk: pk.clone(), sk: sk.clone() }).collect();
        self.delete_from(&self.tables.counters, &keys).await
    }

    async fn delete_from(&self, table: &str, keys: &[Key]) -> Result<(), Error> {
        const ATTEMPTS: u32 = 8;
        let doing = "removing items";
        for keys in keys.chunks(MOST_DELETIONS) {
            let deletion = |key: &Key| {
                let delete = DeleteRequest::builder().set_key(Some(key.item())).build();
                WriteRequest::builder().delete_request(built(delete)).build()
            };
            let mut left: Vec<_> = keys.iter().map(deletion).collect();
            for attempt in 0..=ATTEMPTS {
                let request = self.client.batch_write_item().request_items(table, left);
                let answer = request.send().await.map_err(|error| Error::sdk(doing, error))?;
                left =
                    answer.unprocessed_items.unwrap_or_default().remove(table).unwrap_or_default();
                if left.is_empty() {
                    break;
                }
                if attempt == ATTEMPTS {
                    let cause = format!("{} items were left {ATTEMPTS} times", left.len());
                    return Err(Error { doing, kind: Kind::Busy, cause });
                }
                tokio::time::sleep(std::time::Duration::from_millis(20 << attempt)).await;
            }
        }
        Ok(())
    }

    /// Deletes what a run kept beside its ledger: the places of its scan.
    pub async fn forget_run(&self, run: u32) -> Result<(), Error> {
        let places = ScanPlace::partition(run);
        let items = self.partition(&places, "removing what a run kept").await?;
        let keys: Vec<_> = items.iter().filter_map(Key::of).collect();
        self.delete_from(&self.tables.counters, &keys).await
    }

    /// Deletes an account's counting settings.
    pub async fn delete_settings(&self, account: &Id) -> Result<(), Error> {
        self.delete_from(&self.tables.counters, &[Key::settings(account)]).await
    }

    /// Deletes the removed and rejected records of an account, and what is known of its conversations;
    /// how many items.
    pub async fn delete_records(&self, account: &Id) -> Result<usize, Error> {
        let mut deleted = 0;
        let tables = self.tables.removed.iter().chain([&self.tables.rejected]);
        for table in tables {
            deleted += self.delete_from_all(table, account).await?;
        }
        if let Some(table) = &self.tables.conversations {
            deleted += match self.delete_from_all(table, account).await {
                // Tables that an earlier version made have none of conversations.
                Err(error) if error.code() == "ResourceNotFoundException" => 0,
                deleted => deleted?,
            };
        }
        Ok(deleted)
    }

    async fn delete_from_all(&self, table: &str, account: &Id) -> Result<usize, Error> {
        let mut deleted = 0;
        let mut start = None;
        loop {
            #[allow(clippy::disallowed_methods)] // they are not kept by account
            let scan = self.client.scan();
            let answer = scan.table_name(table).set_exclusive_start_key(start).send().await;
            let answer = answer.map_err(|error| Error::sdk("erasing an account", error))?;
            let items = answer.items.unwrap_or_default();
            let mine = items.iter().filter(|item| is_of(item, account)).filter_map(Key::of);
            let mine: Vec<_> = mine.collect();
            self.delete_from(table, &mine).await?;
            deleted += mine.len();
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(deleted);
            }
        }
    }
}

/// Whether a removed or rejected record, or a conversation, is of this account.
fn is_of(item: &Item, account: &Id) -> bool {
    text_of(item, "account_id") == Some(account.as_str())
        || RejectedRecord::read(item).is_some_and(|rejected| rejected.names(account))
}
