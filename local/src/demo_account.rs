//! Writes the demo business into the source tables: its history once, and then what happens from now on.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, bail};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use chrono::{DateTime, Utc};
use config::Clock;
use demo::{Item, LiveBusiness, Write};
use serde_json::json;
use store::item_of_json;
use tokio::task::JoinSet;
use tracing::{info, warn};

/// The seed of all demo data.
const SEED: u64 = 7;

/// How often the writes that are due are made.
const STEP: Duration = Duration::from_secs(3);

/// How many items a batch write may have.
const BATCH: usize = 25;

/// How many batches are written at a time.
const AT_A_TIME: usize = 4;

/// The attributes of the account's directory item that record how far the history was loaded.
const ANCHOR: &str = "demo_anchor";
const COMPLETE: &str = "demo_complete";

/// The tables that the demo account is written to.
#[derive(Debug, Clone)]
pub(crate) struct DemoAccount {
    pub(crate) client: Client,
    pub(crate) prefix: String,
    pub(crate) clock: Clock,
}

impl DemoAccount {
    /// Writes the history unless it is there, and then runs for ever.
    pub(crate) async fn run(self) {
        let mut business = match self.load().await {
            Ok(business) => business,
            Err(error) => {
                warn!(error = format!("{error:#}"), "cannot load the demo account");
                return;
            }
        };
        let mut steps = tokio::time::interval(STEP);
        loop {
            steps.tick().await;
            // One after the other, since a step may write a record more than once.
            for write in business.step(self.clock.now()) {
                if let Err(error) = self.put(write).await {
                    warn!(error = format!("{error:#}"), "a demo record was not written");
                }
            }
        }
    }

    async fn load(&self) -> anyhow::Result<LiveBusiness> {
        let found = self.account_item().await?;
        let anchor = found.as_ref().and_then(|item| item.get(ANCHOR)?.as_s().ok()?.parse().ok());
        let anchor: DateTime<Utc> = anchor.unwrap_or_else(|| self.clock.now());
        let mut business = LiveBusiness::new(SEED, self.clock.now());
        if found.is_some_and(|item| item.contains_key(COMPLETE)) {
            for session in self.sessions().await? {
                business.continue_session(&session);
            }
            return Ok(business);
        }
        // A load that was interrupted is done again from the same anchor, which gives the same records.
        self.write_all(directory(anchor, false)).await?;
        let history: Vec<_> = demo::history(SEED, anchor).collect();
        for write in history.iter().filter(|write| write.table == "sessions") {
            business.continue_session(&write.item);
        }
        let count = history.len();
        self.write_all(history).await?;
        self.write_all(directory(anchor, true)).await?;
        info!(records = count, "the demo account is written");
        Ok(business)
    }

    async fn account_item(&self) -> anyhow::Result<Option<HashMap<String, AttributeValue>>> {
        let request = self.client.get_item().table_name(self.table("directory"));
        let request = request.key("account_id", AttributeValue::S(demo::ACCOUNT.to_owned()));
        let request = request.key("entity", AttributeValue::S("account".to_owned()));
        Ok(request.consistent_read(true).send().await?.item)
    }

    async fn sessions(&self) -> anyhow::Result<Vec<Item>> {
        let items: Result<Vec<_>, _> = self
            .client
            .query()
            .table_name(self.table("sessions"))
            .key_condition_expression("account_id = :account")
            .expression_attribute_values(":account", AttributeValue::S(demo::ACCOUNT.to_owned()))
            .into_paginator()
            .items()
            .send()
            .collect()
            .await;
        Ok(items?.iter().map(store::json_item).collect())
    }

    /// Writes items in any order, several batches at a time.
    async fn write_all(&self, writes: Vec<Write>) -> anyhow::Result<()> {
        let mut tables: HashMap<&'static str, Vec<Write>> = HashMap::new();
        let mut batches = Vec::new();
        for write in writes {
            let table = write.table;
            let pending = tables.entry(table).or_default();
            pending.push(write);
            if pending.len() == BATCH {
                batches.push((table, std::mem::take(pending)));
            }
        }
        batches.extend(tables.into_iter().filter(|(_, left)| !left.is_empty()));
        let mut batches = batches.into_iter().peekable();
        while batches.peek().is_some() {
            let mut sent = JoinSet::new();
            for (table, batch) in batches.by_ref().take(AT_A_TIME) {
                let account = self.clone();
                sent.spawn(async move { account.write_batch(table, batch).await });
            }
            while let Some(done) = sent.join_next().await {
                done??;
            }
        }
        Ok(())
    }

    async fn write_batch(&self, table: &str, batch: Vec<Write>) -> anyhow::Result<()> {
        let request = |write: Write| {
            let put = PutRequest::builder().set_item(Some(item_of_json(&write.item)?)).build()?;
            Ok(WriteRequest::builder().put_request(put).build())
        };
        let requests = batch.into_iter().map(request).collect::<anyhow::Result<Vec<_>>>()?;
        let mut left = HashMap::from([(self.table(table), requests)]);
        for attempt in 0..8 {
            let answer = self.client.batch_write_item().set_request_items(Some(left)).send().await;
            left = answer.context("cannot write a batch")?.unprocessed_items.unwrap_or_default();
            if left.is_empty() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
        }
        bail!("the server takes no more writes")
    }

    async fn put(&self, write: Write) -> anyhow::Result<()> {
        let request = self.client.put_item().table_name(self.table(write.table));
        request.set_item(Some(item_of_json(&write.item)?)).send().await?;
        Ok(())
    }

    fn table(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// The directory. The account's item records how far the history is loaded.
fn directory(anchor: DateTime<Utc>, complete: bool) -> Vec<Write> {
    let mut writes = demo::directory();
    for write in &mut writes {
        if write.item["entity"] == json!({ "S": "account" }) {
            write.item.insert(ANCHOR.to_owned(), json!({ "S": anchor.to_rfc3339() }));
            if complete {
                write.item.insert(COMPLETE.to_owned(), json!({ "BOOL": true }));
            }
        }
    }
    writes
}
