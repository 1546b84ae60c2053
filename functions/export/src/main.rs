//! The Lambda function of `POST /v1/exports`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    let bucket = export::Bucket::of(&config::exports().await?);
    api::run(export::routes(bucket)).await
}
