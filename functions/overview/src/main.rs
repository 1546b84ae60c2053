//! The Lambda function of `GET /v1/overview`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    api::run(overview::routes()).await
}
