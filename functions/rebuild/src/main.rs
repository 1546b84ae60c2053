//! The rebuild function as a Lambda function: the stack's state machine calls it for each step of a
//! run.

use std::sync::Arc;
use std::time::Duration;

use config::{Clock, RebuildClients, time_left};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use rebuild::Rebuild;
use rebuild::handler::{GRACE, RETENTION, take};
use serde_json::Value;
use tokio::time::Instant;

/// How long a step may take if its deadline is already past when it begins.
const AT_LEAST: Duration = Duration::from_mins(1);

#[tokio::main]
async fn main() -> Result<(), Error> {
    config::logging();
    let RebuildClients { runs, writer, streams } = config::rebuild().await;
    writer.connect().await;
    let clock = Clock::System;
    let rebuild = Arc::new(Rebuild::new(runs, writer, streams, clock, Some(RETENTION), GRACE));
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
        let rebuild = Arc::clone(&rebuild);
        async move {
            let deadline = Instant::now() + time_left(event.context.deadline, AT_LEAST);
            take(&rebuild, event.payload, deadline).await
        }
    }))
    .await
}
