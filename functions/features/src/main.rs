//! The Lambda function of `GET /v1/features`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    api::run(features::routes()).await
}
