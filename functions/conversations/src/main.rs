//! The Lambda function of `GET /v1/conversations`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    api::run(conversations::routes()).await
}
