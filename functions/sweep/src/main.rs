//! The Lambda function that ends the sessions of customers who stay silent. A schedule calls it.

use config::Clock;
use ingest::Ingest;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};
use tracing::info;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    config::logging();
    let ingest = Ingest::start(config::connectors().await, Clock::System, None).await?;
    lambda_runtime::run(service_fn(async |_: LambdaEvent<Value>| {
        let closed = ingest.close().await?;
        let (conversations, records) = (closed.conversations, closed.records);
        info!(conversations, records, "ended the sessions of silent customers");
        Ok::<_, Error>(json!({ "conversations": conversations, "records": records }))
    }))
    .await
}
