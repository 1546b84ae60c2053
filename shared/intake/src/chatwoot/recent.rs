//! What changed in the last hours: it mends webhooks that were lost.

use futures::stream::{self, StreamExt, TryStreamExt};
use tokio::time::{Instant, timeout_at};

use super::api::activity;
use super::client::Client;
use super::reader::{Count, NotRead, Reader, SIDE_BY_SIDE};
use crate::take::Intake;

/// Reads the conversations with activity since this second, the latest first, and of their messages
/// those since then.
///
/// A conversation that moves to the front meanwhile may be passed over. It had activity just now, so
/// the next sweep reads it.
///
/// # Errors
///
/// [`NotRead::OutOfTime`] at the deadline. What was read until then is written.
pub async fn recent(
    client: &Client,
    intake: &Intake,
    connector: &connectors::Connector,
    since: i64,
    deadline: Instant,
) -> Result<Count, NotRead> {
    let reading = read(client, intake, connector, since);
    timeout_at(deadline, reading).await.unwrap_or(Err(NotRead::OutOfTime))
}

async fn read(
    client: &Client,
    intake: &Intake,
    connector: &connectors::Connector,
    since: i64,
) -> Result<Count, NotRead> {
    let (reader, mut count) = Reader::begin(client, intake, connector).await?;
    for number in 1.. {
        let page = client.page(number).await?.conversations;
        let is_old = |it: &serde_json::Value| activity(it).is_some_and(|at| at < since);
        let is_end = page.is_empty() || page.iter().any(is_old);
        let reads = page.iter().filter(|it| !is_old(it)).map(|it| reader.back_to(it, since));
        let reads: Vec<_> = reads.collect();
        let mut reads = stream::iter(reads).buffer_unordered(SIDE_BY_SIDE);
        while let Some(it) = reads.try_next().await? {
            count += it;
        }
        if is_end {
            break;
        }
    }
    Ok(count)
}
