//! The transaction that moves counters together with the checkpoint.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{Put, TransactWriteItem, Update};
use domain::counter::{CounterKey, Deltas, Measures, Row};
use domain::id::Id;
use domain::stream_position::StreamPosition;

use crate::attribute::{number, text};
use crate::checkpoint::{self, Shard};
use crate::contact::{Customer, VersionedContact};
use crate::error::{Error, Kind, of_code};
use crate::keys::{Key, STAFF, staff_key};
use crate::rejected::RejectedRecord;
use crate::request::built;
use crate::settings::SettingsByAccount;
use crate::tables::Tables;

/// The most items that a transaction may have.
pub const MAX_ITEMS: usize = 100;

/// How long the resolutions of an hour are kept, in seconds from the start of the hour: longer than
/// they matter (24 hours), and longer than a stream keeps its records.
const RESOLUTIONS_KEPT: i64 = 7 * 24 * 3600;

/// What one transaction writes: everything up to `after`, and nothing beyond.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Changes of counters.
    pub deltas: Deltas,
    /// Contacts in their new state, each with the version that was read.
    pub contacts: BTreeMap<Customer, VersionedContact>,
    /// Rejected records, to be kept with their reasons.
    pub rejected: Vec<RejectedRecord>,
    /// Accounts whose counting settings the transaction writes.
    pub new_settings: Vec<Id>,
}

/// The result of a transaction.
#[derive(Debug)]
pub enum Outcome {
    /// All of it is written.
    Written,
    /// Nothing is written: the checkpoint is not the one that was read. Another invocation went on.
    Moved,
    /// Nothing is written: these contacts were written meanwhile.
    StaleContacts(Vec<Customer>),
    /// Nothing is written: an account got other counting settings meanwhile.
    OtherSettings,
    /// Nothing is written: DynamoDB was busy, or another transaction was writing one of the items.
    Busy(Error),
    /// DynamoDB refused it or did not answer. It may be written or not: only the checkpoint shows
    /// which.
    Failed(Error),
}

/// The purpose of an item in a transaction. DynamoDB gives the reasons of a cancellation by index.
enum Purpose {
    Checkpoint,
    Contact(Customer),
    Settings,
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
        shard: &Shard,
        (before, after): (Option<&StreamPosition>, &StreamPosition),
        checkpoint_expires: Option<i64>,
        chunk: &Chunk,
        settings: &SettingsByAccount,
    ) -> Self {
        let mut transaction = Self { purposes: Vec::new(), items: Vec::new() };
        let counters = &tables.counters;
        let generation = |account: &Id| settings.of(account).generation;
        let checkpoint = checkpoint::put(counters, shard, before, after, checkpoint_expires);
        transaction.put(Purpose::Checkpoint, checkpoint);
        for account in &chunk.new_settings {
            let put = settings.of(account).put(counters, account);
            transaction.put(Purpose::Settings, put);
        }
        for (customer, contact) in &chunk.contacts {
            let put = contact.put(counters, generation(&customer.0), customer);
            transaction.put(Purpose::Contact(customer.clone()), put);
        }
        for rejected in &chunk.rejected {
            transaction.put(Purpose::Other, rejected.put(&tables.rejected, shard));
        }
        for (counter, measures) in chunk.deltas.iter() {
            if let Some(update) = add(counters, counter, measures, generation(&counter.account)) {
                transaction.purposes.push(Purpose::Other);
                transaction.items.push(TransactWriteItem::builder().update(update).build());
            }
        }
        transaction
    }

    fn put(&mut self, purpose: Purpose, put: Put) {
        self.purposes.push(purpose);
        self.items.push(TransactWriteItem::builder().put(put).build());
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
            return if error.kind == Kind::Busy {
                Outcome::Busy(error)
            } else {
                Outcome::Failed(error)
            };
        };
        let mut contacts = Vec::new();
        let mut other_settings = false;
        let mut other: Option<(Kind, String)> = None;
        for (purpose, reason) in self.purposes.iter().zip(cancelled.cancellation_reasons()) {
            match (reason.code().unwrap_or("None"), purpose) {
                ("None", _) => {}
                ("ConditionalCheckFailed", Purpose::Checkpoint) => return Outcome::Moved,
                ("ConditionalCheckFailed", Purpose::Contact(customer)) => {
                    contacts.push(customer.clone());
                }
                ("ConditionalCheckFailed", Purpose::Settings) => other_settings = true,
                (code, _) => {
                    let kind = of_code(Some(code));
                    // A refusal outweighs another item that was only busy.
                    if other.as_ref().is_none_or(|(found, _)| *found == Kind::Busy) {
                        other =
                            Some((kind, format!("{code}: {}", reason.message().unwrap_or("-"))));
                    }
                }
            }
        }
        if other_settings {
            return Outcome::OtherSettings;
        }
        if !contacts.is_empty() {
            return Outcome::StaleContacts(contacts);
        }
        let (kind, cause) = other.unwrap_or_else(|| {
            let message = error.message().unwrap_or("cancelled without a reason");
            (Kind::Refused, message.to_owned())
        });
        let error = Error { doing: DOING, kind, cause };
        if kind == Kind::Busy { Outcome::Busy(error) } else { Outcome::Failed(error) }
    }
}

/// An update that adds measures to a counter; `None` where all of them are zero.
fn add(table: &str, counter: &CounterKey, measures: &Measures, generation: u32) -> Option<Update> {
    let mut update =
        Update::builder().table_name(table).set_key(Some(Key::counter(counter, generation).item()));
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
        Row::Resolved(hour) | Row::StaffResolved(hour, _) => {
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
