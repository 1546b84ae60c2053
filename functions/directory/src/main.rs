//! The Lambda function of `GET /v1/directory`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::Error> {
    api::run(directory::routes()).await
}
