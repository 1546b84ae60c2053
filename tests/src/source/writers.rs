//! Writing records through the real AWS client, several writers at once, each key in its order.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Tz;

use super::{Attr, Entity, Item, SourceState, Table, Write};
use crate::clock;

/// How long a write may be retried before the test gives up: longer than any restart takes.
const RETRY_LIMIT: Duration = Duration::from_secs(90);
/// How many seconds before midnight removals wait: longer than one takes on a busy machine.
const BEFORE_MIDNIGHT: u32 = 60;
/// The most requests in one `BatchWriteItem`.
const BATCH: usize = 25;

/// A client for the DynamoDB at this URL. It does not retry by itself: an unknown outcome is seen by its caller.
pub fn client(url: &str) -> Client {
    let timeouts =
        TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(20)).build();
    Client::from_conf(
        Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("local"))
            .credentials_provider(Credentials::new("any", "any", None, None, "e2e"))
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            .endpoint_url(url)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build(),
    )
}

/// Writes these entities into the directory.
pub async fn put_directory(client: &Client, prefix: &str, entities: &[Entity]) {
    for entity in entities {
        let mut item = entity.attributes.clone();
        item.insert("account_id".to_owned(), Attr::text(&entity.account));
        item.insert("entity".to_owned(), Attr::text(&entity.entity));
        let put =
            client.put_item().table_name(format!("{prefix}directory")).set_item(Some(wire(&item)));
        put.send().await.expect("the directory takes an entity");
    }
}

/// Several writers side by side. All writes to one key go through the same one, in their order.
#[derive(Clone)]
pub struct Writers {
    client: Client,
    prefix: String,
    count: usize,
    zones: Arc<Vec<Tz>>,
    written: Arc<AtomicUsize>,
}

impl Writers {
    /// `count` writers on these tables. Removals keep away from midnight in `zones`, so that their date is certain.
    pub fn new(client: Client, prefix: &str, count: usize, zones: Vec<Tz>) -> Self {
        Self {
            client,
            prefix: prefix.to_owned(),
            count,
            zones: Arc::new(zones),
            written: Arc::default(),
        }
    }

    /// How many writes have been acknowledged so far.
    pub fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }

    /// Writes all of these, and applies them to `state` with the times of their removals.
    pub async fn write(&self, writes: &[Write], state: &mut SourceState) {
        let mut queues = vec![Vec::new(); self.count];
        for (index, write) in writes.iter().enumerate() {
            let mut hasher = DefaultHasher::new();
            write.key.hash(&mut hasher);
            let queue =
                usize::try_from(hasher.finish() % self.count as u64).expect("a small number");
            queues[queue].push((index, write.clone()));
        }
        let running: Vec<_> =
            queues.into_iter().map(|queue| tokio::spawn(self.clone().run(queue))).collect();
        let mut removals = HashMap::new();
        for queue in running {
            removals.extend(queue.await.expect("a writer finished"));
        }
        for (index, write) in writes.iter().enumerate() {
            let at = removals.get(&index).copied().unwrap_or_default();
            state.apply(write, at);
        }
    }

    /// One writer: runs of puts to different keys as batches of changing size, the rest one by one.
    async fn run(self, queue: Vec<(usize, Write)>) -> Vec<(usize, DateTime<Utc>)> {
        let mut removals = Vec::new();
        let mut at = 0;
        while at < queue.len() {
            let most = [1, 1, 4, BATCH][at % 4];
            let mut keys = HashSet::new();
            let batch: Vec<&Write> = queue[at..]
                .iter()
                .map(|(_, write)| write)
                .take(most)
                .take_while(|write| write.image.is_some() && keys.insert(&write.key))
                .collect();
            let taken = match batch.as_slice() {
                [] => {
                    removals.push((queue[at].0, self.remove(&queue[at].1).await));
                    1
                }
                [one] => {
                    self.put(one).await;
                    1
                }
                many => {
                    self.put_many(many).await;
                    many.len()
                }
            };
            at += taken;
            self.written.fetch_add(taken, Ordering::Relaxed);
        }
        removals
    }

    async fn put(&self, write: &Write) {
        let item = write.image.as_ref().map(wire);
        let table = self.table(write.key.table);
        let retries = RetryLimit::new();
        loop {
            let request = self.client.put_item().table_name(&table);
            match request.set_item(item.clone()).send().await {
                Ok(_) => return,
                Err(error) => retries.wait(error.code(), &DisplayErrorContext(&error)).await,
            }
        }
    }

    async fn put_many(&self, writes: &[&Write]) {
        let mut left: HashMap<String, Vec<WriteRequest>> = HashMap::new();
        for write in writes {
            let item = write.image.as_ref().map(wire);
            let put = PutRequest::builder().set_item(item).build().expect("an item");
            let request = WriteRequest::builder().put_request(put).build();
            left.entry(self.table(write.key.table)).or_default().push(request);
        }
        let retries = RetryLimit::new();
        while !left.is_empty() {
            let request = self.client.batch_write_item();
            match request.set_request_items(Some(left.clone())).send().await {
                Ok(answer) => left = answer.unprocessed_items.unwrap_or_default(),
                Err(error) => retries.wait(error.code(), &DisplayErrorContext(&error)).await,
            }
        }
    }

    /// Removes a record, and returns when. A removal whose outcome is unknown counts from its first attempt.
    async fn remove(&self, write: &Write) -> DateTime<Utc> {
        self.wait_past_midnight().await;
        let at = clock::now();
        let key = wire(&write.key.item());
        let table = self.table(write.key.table);
        let retries = RetryLimit::new();
        loop {
            let request = self.client.delete_item().table_name(&table);
            match request.set_key(Some(key.clone())).send().await {
                Ok(_) => return at,
                Err(error) => retries.wait(error.code(), &DisplayErrorContext(&error)).await,
            }
        }
    }

    async fn wait_past_midnight(&self) {
        let near = |zone: &Tz| {
            let time = clock::now().with_timezone(zone);
            time.num_seconds_from_midnight() >= 24 * 60 * 60 - BEFORE_MIDNIGHT
        };
        while self.zones.iter().any(near) {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    fn table(&self, table: Table) -> String {
        format!("{}{}", self.prefix, table.name())
    }
}

/// Retries of one write, until they have taken too long.
struct RetryLimit(Instant);

impl RetryLimit {
    fn new() -> Self {
        Self(Instant::now())
    }

    async fn wait(&self, code: Option<&str>, error: &(dyn std::fmt::Display + Sync)) {
        assert_ne!(code, Some("ValidationException"), "{error}");
        assert!(self.0.elapsed() < RETRY_LIMIT, "a write never succeeded: {error}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn wire(item: &Item) -> HashMap<String, AttributeValue> {
    item.iter().map(|(k, v)| (k.clone(), value(v))).collect()
}

fn value(attr: &Attr) -> AttributeValue {
    match attr {
        Attr::S(text) => AttributeValue::S(text.clone()),
        Attr::N(text) => AttributeValue::N(text.clone()),
        Attr::Bool(truth) => AttributeValue::Bool(*truth),
        Attr::Null => AttributeValue::Null(true),
        Attr::L(list) => AttributeValue::L(list.iter().map(value).collect()),
        Attr::M(map) => AttributeValue::M(wire(map)),
        Attr::Ss(set) => AttributeValue::Ss(set.clone()),
        Attr::B(bytes) => AttributeValue::B(Blob::new(bytes.clone())),
    }
}
