//! Reading the directory.

use aws_sdk_dynamodb::Client;
use domain::directory::Directory;
use domain::id::Id;

use crate::attribute::{Item, json_item, text};
use crate::error::Error;

/// The attribute of the hash key.
pub(crate) const HASH: &str = "account_id";
/// The attribute of the range key.
pub(crate) const RANGE: &str = "entity";

/// All that the directory lists for an account.
pub(crate) async fn whole(client: &Client, table: &str, account: &Id) -> Result<Directory, Error> {
    let items = client
        .query()
        .table_name(table)
        .key_condition_expression("#account = :account")
        .expression_attribute_names("#account", HASH)
        .expression_attribute_values(":account", text(account.as_str()))
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<Item>, _>>()
        .await
        .map_err(|error| Error::sdk("reading the directory", error))?;
    let items: Vec<_> = items.iter().map(json_item).collect();
    Ok(Directory::of(&items))
}

/// Only the account's own name and zone. Strongly consistent.
pub(crate) async fn account(
    client: &Client,
    table: &str,
    account: &Id,
) -> Result<Directory, Error> {
    let answer = client
        .get_item()
        .table_name(table)
        .key(HASH, text(account.as_str()))
        .key(RANGE, text("account"))
        .consistent_read(true)
        .send()
        .await
        .map_err(|error| Error::sdk("reading an account of the directory", error))?;
    Ok(Directory::of(answer.item.as_ref().map(json_item).as_ref()))
}
