//! Connectors to other platforms: read from a file, and what a schedule does on AWS.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use aws_sdk_dynamodb::Client;
use config::Clock;
use ingest::{Connectors, Ingest};
use store::{Conversations, Tables};
use tokio::time::Instant;
use tracing::warn;

/// How often the sessions of customers who stay silent are ended, and what changed in a Chatwoot is read.
const SWEEP: Duration = Duration::from_mins(1);

/// The longest time of a sweep, as on AWS.
const LONGEST: Duration = Duration::from_mins(5);

/// What takes events of the connectors in this file; without one, nobody's. Signatures are checked by the
/// real clock.
pub(crate) fn ingest(
    file: Option<&Path>,
    client: &Client,
    tables: &Tables,
) -> anyhow::Result<Ingest> {
    let connectors = file.map(read).transpose()?.unwrap_or_default();
    let conversations = Conversations::new(client.clone(), tables.clone());
    let conversations = conversations.context("there is no table of conversations")?;
    Ok(Ingest::new(Connectors::fixed(connectors), conversations, Clock::System, None))
}

fn read(file: &Path) -> anyhow::Result<connectors::Connectors> {
    let text = std::fs::read_to_string(file);
    let text = text.with_context(|| format!("cannot read the connectors in {}", file.display()))?;
    // The whole error would show lines of the file, and so perhaps a secret.
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |at| text[..at.start].matches('\n').count() + 1);
        anyhow::anyhow!("{}, line {line}: {}", file.display(), error.message())
    })
}

/// Does for ever what the function `sweep` does.
pub(crate) async fn sweep(ingest: Ingest) {
    let mut ticks = tokio::time::interval(SWEEP);
    loop {
        ticks.tick().await;
        if let Err(error) = ingest.close().await {
            warn!(%error, "the sessions of silent customers were not ended");
        }
        if let Err(error) = ingest.mend(Instant::now() + LONGEST).await {
            warn!(%error, "not everything that changed was read");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read_text(text: &str) -> Result<connectors::Connectors, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        read(file.path()).map_err(|error| {
            let path = file.path().display().to_string();
            format!("{error:#}").replace(&path, "FILE")
        })
    }

    #[test]
    fn the_example_is_a_file_of_connectors() {
        let example = read_text(include_str!("../../connectors/example.toml")).unwrap();
        assert_eq!(example.0.keys().collect::<Vec<_>>(), ["line-1", "shop"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_without_secrets() {
        let weak = "[[connectors]]\nname = \"shop\"\naccount_id = \"demo\"\n[connectors.chatwoot]\naccount = 1\nwebhook_secret = \"hunter2\"\n";
        let error = read_text(weak).unwrap_err();
        assert!(
            error.contains("`webhook_secret` is too short") && error.contains("FILE, line"),
            "{error}"
        );
        assert!(!error.contains("hunter2"), "{error}");
        let broken = read_text("webhook_secret = hunter2").unwrap_err();
        assert!(broken.contains("FILE, line 1") && !broken.contains("hunter2"), "{broken}");
    }
}
