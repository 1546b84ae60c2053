//! Reading what changed in each Chatwoot in the last hours: Chatwoot does not send a webhook again that
//! was lost.

use connectors::{Connector, Platform};
use futures::future::join_all;
use intake::chatwoot::{Client, Count, Manner, NotRead, recent};
use tokio::time::Instant;
use tracing::{error, info, warn};

use crate::metrics;
use crate::take::{Failed, Ingest};

/// How far it looks back: many times longer than from one sweep to the next, so that it makes up for
/// sweeps that failed.
const HOURS: i64 = 6;

/// Half of what a Chatwoot takes, as it is installed; and no long wait, since the next sweep comes soon.
const MANNER: Manner = Manner { a_minute: 1500, attempts: 4 };

/// What a sweep read and wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mended {
    /// How many conversations had activity.
    pub conversations: u64,
    /// How many records were written, which no webhook had told.
    pub records: u64,
}

impl Ingest {
    /// Reads what changed in the last hours, of all connectors that have an access token, until a
    /// deadline. What is wrong with one of them does not keep the others from being read.
    pub async fn mend(&self, deadline: Instant) -> Result<Mended, Failed> {
        let connectors = self.connectors.all();
        let reads = connectors.iter().filter(|connector| has_token(connector));
        let reads = reads.map(|connector| async move {
            let name = connector.name.as_str();
            match self.read_recent(connector, deadline).await {
                Ok(count) => {
                    let Count { conversations, messages, records, not_understood, .. } = count;
                    info!(
                        connector = name,
                        conversations, messages, records, not_understood, "read what changed"
                    );
                    if not_understood > 0 {
                        warn!(connector = name, not_understood, "something is not understood");
                    }
                    Ok(count)
                }
                Err(error) => {
                    error!(connector = name, %error, "cannot read what changed");
                    Err(name)
                }
            }
        });
        let (mut sum, mut failed) = (Count::default(), Vec::new());
        for read in join_all(reads.collect::<Vec<_>>()).await {
            match read {
                Ok(count) => sum += count,
                Err(name) => failed.push(name),
            }
        }
        if let Some(stack) = &self.stack {
            println!("{}", metrics::mended(stack, &sum, self.clock.now()));
        }
        if failed.is_empty() {
            let Count { conversations, records, .. } = sum;
            Ok(Mended { conversations, records })
        } else {
            Err(Failed::Unread(failed.join(", ")))
        }
    }

    async fn read_recent(
        &self,
        connector: &Connector,
        deadline: Instant,
    ) -> Result<Count, NotRead> {
        let Platform::Chatwoot(chatwoot) = &connector.platform else { return Ok(Count::default()) };
        let client = Client::new(chatwoot, MANNER)?;
        let since = self.clock.now() - chrono::TimeDelta::hours(HOURS);
        recent(&client, &self.intake, connector, since.timestamp(), deadline).await
    }
}

fn has_token(connector: &Connector) -> bool {
    match &connector.platform {
        Platform::Chatwoot(chatwoot) => chatwoot.url.is_some() && chatwoot.api_token.is_some(),
        Platform::WhatsApp(_) => false,
    }
}
