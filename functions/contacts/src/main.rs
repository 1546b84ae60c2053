//! The Lambda function of `GET /v1/contacts`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    api::run(contacts::routes()).await
}
