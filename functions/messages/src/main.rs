//! The Lambda function of `GET /v1/messages`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    api::run(messages::routes()).await
}
