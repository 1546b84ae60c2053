//! An account's pin: the time zone and the generation that its counters are kept in.

use aws_sdk_dynamodb::types::Put;
use domain::calendar::Calendar;
use domain::id::Id;

use crate::attribute::{Item, number, number_of, text, text_of};
use crate::error::Error;
use crate::keys::{Key, PK};
use crate::transaction::built;

const ZONE: &str = "timezone";
const GENERATION: &str = "generation";

/// Made in the account's first transaction, so that a later change of the directory cannot mix two
/// calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    /// The calendar that its records are counted in.
    pub calendar: Calendar,
    /// Which set of counters is in force; part of every counter's key.
    pub generation: u32,
}

impl Pin {
    /// The pin of an account that is counted in this calendar from its first record on.
    pub fn first(calendar: Calendar) -> Self {
        Self { calendar, generation: 1 }
    }

    pub(crate) fn read(item: &Item) -> Result<Self, Error> {
        let zone = text_of(item, ZONE).and_then(Calendar::named);
        let generation = number_of(item, GENERATION);
        let read = zone.zip(generation).map(|(calendar, generation)| Self { calendar, generation });
        read.ok_or_else(|| Error::unreadable("reading an account's pin", "its zone is unknown"))
    }

    /// A put on condition that there is no pin, or the same.
    pub(crate) fn put(self, table: &str, account: &Id) -> Put {
        let mut item = Key::pin(account).item();
        let zone = text(self.calendar.zone());
        let generation = number(self.generation);
        item.insert(ZONE.to_owned(), zone.clone());
        item.insert(GENERATION.to_owned(), generation.clone());
        built(
            Put::builder()
                .table_name(table)
                .set_item(Some(item))
                .condition_expression(
                    "attribute_not_exists(#pk) OR (#zone = :zone AND #gen = :gen)",
                )
                .expression_attribute_names("#pk", PK)
                .expression_attribute_names("#zone", ZONE)
                .expression_attribute_names("#gen", GENERATION)
                .expression_attribute_values(":zone", zone)
                .expression_attribute_values(":gen", generation)
                .build(),
        )
    }
}
