//! The aggregator as a Lambda function.

use std::sync::Arc;
use std::time::Duration;

use aggregator::{Aggregator, Clock, metrics};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;
use tokio::time::Instant;
use tracing::info;

/// How long a batch may take if its deadline is already past when it begins.
const AT_LEAST: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> Result<(), Error> {
    config::logging();
    let writer = config::writer().await;
    writer.connect().await;
    let aggregator = Arc::new(Aggregator::new(writer, Clock::System));
    let stack: Option<Arc<str>> = config::metrics_stack().map(Into::into);
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
        let (aggregator, stack) = (Arc::clone(&aggregator), stack.clone());
        async move {
            let deadline = Instant::now() + config::time_left(event.context.deadline, AT_LEAST);
            let counted = aggregator.count(&event.payload, deadline).await?;
            info!(
                request_id = event.context.request_id,
                records = counted.records,
                rejected = counted.rejected,
                refused = counted.refused,
                repeated = counted.repeated,
                chunks = counted.chunks,
                conflicts = counted.conflicts,
                retries = counted.retries,
                "counted a batch"
            );
            if let Some(line) =
                stack.and_then(|stack| metrics::of(&counted, &stack, Clock::System.now()))
            {
                println!("{line}");
            }
            Ok::<_, Error>(counted.response())
        }
    }))
    .await
}
