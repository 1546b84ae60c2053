//! The import of a Chatwoot's past.

use chrono::{DateTime, Utc};
use connectors::Connector;
use connectors::connector::Platform;
use futures::stream::{self, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use store::again;

use super::api::activity;
use super::client::Client;
use super::passes::{Met, Passes};
use super::reader::{Count, NotRead, Reader, SIDE_BY_SIDE};
use crate::take::{Failed, Intake};

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What was read so far, by all calls of this import.
    pub count: Count,
    /// How many conversations there are; unknown if older ones are left out, or if Chatwoot does not
    /// say so.
    pub all: Option<u64>,
    /// Whether it goes on where an earlier call was.
    pub goes_on: bool,
    /// Whether everything was read once, and only what changed meanwhile is left.
    pub is_again: bool,
}

/// What an import reads: of another one it does not go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Subject {
    url: Option<String>,
    chatwoot_account: u32,
    account: String,
    since: Option<i64>,
}

/// The place of an import: all pages before it are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    subject: Subject,
    passes: Passes,
    count: Count,
}

/// Reads all conversations with activity since a time, and writes what they say. It shows how far it is,
/// and ends with what it read.
///
/// Its place is kept beside the conversations, and written after what it stands for. So an import that
/// is killed goes on where it was, when it is called again with the same URL, accounts and time.
/// Webhooks may come meanwhile.
pub async fn import(
    client: &Client,
    intake: &Intake,
    connector: &Connector,
    since: Option<DateTime<Utc>>,
    show: impl Fn(Progress),
) -> Result<Count, NotRead> {
    let since = since.map(|time| time.timestamp());
    let subject = subject(connector, since);
    let places = intake.conversations();
    let kept = again(|| places.import_place(&connector.name)).await.map_err(Failed::Store)?;
    let kept = kept.and_then(|text| serde_json::from_str::<Place>(&text).ok());
    let kept = kept.filter(|place| place.subject == subject);
    let goes_on = kept.is_some();
    let begin = || Place { subject, passes: Passes::new(since), count: Count::default() };
    let mut place = kept.unwrap_or_else(begin);
    let show = |count: Count, passes: &Passes| {
        let all = passes.all();
        show(Progress { count, all, goes_on, is_again: passes.pass > 1 });
    };
    let (reader, names) = Reader::begin(client, intake, connector).await?;
    place.count += names;
    loop {
        let page = client.page(place.passes.page).await?;
        let activities: Vec<_> = page.conversations.iter().map(activity).collect();
        let Met::Read(wanted) = place.passes.meet(&activities, page.all) else { continue };
        let wanted = page.conversations.iter().zip(wanted).filter(|(_, is)| *is);
        let reads: Vec<_> = wanted.map(|(it, _)| reader.whole(it)).collect();
        let mut reads = stream::iter(reads).buffer_unordered(SIDE_BY_SIDE);
        while let Some(it) = reads.try_next().await? {
            place.count += it;
            show(place.count, &place.passes);
        }
        drop(reads);
        let is_over = !place.passes.go_on(&activities);
        if is_over {
            again(|| places.forget_import_place(&connector.name)).await.map_err(Failed::Store)?;
            return Ok(place.count);
        }
        let text = serde_json::to_string(&place).map_err(|_| Failed::State)?;
        again(|| places.keep_import_place(&connector.account, &connector.name, &text))
            .await
            .map_err(Failed::Store)?;
    }
}

fn subject(connector: &Connector, since: Option<i64>) -> Subject {
    let (url, chatwoot_account) = match &connector.platform {
        Platform::Chatwoot(chatwoot) => (chatwoot.url.clone(), chatwoot.account),
        Platform::WhatsApp(_) => (None, 0),
    };
    let url = url.map(|url| url.trim_end_matches('/').to_owned());
    Subject { url, chatwoot_account, account: connector.account.as_str().to_owned(), since }
}
