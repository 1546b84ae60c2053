//! Answers that the embedded DynamoDB never gives by itself.

use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use serde_json::{Value, json};

/// An error of this code.
pub(crate) fn error(code: &str) -> HttpResponse {
    let status = if code == "InternalServerError" { 500 } else { 400 };
    answer(status, &json!({ "__type": of_dynamodb(code), "message": "as the script says" }))
}

/// The cancellation of a transaction for this reason at one of its items.
pub(crate) fn cancelled(transaction: &Value, code: &str) -> HttpResponse {
    let items = transaction["TransactItems"].as_array().unwrap().len();
    let reason = |n| json!({ "Code": if n == items / 2 { code } else { "None" } });
    let answered = json!({
        "__type": of_dynamodb("TransactionCanceledException"),
        "CancellationReasons": (0..items).map(reason).collect::<Vec<_>>(),
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
    });
    answer(400, &answered)
}

/// The answer to a `BatchGetItem` of one table of which only half of the keys are processed.
pub(crate) async fn half_of_the_keys(
    connector: &SharedHttpConnector,
    mut request: HttpRequest,
    sent: Value,
) -> Result<HttpResponse, ConnectorError> {
    let of_table = sent["RequestItems"].as_object().unwrap();
    let (table, keys) = of_table.iter().next().unwrap();
    let all = keys["Keys"].as_array().unwrap();
    let (now, left) = all.split_at(all.len() / 2);
    let with = |some: &[Value]| {
        let mut keys = keys.clone();
        keys["Keys"] = json!(some);
        json!({ table: keys })
    };
    let mut answered = json!({ "Responses": {} });
    if !now.is_empty() {
        let body = json!({ "RequestItems": with(now) }).to_string();
        request.headers_mut().insert("content-length", body.len().to_string());
        *request.body_mut() = SdkBody::from(body);
        let body = connector.call(request).await?.take_body();
        let body = ByteStream::new(body).collect().await.unwrap().into_bytes();
        answered = serde_json::from_slice(&body).unwrap();
    }
    answered["UnprocessedKeys"] = with(left);
    Ok(answer(200, &answered))
}

fn of_dynamodb(code: &str) -> String {
    format!("com.amazonaws.dynamodb.v20120810#{code}")
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body.to_string()))
}
