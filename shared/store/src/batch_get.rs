//! Reading items by their keys.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::batch_get_item::builders::BatchGetItemFluentBuilder;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use futures::future::try_join_all;

use crate::attribute::Item;
use crate::counter_items::{self, CounterItem};
use crate::error::{Error, Kind};
use crate::keys::Key;

/// The most keys that DynamoDB accepts in one request.
const MOST_KEYS: usize = 100;

/// The most requests for the same keys: DynamoDB may leave some of them unprocessed.
const ATTEMPTS: u32 = 6;

/// The items of a table of ours with these keys, in no particular order. Keys without an item are left
/// out.
pub(crate) async fn batch_get(
    client: &Client,
    table: &str,
    keys: &[Key],
    consistent: bool,
    doing: &'static str,
) -> Result<Vec<Item>, Error> {
    let keys = keys.iter().map(Key::item).collect();
    batch_get_items(client, table, keys, consistent, doing).await
}

/// The same of any table, by keys as it has them.
pub(crate) async fn batch_get_items(
    client: &Client,
    table: &str,
    keys: Vec<Item>,
    consistent: bool,
    doing: &'static str,
) -> Result<Vec<Item>, Error> {
    in_pages::<Items>(client, table, keys, consistent, doing).await
}

/// The counters with these keys, in no particular order; perhaps as they were a moment ago. Keys without
/// an item are left out.
pub(crate) async fn batch_get_counters(
    client: &Client,
    table: &str,
    keys: &[Key],
    doing: &'static str,
) -> Result<Vec<CounterItem>, Error> {
    let keys = keys.iter().map(Key::item).collect();
    in_pages::<CounterItems>(client, table, keys, false, doing).await
}

/// How an answer is read.
trait Answer {
    type Item: Send;

    /// Sends a request. Returns what it found, and the keys that are left to be asked for again.
    fn of(
        request: BatchGetItemFluentBuilder,
        doing: &'static str,
    ) -> impl Future<Output = Result<(Vec<Self::Item>, Vec<Item>), Error>> + Send;
}

/// Items in the SDK's types.
struct Items;

impl Answer for Items {
    type Item = Item;

    async fn of(
        request: BatchGetItemFluentBuilder,
        doing: &'static str,
    ) -> Result<(Vec<Item>, Vec<Item>), Error> {
        let answer = request.send().await.map_err(|error| Error::sdk(doing, error))?;
        let found = answer.responses.into_iter().flatten().flat_map(|(_, items)| items);
        let left = answer.unprocessed_keys.into_iter().flatten().flat_map(|(_, left)| left.keys);
        Ok((found.collect(), left.collect()))
    }
}

/// Counter items.
struct CounterItems;

impl Answer for CounterItems {
    type Item = CounterItem;

    async fn of(
        request: BatchGetItemFluentBuilder,
        doing: &'static str,
    ) -> Result<(Vec<CounterItem>, Vec<Item>), Error> {
        let page = counter_items::batch_get(request, doing).await?;
        let found = page.responses.into_values().flatten();
        let left = page.unprocessed_keys.into_values().flat_map(|left| left.keys);
        Ok((found.collect(), left.map(|key| key.item()).collect()))
    }
}

async fn in_pages<A: Answer>(
    client: &Client,
    table: &str,
    keys: Vec<Item>,
    consistent: bool,
    doing: &'static str,
) -> Result<Vec<A::Item>, Error> {
    let mut keys = keys.into_iter();
    let pages = std::iter::from_fn(|| {
        let wanted: Vec<_> = keys.by_ref().take(MOST_KEYS).collect();
        (!wanted.is_empty()).then(|| page::<A>(client, table, wanted, consistent, doing))
    });
    Ok(try_join_all(pages).await?.into_iter().flatten().collect())
}

async fn page<A: Answer>(
    client: &Client,
    table: &str,
    mut wanted: Vec<Item>,
    consistent: bool,
    doing: &'static str,
) -> Result<Vec<A::Item>, Error> {
    let mut found = Vec::with_capacity(wanted.len());
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
        }
        let request = KeysAndAttributes::builder()
            .set_keys(Some(wanted))
            .consistent_read(consistent)
            .build()
            .map_err(|error| Error::unreadable(doing, error.to_string()))?;
        let request = client.batch_get_item().request_items(table, request);
        let (items, left) = A::of(request, doing).await?;
        found.extend(items);
        wanted = left;
        if wanted.is_empty() {
            return Ok(found);
        }
    }
    let cause = format!("{} keys were left unprocessed {ATTEMPTS} times", wanted.len());
    Err(Error { doing, kind: Kind::Busy, cause })
}
