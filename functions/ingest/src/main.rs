//! The Lambda function of the connectors' webhooks.

use config::Clock;
use ingest::Ingest;
use lambda_http::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    config::logging();
    let (settings, stack) = (config::connectors().await, config::metrics_stack());
    let ingest = Ingest::start(settings, Clock::System, stack.as_deref()).await?;
    lambda_http::run(ingest::routes(ingest)).await
}
