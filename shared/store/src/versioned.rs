//! Items that are written on condition of the version that was read.

use aws_sdk_dynamodb::types::Put;

use crate::attribute::{Item, number};
use crate::keys::PK;
use crate::request::built;

/// The attribute that says how often the item was written.
pub(crate) const VERSION: &str = "version";

/// A put of this item as the version after `before`, on condition that the item still has that one.
/// Version 0 is no item.
pub(crate) fn put(table: &str, mut item: Item, before: u64) -> Put {
    item.insert(VERSION.to_owned(), number(before + 1));
    let put = Put::builder().table_name(table).set_item(Some(item));
    built(if before == 0 {
        put.condition_expression("attribute_not_exists(#pk)")
            .expression_attribute_names("#pk", PK)
            .build()
    } else {
        put.condition_expression("#version = :version")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":version", number(before))
            .build()
    })
}
