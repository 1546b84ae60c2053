//! The Lambda function of `GET /v1/flows`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    api::run(flows::routes()).await
}
