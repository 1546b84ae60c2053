//! Reading and writing for the aggregator.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::Client;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::Id;
use domain::stream_position::StreamPosition;

use crate::attribute::text_of;
use crate::batch_get::batch_get;
use crate::checkpoint::{self, Shard};
use crate::connection;
use crate::contact::{Customer, VersionedContact};
use crate::directory;
use crate::error::Error;
use crate::keys::{Key, PK, SK};
use crate::settings::{CountingSettings, SettingsByAccount};
use crate::tables::Tables;
use crate::transaction::{Chunk, Outcome, Transaction};

/// The counters' only writer.
#[derive(Debug, Clone)]
pub struct Writer {
    client: Client,
    tables: Tables,
    checkpoints_kept: Option<TimeDelta>,
}

impl Writer {
    /// A writer to these tables. Checkpoints expire after `checkpoints_kept`, which must be well
    /// over the 24 hours that a stream keeps its records; or never.
    pub fn new(client: Client, tables: Tables, checkpoints_kept: Option<TimeDelta>) -> Self {
        Self { client, tables, checkpoints_kept }
    }

    /// The tables it writes to.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Opens a connection, for a function that is being started.
    pub async fn connect(&self) {
        connection::open(&self.client, &self.tables.counters).await;
    }

    /// How far a shard is counted. Strongly consistent.
    pub async fn checkpoint(&self, shard: &Shard) -> Result<Option<StreamPosition>, Error> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.tables.counters)
            .set_key(Some(shard.key().item()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| Error::sdk("reading the checkpoint", error))?;
        answer.item.as_ref().map(checkpoint::read).transpose()
    }

    /// The counting settings of those accounts that have any. Strongly consistent.
    pub async fn settings(&self, accounts: &[Id]) -> Result<BTreeMap<Id, CountingSettings>, Error> {
        let by_pk: HashMap<String, &Id> =
            accounts.iter().map(|account| (Key::settings(account).pk, account)).collect();
        let keys: Vec<_> = accounts.iter().map(Key::settings).collect();
        let doing = "reading accounts' counting settings";
        let items = batch_get(&self.client, &self.tables.counters, &keys, true, doing).await?;
        let read = items.iter().filter_map(|item| {
            let account = by_pk.get(text_of(item, PK)?)?;
            Some(CountingSettings::read(item).map(|settings| ((*account).clone(), settings)))
        });
        read.collect()
    }

    /// The settings of an account that has none yet: the directory's zone, generation 1. The
    /// account's first transaction writes them.
    pub async fn first_settings(&self, account: &Id) -> Result<CountingSettings, Error> {
        let account = directory::account(&self.client, &self.tables.directory, account).await?;
        Ok(CountingSettings::first(account.calendar()))
    }

    /// The contacts of these customers, a new one where there is none. Strongly consistent.
    pub async fn contacts(
        &self,
        customers: &[Customer],
        settings: &SettingsByAccount,
    ) -> Result<BTreeMap<Customer, VersionedContact>, Error> {
        let key = |(account, customer): &Customer| {
            Key::contact(account, settings.of(account).generation, customer)
        };
        let by_key: BTreeMap<Key, &Customer> =
            customers.iter().map(|customer| (key(customer), customer)).collect();
        let keys: Vec<_> = by_key.keys().cloned().collect();
        let doing = "reading contacts";
        let items = batch_get(&self.client, &self.tables.counters, &keys, true, doing).await?;
        let mut contacts: BTreeMap<_, _> = customers
            .iter()
            .map(|customer| (customer.clone(), VersionedContact::default()))
            .collect();
        for item in &items {
            let (Some(pk), Some(sk)) = (text_of(item, PK), text_of(item, SK)) else { continue };
            if let Some(customer) = by_key.get(&Key { pk: pk.to_owned(), sk: sk.to_owned() }) {
                contacts.insert((*customer).clone(), VersionedContact::read(item)?);
            }
        }
        Ok(contacts)
    }

    /// Writes a chunk and moves the checkpoint from `before` to `after`: both or neither. `now` is
    /// the real time, from which the checkpoint's expiry is counted.
    ///
    /// Several invocations may count the same shard at once: a retry beside a first attempt that
    /// still runs, two systems on one DynamoDB, a killed process whose last request is on its way.
    /// Each read the checkpoint, and each writes on condition that it is still the one it read. So
    /// one of them wins; DynamoDB cancels the transactions of the others, and the reason that it
    /// gives for an item says what to do:
    ///
    /// - the checkpoint's condition failed ([`Outcome::Moved`]): another invocation went on. Read
    ///   the checkpoint again, and go on after it.
    /// - a contact's condition failed ([`Outcome::StaleContacts`]): another shard has a session of
    ///   the same customer. Read that contact again, and cut the chunk again.
    /// - the settings' condition failed ([`Outcome::OtherSettings`]): another shard counted the
    ///   account's first record, in another zone. Read the settings, and count in that zone.
    /// - `TransactionConflict` or throttling ([`Outcome::Busy`]): nothing is written. Wait, and try
    ///   again.
    /// - no answer ([`Outcome::Failed`]): it may be written or not. Read the checkpoint again: it
    ///   moved only if the transaction was written.
    pub async fn write(
        &self,
        shard: &Shard,
        (before, after): (Option<&StreamPosition>, &StreamPosition),
        chunk: &Chunk,
        settings: &SettingsByAccount,
        now: DateTime<Utc>,
    ) -> Outcome {
        let expires = self.checkpoints_kept.map(|kept| (now + kept).timestamp());
        let transaction =
            Transaction::new(&self.tables, shard, (before, after), expires, chunk, settings);
        let request = self.client.transact_write_items();
        match request.set_transact_items(Some(transaction.items.clone())).send().await {
            Ok(_) => Outcome::Written,
            Err(error) => transaction.outcome(error),
        }
    }
}
