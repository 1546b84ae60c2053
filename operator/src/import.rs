//! The import of another platform's past.

use anyhow::Context;
use connectors::Connector;
use connectors::connector::{Chatwoot, Platform};
use connectors::secret::Secret;
use intake::Intake;
use intake::chatwoot::{Client, Count, Manner, NotRead, Progress as HowFar};
use serde_json::json;

use crate::options::{ChatwootImport, Common, id};
use crate::progress::Progress;
use crate::system;

/// How often the same is asked before the import stops: for about a minute.
const ATTEMPTS: u32 = 8;

/// How often the first page is asked for. A URL that is wrong should be known soon.
const FIRST_ATTEMPTS: u32 = 2;

/// What no import can know.
const NOT_KNOWN: &str = "\
What Chatwoot's API does not tell, for the time before its webhooks came:
- who sent a campaign: its messages count as their agent's, and not as broadcasts
- assignments and resolutions but by the notes in conversations: in English, by names that are unique and \
were not changed. Without notes, whoever wrote first has a conversation from its beginning
- agents that were removed: their messages count as a bot's
- contacts that were merged: they are one customer
- what was deleted in Chatwoot";

/// Reads the past of a Chatwoot.
pub(crate) async fn chatwoot(common: &Common, of: &ChatwootImport) -> anyhow::Result<()> {
    let connector = connector(of)?;
    let Platform::Chatwoot(chatwoot) = &connector.platform else { return Ok(()) };
    let manner = |attempts| Manner { a_minute: of.requests_per_minute, attempts };
    Client::new(chatwoot, manner(FIRST_ATTEMPTS))?.page(1).await?;
    let client = Client::new(chatwoot, manner(ATTEMPTS))?;
    let intake = Intake::new(system::conversations(common).await?);
    let progress = Progress::new();
    progress.say("reading inboxes, agents and teams", 0, 1);
    let show = |how_far| show(&progress, how_far);
    let imported = intake::chatwoot::import(&client, &intake, &connector, of.since, show).await;
    progress.end();
    let count = imported.map_err(stopped)?;
    if common.json {
        println!("{}", json!(count));
    } else {
        print!("{}", said(&count));
    }
    Ok(())
}

fn connector(of: &ChatwootImport) -> anyhow::Result<Connector> {
    let token = of.token.clone().or_else(config::chatwoot_token);
    let token = token.context(
        "there is no access token: put it into the variable CHATWOOT_TOKEN, or give --token",
    )?;
    let chatwoot = Chatwoot {
        account: of.chatwoot_account,
        url: Some(of.url.clone()),
        webhook_secret: None,
        token: None,
        api_token: Some(Secret::new(token.trim())),
    };
    let account = id(&of.account)?;
    Ok(Connector::reading(&of.connector, account, of.timezone.clone(), chatwoot)?)
}

fn show(progress: &Progress, HowFar { count, all, goes_on, is_again }: HowFar) {
    let what = if is_again {
        "reading what changed meanwhile"
    } else if goes_on {
        "going on with conversations"
    } else {
        "reading conversations"
    };
    let messages = count.messages;
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let done = size(count.conversations);
    let all = all.map_or(done, size).max(done);
    progress.say(&format!("{what}: {messages} messages"), done, all);
}

/// What to do about it: some errors say so themselves.
fn stopped(error: NotRead) -> anyhow::Error {
    let passes = match &error {
        NotRead::Chatwoot(error) => error.passes(),
        NotRead::Write(_) | NotRead::OutOfTime => true,
    };
    let error = anyhow::Error::new(error);
    if passes {
        error.context("it stopped, and nothing is lost: call the same command again to go on")
    } else {
        error
    }
}

fn said(count: &Count) -> String {
    let Count { conversations, messages, records, names, not_understood, late, deleted } = count;
    let imported = format!(
        "read {conversations} conversations (again those that changed meanwhile) with {messages} messages \
         and notes, and wrote {records} records and {names} names\n"
    );
    let others = [
        (not_understood, "conversations or messages were not understood, and do not count"),
        (late, "facts came too late to change a session; messages among them count"),
        (deleted, "conversations were deleted in Chatwoot before their messages were read"),
    ];
    let others = others.into_iter().filter(|(number, _)| **number > 0);
    let others = others.map(|(number, what)| format!("{number} {what}\n"));
    format!("{imported}{}{NOT_KNOWN}\n", others.collect::<String>())
}
