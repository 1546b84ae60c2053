//! The system that is operated.

use anyhow::Context;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;
use chrono::{DateTime, TimeDelta, Utc};
use config::Clock;
use domain::history::History;
use rebuild::{Rebuild, Request};
use store::{Conversations, Runs, Tables, Writer};

use crate::drive::{Driven, drive};
use crate::options::{Common, Place};
use crate::progress::Progress;
use crate::stack::{self, Stack};

/// How long a generation stays that is not in force any more. A local system keeps no settings in
/// memory between two answers.
const GRACE: TimeDelta = TimeDelta::seconds(2);

/// The system that is operated.
pub(crate) enum System {
    /// Tables in a DynamoDB: this program takes the steps of runs itself.
    Tables(Rebuild),
    /// A stack on AWS: its state machine takes the steps.
    Stack(Stack),
}

impl System {
    /// The system that the options name.
    pub(crate) async fn connect(common: &Common) -> anyhow::Result<Self> {
        Ok(match common.place()? {
            Place::Stack(name) => Self::Stack(Stack::find(&name).await?),
            Place::Tables { endpoint, prefix, now } => {
                Self::Tables(tables(&endpoint, &prefix, now).await)
            }
        })
    }

    /// What works on the tables.
    pub(crate) fn rebuild(&self) -> &Rebuild {
        match self {
            Self::Tables(rebuild) => rebuild,
            Self::Stack(stack) => &stack.rebuild,
        }
    }

    /// Does what is asked, and follows it to its result.
    pub(crate) async fn make(
        &self,
        request: &Request,
        repair: bool,
        progress: &Progress,
    ) -> anyhow::Result<Driven> {
        match self {
            Self::Tables(rebuild) => Ok(drive(rebuild, request, repair, progress).await?),
            Self::Stack(stack) => stack.make(request, repair, progress).await,
        }
    }
}

/// The tables that connectors write.
pub(crate) async fn conversations(common: &Common) -> anyhow::Result<Conversations> {
    let (client, tables) = match common.place()? {
        Place::Stack(name) => stack::tables(&name).await?,
        Place::Tables { endpoint, prefix, .. } => {
            (aws_sdk_dynamodb::Client::new(&dynamodb(&endpoint).await), Tables::prefixed(&prefix))
        }
    };
    Conversations::new(client, tables).context(
        "the stack has no connectors: give it the secret of one (parameter ConnectorSecretArns, see \
         docs/connecting.md) and deploy it",
    )
}

async fn dynamodb(endpoint: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .region(Region::from_static("local"))
        .credentials_provider(Credentials::new("local", "local", None, None, "operator"))
        .load()
        .await
}

async fn tables(endpoint: &str, prefix: &str, now: Option<DateTime<Utc>>) -> Rebuild {
    let configured = dynamodb(endpoint).await;
    let client = aws_sdk_dynamodb::Client::new(&configured);
    let streams = aws_sdk_dynamodbstreams::Client::new(&configured);
    let tables = Tables::prefixed(prefix);
    let checkpoints_kept: Option<TimeDelta> = None;
    let writer =
        Writer::new(client.clone(), tables.clone(), checkpoints_kept, History::SinceConnection);
    let clock = now.map_or(Clock::System, Clock::Held);
    Rebuild::new(Runs::new(client, tables), writer, streams, clock, None, GRACE)
}
