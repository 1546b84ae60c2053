//! Rejected records. They hold customers' texts, so they are in a table of their own, to which the
//! functions that read have no access.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::Put;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::Id;
use serde_json::json;

use crate::attribute::{Item, number, text, text_of};
use crate::checkpoint::Shard;
use crate::error::Error;
use crate::keys::{Key, PK, SK};
use crate::request::built;

/// How long a rejected record is kept.
const KEPT: TimeDelta = TimeDelta::weeks(6);

/// The most bytes of an image that are kept.
const MOST_BYTES: usize = 8 * 1024;

/// A record whose image counts for nothing until it is written correctly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRecord {
    /// Its sequence number in the shard; of a record that a scan found, its key.
    pub sequence: String,
    /// The table that it was written to.
    pub table: String,
    /// Its key, as JSON.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
    /// The image before the write, as JSON; the table keeps at most its first 8 KB.
    pub old_image: Option<String>,
    /// The image after the write, likewise.
    pub new_image: Option<String>,
    /// When it was rejected.
    pub at: DateTime<Utc>,
}

impl RejectedRecord {
    pub(crate) fn put(&self, table: &str, partition: &str) -> Put {
        let mut item = Key { pk: partition.to_owned(), sk: self.sequence.clone() }.item();
        let images = [("old_image", &self.old_image), ("new_image", &self.new_image)];
        for (name, image) in images {
            if let Some(image) = image {
                item.insert(name.to_owned(), text(cut(image)));
            }
        }
        for (name, value) in [("table", &self.table), ("key", &self.key), ("reason", &self.reason)]
        {
            item.insert(name.to_owned(), text(value));
        }
        item.insert("at".to_owned(), text(self.at.to_rfc3339()));
        item.insert("ttl".to_owned(), number((self.at + KEPT).timestamp()));
        built(Put::builder().table_name(table).set_item(Some(item)).build())
    }

    /// Whether its key or one of its images names this account.
    pub fn names(&self, account: &Id) -> bool {
        // An image may be cut, so it is searched as text.
        let attribute = format!("\"account_id\":{}", json!({ "S": account.as_str() }));
        let texts = [Some(&self.key), self.old_image.as_ref(), self.new_image.as_ref()];
        texts.into_iter().flatten().any(|text| text.contains(&attribute))
    }

    /// The rejected records of a shard, oldest first.
    pub async fn list(client: &Client, table: &str, shard: &Shard) -> Result<Vec<Self>, Error> {
        let doing = "listing the rejected records";
        let pages = client
            .query()
            .table_name(table)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_values(":pk", text(partition(shard)))
            .into_paginator()
            .items()
            .send();
        let items = pages.collect::<Result<Vec<Item>, _>>().await;
        let items = items.map_err(|error| Error::sdk(doing, error))?;
        let read = items.iter().map(Self::read).collect::<Option<_>>();
        read.ok_or_else(|| Error::unreadable(doing, "an item is not as written"))
    }

    pub(crate) fn read(item: &Item) -> Option<Self> {
        let text = |name| text_of(item, name).map(ToOwned::to_owned);
        Some(Self {
            sequence: text(SK)?,
            table: text("table")?,
            key: text("key")?,
            reason: text("reason")?,
            old_image: text("old_image"),
            new_image: text("new_image"),
            at: text("at")?.parse().ok()?,
        })
    }
}

fn partition(shard: &Shard) -> String {
    format!("{}#{}", shard.stream, shard.id)
}

fn cut(image: &str) -> &str {
    &image[..image.floor_char_boundary(MOST_BYTES)]
}
