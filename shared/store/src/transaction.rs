//! The transaction that moves counters together with the checkpoint.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{Put, TransactWriteItem, Update};
use domain::counter::{CounterKey, Deltas, Measures, Row};
use domain::id::Id;

use crate::attribute::{number, text};
use crate::checkpoint::{Checkpoint, Shard};
use crate::contact::{ContactKey, VersionedContact};
use crate::epoch;
use crate::error::{Error, Kind, of_code};
use crate::keys::{Key, STAFF, staff_key};
use crate::lanes::lane_of;
use crate::ledger::{LedgerEntry, LedgerKey};
use crate::rejected::RejectedRecord;
use crate::removed::RemovedRecord;
use crate::request::built;
use crate::scan_place::ScanPlace;
use crate::settings::SettingsByAccount;
use crate::tables::Tables;

/// The most items that a transaction may have.
pub const MAX_ITEMS: usize = 100;

/// How long the resolutions of an hour are kept, in seconds from the start of the hour: longer than
/// they matter (24 hours), and longer than a stream keeps its records.
const RESOLUTIONS_KEPT: i64 = 7 * 24 * 3600;

/// How far a reader of records is, before and after a chunk.
#[derive(Debug, Clone, Copy)]
pub enum Advance<'a> {
    /// A shard's checkpoint moves.
    Shard {
        /// The shard.
        shard: &'a Shard,
        /// Its checkpoint as it was read.
        before: Option<&'a Checkpoint>,
        /// Its checkpoint with the chunk.
        after: &'a Checkpoint,
    },
    /// A scan moves on, to a place with the version after the one that was read.
    Scan(&'a ScanPlace),
}

/// What one transaction writes beside how far its reader is: everything up to there, and nothing
/// beyond.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Changes of counters, by the number of the generation.
    pub deltas: BTreeMap<u32, Deltas>,
    /// Contacts in their new state, each with the version that was read.
    pub contacts: BTreeMap<ContactKey, VersionedContact>,
    /// Rejected records, to be kept with their reasons.
    pub rejected: Vec<RejectedRecord>,
    /// Removed records, to be kept for rebuilds.
    pub removed: Vec<RemovedRecord>,
    /// What ledgers have of records from now on, each with the version that was read.
    pub ledger: BTreeMap<LedgerKey, LedgerEntry>,
    /// Accounts whose counting settings the transaction writes.
    pub new_settings: Vec<Id>,
}

/// The result of a transaction.
#[derive(Debug)]
pub enum Outcome {
    /// All of it is written.
    Written,
    /// Nothing is written: the checkpoint, or the scan's place, is not the one that was read. Another
    /// invocation went on.
    Moved,
    /// Nothing is written: the epoch is another one by now.
    OtherEpoch,
    /// Nothing is written: these contacts were written meanwhile.
    StaleContacts(Vec<ContactKey>),
    /// Nothing is written: an account got other counting settings, or the ledger has another entry
    /// of a record meanwhile.
    Stale,
    /// Nothing is written: another transaction was writing one of the items.
    Conflict(Contended),
    /// Nothing is written: DynamoDB asks for fewer writes.
    Busy(Contended),
    /// DynamoDB refused it or did not answer. It may be written or not: only the checkpoint shows
    /// which.
    Failed(Error),
}

/// Why a transaction was not written that may be written later.
#[derive(Debug)]
pub struct Contended {
    /// What DynamoDB said.
    pub error: Error,
    /// The accounts whose counters were in demand.
    pub accounts: BTreeSet<Id>,
}

/// The purpose of an item in a transaction. DynamoDB gives the reasons of a cancellation by index.
enum Purpose {
    Advance,
    Epoch,
    Contact(ContactKey),
    SettingsOrLedger,
    Counter(Id),
    Other,
}

/// A transaction ready to be sent.
pub(crate) struct Transaction {
    purposes: Vec<Purpose>,
    pub(crate) items: Vec<TransactWriteItem>,
}

impl Transaction {
    pub(crate) fn new(
        tables: &Tables,
        advance: Advance<'_>,
        checkpoint_expires: Option<i64>,
        chunk: &Chunk,
        settings: &SettingsByAccount,
        now: i64,
    ) -> Self {
        let mut transaction = Self { purposes: Vec::new(), items: Vec::new() };
        let counters = &tables.counters;
        match advance {
            Advance::Shard { shard, before, after } => {
                for put in after.puts(counters, shard, before, checkpoint_expires) {
                    transaction.put(Purpose::Advance, put);
                }
                if before.is_none() {
                    let check = epoch::check(counters, after.epoch);
                    let check = TransactWriteItem::builder().condition_check(check);
                    transaction.add(Purpose::Epoch, check.build());
                }
                for rejected in &chunk.rejected {
                    let put = rejected.put(&tables.rejected, &partition(shard));
                    transaction.put(Purpose::Other, put);
                }
                if let Some(table) = &tables.removed {
                    for removed in &chunk.removed {
                        transaction.put(Purpose::Other, removed.put(table, shard));
                    }
                }
            }
            Advance::Scan(place) => {
                transaction.put(Purpose::Advance, place.put(counters));
                for rejected in &chunk.rejected {
                    let partition = format!("scan#{}", rejected.table);
                    transaction.put(Purpose::Other, rejected.put(&tables.rejected, &partition));
                }
            }
        }
        for account in &chunk.new_settings {
            let put = settings.of(account).put(counters, account, settings.in_table(account));
            transaction.put(Purpose::SettingsOrLedger, put);
        }
        for (key, entry) in &chunk.ledger {
            transaction.put(Purpose::SettingsOrLedger, entry.put(counters, key));
        }
        for (key, contact) in &chunk.contacts {
            transaction.put(Purpose::Contact(key.clone()), contact.put(counters, key));
        }
        for (generation, deltas) in &chunk.deltas {
            for (counter, measures) in deltas.iter() {
                let lane = match advance {
                    Advance::Shard { shard, .. } => {
                        let lanes = settings.of(&counter.account).lanes.written(now);
                        lane_of(shard, &counter.row, lanes)
                    }
                    // Few scan at once, and what is in lane 0 is read fastest.
                    Advance::Scan(_) => 0,
                };
                let key = Key::counter(counter, *generation, lane);
                if let Some(update) = add(counters, key, counter, measures) {
                    let update = TransactWriteItem::builder().update(update);
                    let purpose = Purpose::Counter(counter.account.clone());
                    transaction.add(purpose, update.build());
                }
            }
        }
        transaction
    }

    fn put(&mut self, purpose: Purpose, put: Put) {
        self.add(purpose, TransactWriteItem::builder().put(put).build());
    }

    fn add(&mut self, purpose: Purpose, item: TransactWriteItem) {
        self.purposes.push(purpose);
        self.items.push(item);
    }

    /// The outcome that an error of the request means.
    pub(crate) fn outcome<R: std::fmt::Debug>(
        &self,
        error: SdkError<TransactWriteItemsError, R>,
    ) -> Outcome {
        const DOING: &str = "writing a chunk";
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
            error.as_service_error()
        else {
            let error = Error::sdk(DOING, error);
            let contended = |error| Contended { error, accounts: BTreeSet::new() };
            return match error.kind {
                Kind::Conflict => Outcome::Conflict(contended(error)),
                Kind::Busy => Outcome::Busy(contended(error)),
                _ => Outcome::Failed(error),
            };
        };
        let mut contacts = Vec::new();
        let mut stale = false;
        let mut other_epoch = false;
        let mut accounts = BTreeSet::new();
        let mut other: Option<(Kind, String)> = None;
        for (purpose, reason) in self.purposes.iter().zip(cancelled.cancellation_reasons()) {
            match (reason.code().unwrap_or("None"), purpose) {
                ("None", _) => {}
                ("ConditionalCheckFailed", Purpose::Advance) => return Outcome::Moved,
                ("ConditionalCheckFailed", Purpose::Epoch) => other_epoch = true,
                ("ConditionalCheckFailed", Purpose::Contact(key)) => contacts.push(key.clone()),
                ("ConditionalCheckFailed", Purpose::SettingsOrLedger) => stale = true,
                (code, _) => {
                    let kind = of_code(Some(code));
                    if let Purpose::Counter(account) = purpose
                        && matches!(kind, Kind::Conflict | Kind::Busy)
                    {
                        accounts.insert(account.clone());
                    }
                    if other.as_ref().is_none_or(|(found, _)| *found < kind) {
                        other =
                            Some((kind, format!("{code}: {}", reason.message().unwrap_or("-"))));
                    }
                }
            }
        }
        if other_epoch {
            return Outcome::OtherEpoch;
        }
        if stale {
            return Outcome::Stale;
        }
        if !contacts.is_empty() {
            return Outcome::StaleContacts(contacts);
        }
        let (kind, cause) = other.unwrap_or_else(|| {
            let message = error.message().unwrap_or("cancelled without a reason");
            (Kind::Refused, message.to_owned())
        });
        let error = Error { doing: DOING, kind, cause };
        match kind {
            Kind::Conflict => Outcome::Conflict(Contended { error, accounts }),
            Kind::Busy => Outcome::Busy(Contended { error, accounts }),
            _ => Outcome::Failed(error),
        }
    }
}

/// The partition of a shard's rejected records.
fn partition(shard: &Shard) -> String {
    format!("{}#{}", shard.stream, shard.id)
}

/// An update that adds these measures to a counter; `None` where all of them are zero.
fn add(table: &str, key: Key, counter: &CounterKey, measures: &Measures) -> Option<Update> {
    let mut update = Update::builder().table_name(table).set_key(Some(key.item()));
    let mut adds = Vec::new();
    for (n, (measure, amount)) in measures.iter().enumerate() {
        adds.push(format!("#{n} :{n}"));
        update = update
            .expression_attribute_names(format!("#{n}"), measure.name())
            .expression_attribute_values(format!(":{n}"), number(amount.normalize()));
    }
    if adds.is_empty() {
        return None;
    }
    let mut expression = format!("ADD {}", adds.join(", "));
    let set = match &counter.row {
        Row::Resolved(hour) | Row::StaffResolved(hour, _) | Row::InboxResolved(hour, _) => {
            Some(("ttl", number(hour.epoch_seconds() + RESOLUTIONS_KEPT)))
        }
        Row::StaffDay(_, staff) => Some((STAFF, text(staff_key(staff)))),
        _ => None,
    };
    if let Some((name, value)) = set {
        expression.push_str(" SET #set = :set");
        update = update
            .expression_attribute_names("#set", name)
            .expression_attribute_values(":set", value);
    }
    Some(built(update.update_expression(expression).build()))
}
