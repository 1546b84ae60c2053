//! The Lambda function of `POST /v1/exports`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    config::logging();
    let bucket = export::Bucket::of(&config::exports().await?);
    bucket.connect().await;
    api::run(export::routes(bucket)).await
}
