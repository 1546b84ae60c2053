//! The Lambda function of `GET /v1/payment`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    api::run(payment::routes()).await
}
