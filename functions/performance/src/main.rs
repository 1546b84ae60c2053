//! The Lambda function of `GET /v1/performance/…`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    api::run(performance::routes()).await
}
