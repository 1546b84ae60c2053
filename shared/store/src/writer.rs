//! Reading and writing for the aggregator.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::Calendar;
use domain::customer::CustomerKey;
use domain::history::History;
use domain::id::Id;
use domain::stream_position::{Part, SequenceNumber, StreamPosition};

use crate::attribute::{Item, number, text_of};
use crate::batch_get::batch_get;
use crate::checkpoint::{Checkpoint, Listing, SEQUENCE, Shard};
use crate::connection;
use crate::contact::{ContactKey, VersionedContact};
use crate::directory;
use crate::epoch::Epoch;
use crate::error::{Error, Kind};
use crate::keys::{Key, PK, SK};
use crate::lanes::{self, Lanes};
use crate::ledger::{self, LedgerEntry, RecordKey};
use crate::settings::{CountingSettings, GENERATION, SettingsByAccount};
use crate::tables::Tables;
use crate::transaction::{Advance, Chunk, Contended, Outcome, Transaction};

/// Writes counters, for whoever counts records.
#[derive(Debug, Clone)]
pub struct Writer {
    client: Client,
    tables: Tables,
    checkpoints_kept: Option<TimeDelta>,
    history: History,
}

impl Writer {
    /// A writer to these tables. Checkpoints expire after `checkpoints_kept`, which must be well
    /// over the 24 hours that a stream keeps its records; or never. `history` is what new accounts
    /// have of their history where the tables themselves do not say.
    pub fn new(
        client: Client,
        tables: Tables,
        checkpoints_kept: Option<TimeDelta>,
        history: History,
    ) -> Self {
        Self { client, tables, checkpoints_kept, history }
    }

    /// The tables it writes to.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Opens a connection, for a function that is being started.
    pub async fn connect(&self) {
        connection::open(&self.client, &self.tables.counters).await;
    }

    /// How far a shard is counted, if that is not where version 0.1 kept it. A first chunk that is
    /// written without knowing of such a checkpoint is [`Outcome::Moved`], since the shard's entry in
    /// the list is not free. Strongly consistent.
    pub async fn own_checkpoint(&self, shard: &Shard) -> Result<Option<Checkpoint>, Error> {
        let item = self.item(&shard.key(), "reading the checkpoint").await?;
        item.as_ref().map(Checkpoint::read).transpose()
    }

    /// How far a shard is counted, wherever that is kept. Strongly consistent.
    pub async fn checkpoint(&self, shard: &Shard) -> Result<Option<Checkpoint>, Error> {
        Ok(self.checkpoint_and_epoch(shard).await?.0)
    }

    /// How far a shard is counted, wherever that is kept, and the epoch: one request. Strongly
    /// consistent.
    pub async fn checkpoint_and_epoch(
        &self,
        shard: &Shard,
    ) -> Result<(Option<Checkpoint>, Epoch), Error> {
        let keys = [shard.key(), shard.entry(), Key::epoch()];
        let doing = "reading the checkpoint and the epoch";
        let items = batch_get(&self.client, &self.tables.counters, &keys, true, doing).await?;
        let [own, entry, epoch] =
            keys.map(|key| items.iter().find(|it| text_of(it, PK) == Some(&*key.pk)));
        let checkpoint = match own {
            Some(own) => Some(Checkpoint::read(own)?),
            None => entry.map(Checkpoint::read_entry).transpose()?.flatten(),
        };
        Ok((checkpoint, Epoch::read(epoch)?))
    }

    /// How a shard with this checkpoint has to be listed at this real time: until after the next
    /// checkpoint expires. A shard that lives for longer than checkpoints are kept is listed anew.
    pub fn listing(&self, before: Option<&Checkpoint>, now: DateTime<Utc>) -> Listing {
        let Some(kept) = self.checkpoints_kept else { return Listing::ForEver };
        match before.map(|before| before.listing) {
            Some(Listing::ForEver) => Listing::ForEver,
            Some(Listing::Until(until)) if until >= (now + kept).timestamp() => {
                Listing::Until(until)
            }
            _ => Listing::Until((now + kept * 2).timestamp()),
        }
    }

    /// How many items a transaction has for the move of this checkpoint: the checkpoint; with a
    /// shard's first one its entry in the list and the check of the epoch, and with one of version
    /// 0.1 the entry.
    pub fn first_items(before: Option<&Checkpoint>) -> usize {
        match before.map(|before| before.listing) {
            None => 3,
            Some(Listing::ByItself) => 2,
            Some(_) => 1,
        }
    }

    /// Writes a shard's entry in the list anew, before the checkpoint that outlives the old one.
    async fn list(&self, shard: &Shard, listing: Listing) -> Result<(), Error> {
        let put = self.client.put_item().table_name(&self.tables.counters);
        let put = put.set_item(Some(listing.entry(shard)));
        let put = put
            .condition_expression("attribute_not_exists(#seq)")
            .expression_attribute_names("#seq", SEQUENCE);
        let listed = put.send().await.map_err(|error| Error::sdk("listing a shard", error));
        listed.map(|_| ())
    }

    /// The epoch. Strongly consistent.
    pub async fn epoch(&self) -> Result<Epoch, Error> {
        let item = self.item(&Key::epoch(), "reading the epoch").await?;
        Epoch::read(item.as_ref())
    }

    /// Notes how much of their history new accounts have, unless it is known. For who has made the
    /// source tables: they were empty.
    pub async fn note_history(&self, history: History) -> Result<(), Error> {
        let epoch = Epoch { history: Some(history), ..Epoch::first() };
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.counters)
            .set_item(Some(epoch.item_after(0)))
            .condition_expression("attribute_not_exists(#pk)")
            .expression_attribute_names("#pk", PK);
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(()),
            Err(error) => Err(Error::sdk("noting that the tables were empty", error)),
        }
    }

    /// Gives a shard without a checkpoint one behind this record, so that what is there up to it is
    /// not counted. A shard that has one keeps it.
    pub async fn skip_to(
        &self,
        shard: &Shard,
        sequence: SequenceNumber,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let epoch = self.epoch().await?.number;
        let position = StreamPosition { sequence, part: Part::Whole };
        let listing = self.listing(None, now);
        let after = Checkpoint { position, epoch, divided: None, written: None, listing };
        let advance = Advance::Shard { shard, before: None, after: &after };
        let nothing = (Chunk::default(), SettingsByAccount::default());
        match self.write(advance, &nothing.0, &nothing.1, now).await {
            Outcome::Conflict(Contended { error, .. })
            | Outcome::Busy(Contended { error, .. })
            | Outcome::Failed(error) => Err(error),
            Outcome::OtherEpoch => Err(Error {
                doing: "connecting a stream",
                kind: Kind::Busy,
                cause: "a run began or ended: try again".to_owned(),
            }),
            _ => Ok(()),
        }
    }

    async fn item(&self, key: &Key, doing: &'static str) -> Result<Option<Item>, Error> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.tables.counters)
            .set_key(Some(key.item()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| Error::sdk(doing, error))?;
        Ok(answer.item)
    }

    /// What a run's ledger has of these records, for those that it has. Strongly consistent.
    pub async fn ledger(
        &self,
        run: u32,
        records: &[RecordKey],
    ) -> Result<BTreeMap<RecordKey, LedgerEntry>, Error> {
        ledger::read(&self.client, &self.tables.counters, run, records).await
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

    /// Raises an account's count of lanes; false where it has other lanes than `before`, or no
    /// settings.
    pub async fn raise_lanes(
        &self,
        account: &Id,
        before: Lanes,
        after: Lanes,
    ) -> Result<bool, Error> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.counters)
            .set_key(Some(Key::settings(account).item()))
            .update_expression("SET #lanes = :count, #before = :before, #from = :from")
            .condition_expression(format!("attribute_exists(#gen) AND {}", before.condition()))
            .expression_attribute_names("#gen", GENERATION)
            .expression_attribute_names("#lanes", lanes::COUNT)
            .expression_attribute_names("#before", lanes::BEFORE)
            .expression_attribute_names("#from", lanes::FROM)
            .expression_attribute_values(":count", number(after.count))
            .expression_attribute_values(":before", number(after.before))
            .expression_attribute_values(":from", number(after.from));
        let update = if before.count == 1 {
            update
        } else {
            update.expression_attribute_values(":lanes", number(before.count))
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
            Err(error) => Err(Error::sdk("raising an account's lanes", error)),
        }
    }

    /// The calendar that the directory says. Strongly consistent.
    pub async fn directory_calendar(&self, account: &Id) -> Result<Calendar, Error> {
        let account = directory::account(&self.client, &self.tables.directory, account).await?;
        Ok(account.calendar())
    }

    /// How much of its history the first generation of an account has that is first counted in this
    /// epoch.
    pub fn history(&self, epoch: &Epoch) -> History {
        epoch.history.unwrap_or(self.history)
    }

    /// These contacts, a new one where there is none. Strongly consistent.
    pub async fn contacts(
        &self,
        contacts: &[ContactKey],
    ) -> Result<BTreeMap<ContactKey, VersionedContact>, Error> {
        let by_key: BTreeMap<Key, &ContactKey> =
            contacts.iter().map(|contact| (contact.key(), contact)).collect();
        let keys: Vec<_> = by_key.keys().cloned().collect();
        let doing = "reading contacts";
        let items = batch_get(&self.client, &self.tables.counters, &keys, true, doing).await?;
        let mut contacts: BTreeMap<_, _> =
            contacts.iter().map(|contact| (contact.clone(), VersionedContact::default())).collect();
        for item in &items {
            let (Some(pk), Some(sk)) = (text_of(item, PK), text_of(item, SK)) else { continue };
            if let Some(contact) = by_key.get(&Key { pk: pk.to_owned(), sk: sk.to_owned() }) {
                contacts.insert((*contact).clone(), VersionedContact::read(item)?);
            }
        }
        Ok(contacts)
    }

    /// Writes a chunk and moves the checkpoint or the scan's place: both or neither. `now` is the real
    /// time, from which the checkpoint's expiry is counted.
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
    /// - the epoch's check failed ([`Outcome::OtherEpoch`]): a run began or ended. Read the epoch.
    /// - the settings' or a ledger entry's condition failed ([`Outcome::Stale`]): another reader
    ///   counted the account's first record, or the scan of a run counted one of these records. Read
    ///   them again, and cut the chunk again.
    /// - `TransactionConflict` ([`Outcome::Conflict`]): another transaction holds an item for some
    ///   milliseconds. Nothing is written. Wait about as long, and try the same again: a smaller chunk
    ///   would hold the same items as long, and there would be more of them.
    /// - throttling ([`Outcome::Busy`]): nothing is written. Wait, and try again with less.
    /// - no answer ([`Outcome::Failed`]): it may be written or not. Read the checkpoint again: it
    ///   moved only if the transaction was written.
    pub async fn write(
        &self,
        advance: Advance<'_>,
        chunk: &Chunk,
        settings: &SettingsByAccount,
        now: DateTime<Utc>,
    ) -> Outcome {
        let expires = self.checkpoints_kept.map(|kept| (now + kept).timestamp());
        if let Advance::Shard { shard, before: Some(before), after } = advance
            && before.listing != Listing::ByItself
            && before.listing != after.listing
            && let Err(error) = self.list(shard, after.listing).await
        {
            return Outcome::Failed(error);
        }
        let transaction =
            Transaction::new(&self.tables, advance, expires, chunk, settings, now.timestamp());
        let request = self.client.transact_write_items();
        match request.set_transact_items(Some(transaction.items.clone())).send().await {
            Ok(_) => Outcome::Written,
            Err(error) => transaction.outcome(error),
        }
    }
}

/// A random key for the pseudonyms of an account's customers.
pub fn new_customer_key() -> Result<CustomerKey, Error> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits)
        .map_err(|error| Error::unreadable("making a random key", error.to_string()))?;
    Ok(CustomerKey::new(bits))
}
