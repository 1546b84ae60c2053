//! Contact items: read with the batch, written in the same transaction on condition of their
//! version.

use aws_sdk_dynamodb::types::Put;
use domain::contact::Contact;
use domain::id::Id;

use crate::attribute::{Item, number_of, text, text_of};
use crate::error::Error;
use crate::keys::Key;
use crate::versioned;

const STATE: &str = "sessions";

/// A customer of an account, by the pseudonym that the account's counters have for the customer.
pub type Customer = (Id, Id);

/// The contact of a customer in one of the account's generations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContactKey {
    /// The generation's number.
    pub generation: u32,
    /// The customer.
    pub customer: Customer,
}

impl ContactKey {
    pub(crate) fn key(&self) -> Key {
        Key::contact(&self.customer.0, self.generation, &self.customer.1)
    }
}

/// A contact as it was read, and its version then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionedContact {
    /// What is known of the customer.
    pub contact: Contact,
    /// How often it was written: 0 where there is no item.
    pub version: u64,
}

impl VersionedContact {
    pub(crate) fn read(item: &Item) -> Result<Self, Error> {
        let contact = text_of(item, STATE).and_then(|state| serde_json::from_str(state).ok());
        let read = contact.zip(number_of(item, versioned::VERSION));
        let read = read.map(|(contact, version)| Self { contact, version });
        read.ok_or_else(|| Error::unreadable("reading a contact", "its state is not as written"))
    }

    /// The state as the item stores it: JSON.
    pub(crate) fn state(&self) -> String {
        // Serializing maps of numbers cannot fail.
        serde_json::to_string(&self.contact).unwrap_or_default()
    }

    /// A put of this state as the next version, on condition that the item still has this one.
    pub(crate) fn put(&self, table: &str, contact: &ContactKey) -> Put {
        let mut item = contact.key().item();
        item.insert(STATE.to_owned(), text(self.state()));
        versioned::put(table, item, self.version)
    }
}
