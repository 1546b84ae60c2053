//! The Lambda function that ends the sessions of customers who stay silent, and reads what changed in
//! each Chatwoot. A schedule calls it.

use std::time::Duration;

use config::{Clock, time_left};
use ingest::Ingest;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};
use tokio::time::Instant;
use tracing::{error, info};

/// How long before the function's own deadline it stops, so that it says why.
const BEFORE_THE_END: Duration = Duration::from_secs(10);

/// How long it may take if its deadline is already past when it begins.
const AT_LEAST: Duration = Duration::from_mins(1);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    config::logging();
    let (settings, stack) = (config::connectors().await, config::metrics_stack());
    let ingest = Ingest::start(settings, Clock::System, stack.as_deref()).await?;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        let left = time_left(event.context.deadline, AT_LEAST);
        let deadline = Instant::now() + left.saturating_sub(BEFORE_THE_END);
        // Whatever comes of the one, the other is done.
        let closed = ingest.close().await.inspect_err(|error| {
            error!(%error, "the sessions of silent customers were not ended");
        });
        let mended = ingest.mend(deadline).await;
        let (closed, mended) = (closed?, mended?);
        let (conversations, records) = (closed.conversations, closed.records);
        info!(conversations, records, "ended the sessions of silent customers");
        Ok::<_, Error>(json!({
            "conversations": conversations, "records": records,
            "read": mended.conversations, "mended": mended.records,
        }))
    }))
    .await
}
