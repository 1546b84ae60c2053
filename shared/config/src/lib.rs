//! The configuration of the functions, read from the environment. No other crate reads the
//! environment or the clock.
//!
//! | variable | default | what it is |
//! |---|---|---|
//! | `MESSAGES_TABLE`, `SESSIONS_TABLE`, `BILLING_TABLE`, `FLOW_RUNS_TABLE`, `AI_USAGE_TABLE`, `DIRECTORY_TABLE`, `COUNTERS_TABLE`, `REJECTED_TABLE` | `messages`, `sessions` … | names of tables |
//! | `CONVERSATIONS_TABLE` | `conversations` | the table of the conversations that connectors feed |
//! | `CONNECTOR_SECRETS` | none | the secrets that configure connectors, by their ARNs, separated by commas |
//! | `CHATWOOT_TOKEN` | none | the access token that the operator's program imports with |
//! | `REMOVED_TABLE` | `removed` | the table of removed records; empty: they are not kept |
//! | `SOURCE_TABLES` | `connected` | `made-empty` if the source tables were empty when the functions were connected |
//! | `ACCOUNT_CLAIM`, `ROLE_CLAIM` | `account_id`, `role` | names of the token's claims |
//! | `ORIGIN_SECRET` | none: requests need not show one | what each request must have in its header `x-origin-secret` |
//! | `DIRECTORY_CACHE_SECONDS` | 60 | how long names are kept in memory |
//! | `EXPORTS_BUCKET` | none; the export function needs it | the bucket that exported files are put into |
//! | `EXPORT_URL_SECONDS` | 900 | how long the URL of an exported file works, 1 to 900 seconds |
//! | `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL_DYNAMODB_STREAMS`, `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL_SECRETS_MANAGER` and the SDK's other variables | AWS | where DynamoDB, its streams, S3 and Secrets Manager are |
//! | `METRICS_STACK` | none; without it there are no metrics | the stack that metrics name |
//! | `RUST_LOG` | `info` | what is logged |
//!
//! The name of each variable that a function reads is logged at the level `debug`. From this log a
//! test sees that the templates set every variable that a function reads, and no other.
#![allow(clippy::disallowed_methods)] // the one crate that may read the environment and the clock

pub mod metrics;

use std::env;
use std::time::{Duration, SystemTime};

use anyhow::{Context, ensure};
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::Client;
use chrono::{DateTime, TimeDelta, Utc};
use domain::history::History;
use domain::record::Source;
use store::{Conversations, Reader, Runs, Tables, Writer};
use tracing::debug;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The clock of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The real one.
    System,
    /// One that stands still at this time.
    Held(DateTime<Utc>),
    /// One that showed this time at this instant and goes on with tokio's clock, which a simulation
    /// may move.
    Since(DateTime<Utc>, tokio::time::Instant),
}

impl Clock {
    /// The time that it shows.
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Held(at) => at,
            Self::Since(at, instant) => at + instant.elapsed(),
        }
    }
}

/// How long an invocation may take until its deadline, which is in milliseconds since 1970. If that is
/// past when it begins: `at_least`. Some emulators send such deadlines; AWS does not.
pub fn time_left(deadline: u64, at_least: Duration) -> Duration {
    let deadline = SystemTime::UNIX_EPOCH + Duration::from_millis(deadline);
    deadline.duration_since(Clock::System.now().into()).unwrap_or(at_least)
}

/// The names of the token's claims. They must be attributes that users cannot write themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Which account the caller belongs to.
    pub account: String,
    /// Which role, or roles, the caller has there.
    pub role: String,
}

impl Default for Claims {
    fn default() -> Self {
        Self { account: "account_id".to_owned(), role: "role".to_owned() }
    }
}

/// How long checkpoints are kept: well over the 24 hours that a stream keeps its records.
const CHECKPOINTS_KEPT: TimeDelta = TimeDelta::days(14);

/// The names of the token's claims.
pub fn claims() -> Claims {
    let usual = Claims::default();
    Claims {
        account: variable("ACCOUNT_CLAIM").unwrap_or(usual.account),
        role: variable("ROLE_CLAIM").unwrap_or(usual.role),
    }
}

/// What requests prove with that they came through the page; `None` where they need not.
pub fn origin_secret() -> Option<String> {
    variable("ORIGIN_SECRET").filter(|secret| !secret.is_empty())
}

/// The reader of the functions that answer requests.
pub async fn reader() -> anyhow::Result<Reader> {
    let seconds = match variable("DIRECTORY_CACHE_SECONDS") {
        Some(text) => text.parse().context("DIRECTORY_CACHE_SECONDS must be a whole number")?,
        None => 60,
    };
    let mut tables = Tables::prefixed("");
    name_own(&mut tables);
    Ok(Reader::new(dynamodb().await, tables, Duration::from_secs(seconds), history()))
}

/// Where the export function stores files.
#[derive(Debug, Clone)]
pub struct Exports {
    /// The bucket's name.
    pub bucket: String,
    /// How long the URL of a file works.
    pub url_works: Duration,
    /// The configuration of its S3 client.
    pub sdk: SdkConfig,
}

/// Where the export function stores files: `EXPORTS_BUCKET` and `EXPORT_URL_SECONDS`.
pub async fn exports() -> anyhow::Result<Exports> {
    let bucket = variable("EXPORTS_BUCKET").context("EXPORTS_BUCKET must name a bucket")?;
    Ok(Exports { bucket, url_works: export_url_works()?, sdk: sdk().await })
}

/// How long the URL of an exported file works: at most 15 minutes. A URL stops working when the
/// credentials that signed it expire, and a function's credentials last at least that long.
pub fn export_url_works() -> anyhow::Result<Duration> {
    const MOST: u64 = 900;
    let seconds = match variable("EXPORT_URL_SECONDS") {
        Some(text) => text.parse().context("EXPORT_URL_SECONDS must be a whole number")?,
        None => MOST,
    };
    ensure!((1..=MOST).contains(&seconds), "EXPORT_URL_SECONDS must be from 1 to {MOST}");
    Ok(Duration::from_secs(seconds))
}

/// The aggregator's writer.
pub async fn writer() -> Writer {
    Writer::new(dynamodb().await, counting_tables(), Some(CHECKPOINTS_KEPT), history())
}

/// What the rebuild function works with.
#[derive(Debug, Clone)]
pub struct RebuildClients {
    /// What begins and ends runs, and scans.
    pub runs: Runs,
    /// What writes counters.
    pub writer: Writer,
    /// The client of the source tables' streams.
    pub streams: aws_sdk_dynamodbstreams::Client,
}

/// What the rebuild function works with.
pub async fn rebuild() -> RebuildClients {
    let (sdk, tables) = (sdk().await, counting_tables());
    let client = Client::new(&sdk);
    RebuildClients {
        runs: Runs::new(client.clone(), tables.clone()),
        writer: Writer::new(client, tables, Some(CHECKPOINTS_KEPT), history()),
        streams: aws_sdk_dynamodbstreams::Client::new(&sdk),
    }
}

/// How much of its history a new account has: all of it where the source tables were made empty
/// together with the functions.
fn history() -> History {
    match variable("SOURCE_TABLES").as_deref() {
        Some("made-empty") => History::Complete,
        _ => History::SinceConnection,
    }
}

/// What the function of the connectors works with.
#[derive(Debug, Clone)]
pub struct ConnectorSettings {
    /// What it writes; `None` where there is no table of conversations.
    pub conversations: Option<Conversations>,
    /// The secrets that configure connectors.
    pub secrets: Vec<String>,
    /// The configuration of the client that reads them.
    pub sdk: SdkConfig,
}

/// What the function of the connectors works with. Connectors make records of three of the source
/// tables.
pub async fn connectors() -> ConnectorSettings {
    let mut tables = Tables::prefixed("");
    set(&mut tables.directory, "DIRECTORY_TABLE");
    for (source, name) in &mut tables.sources {
        if matches!(source, Source::Messages | Source::Sessions | Source::Billing) {
            set(name, &format!("{}_TABLE", source.table().to_uppercase()));
        }
    }
    tables.conversations = variable("CONVERSATIONS_TABLE").or(tables.conversations);
    let secrets = variable("CONNECTOR_SECRETS").unwrap_or_default();
    let secrets = secrets.split(',').map(str::trim).filter(|arn| !arn.is_empty());
    let (secrets, sdk) = (secrets.map(str::to_owned).collect(), sdk().await);
    ConnectorSettings { conversations: Conversations::new(Client::new(&sdk), tables), secrets, sdk }
}

/// The access token of a Chatwoot, for an import. A program's arguments can be seen by others on the
/// same machine; its environment cannot.
pub fn chatwoot_token() -> Option<String> {
    variable("CHATWOOT_TOKEN").filter(|token| !token.is_empty())
}

/// The stack that metrics name; `None` where there are to be no metrics.
pub fn metrics_stack() -> Option<String> {
    variable("METRICS_STACK")
}

/// Which lines are logged: a level, or a level for each crate, such as `info,aggregator=debug`.
const LEVEL: &str = "RUST_LOG";

/// Logs JSON lines on standard output, where Lambda collects them. Only the first call has an
/// effect.
pub fn logging() {
    let filter = filter(env::var(LEVEL).ok().as_deref());
    let lines =
        tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false);
    let _ = tracing_subscriber::registry().with(lines.with_filter(filter)).try_init();
    variable(LEVEL);
}

/// The filter that a level means; `info` where there is none, or one that cannot be read.
fn filter(level: Option<&str>) -> Targets {
    let filter = level.and_then(|level| level.parse().ok());
    filter.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
}

/// The names of all tables, for who counts records.
fn counting_tables() -> Tables {
    let mut tables = Tables::prefixed("");
    name_own(&mut tables);
    for (source, name) in &mut tables.sources {
        set(name, &format!("{}_TABLE", source.table().to_uppercase()));
    }
    set(&mut tables.rejected, "REJECTED_TABLE");
    match variable("REMOVED_TABLE") {
        Some(name) if name.is_empty() => tables.removed = None,
        name => tables.removed = name.or(tables.removed),
    }
    tables
}

/// The names of the tables that every function reads.
fn name_own(tables: &mut Tables) {
    set(&mut tables.directory, "DIRECTORY_TABLE");
    set(&mut tables.counters, "COUNTERS_TABLE");
}

/// Takes a table's name from this variable, if it is set.
fn set(name: &mut String, from: &str) {
    if let Some(set) = variable(from) {
        *name = set;
    }
}

/// A variable of the environment; `None` where it is not set or not valid UTF-8.
fn variable(name: &str) -> Option<String> {
    let value = env::var(name).ok();
    debug!(variable = name, set = value.is_some(), "looked at the environment");
    value
}

async fn dynamodb() -> Client {
    Client::new(&sdk().await)
}

/// The SDK's configuration. Its clients give up in bounded time: they repeat a request that hangs,
/// and report what they cannot reach while the function still has time to answer.
async fn sdk() -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(4))
        .operation_timeout(Duration::from_secs(10))
        .build();
    aws_config::from_env()
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .load()
        .await
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    /// At `trace` the runtime logs whole events. `infra/template.yaml` ends every level with
    /// `lambda_runtime=info`.
    #[test]
    fn the_runtime_stays_at_the_level_that_the_template_ends_with() {
        for level in ["debug", "lambda_runtime=debug", "lambda_runtime=trace,debug", "trace"] {
            let filter = filter(Some(&format!("{level},lambda_runtime=info")));
            for target in ["lambda_runtime", "lambda_runtime::requests", "lambda_runtime::layers"] {
                assert!(!filter.would_enable(target, &Level::DEBUG), "{level} {target}");
                assert!(filter.would_enable(target, &Level::INFO), "{level} {target}");
            }
        }
        let filter = filter(Some("info,aggregator=debug,lambda_runtime=info"));
        assert!(filter.would_enable("aggregator::run", &Level::DEBUG));
        assert!(!filter.would_enable("store", &Level::DEBUG));
    }

    #[test]
    fn a_level_that_cannot_be_read_is_info() {
        for level in [None, Some("info=loud")] {
            assert!(filter(level).would_enable("store", &Level::INFO), "{level:?}");
            assert!(!filter(level).would_enable("store", &Level::DEBUG), "{level:?}");
        }
    }
}
