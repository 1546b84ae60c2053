//! What can happen to a request, and the answers that the embedded DynamoDB never gives by itself.

use http::Response;
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::sent::SentRequest;

pub(super) type Answer = Response<Full<Bytes>>;

/// The error of a DynamoDB that is broken.
pub(super) const BROKEN: &str = "InternalServerError";

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is carried out and answered.
    Arrives,
    /// The connection breaks before it is carried out.
    Lost,
    /// It is carried out, and the connection breaks before it is answered.
    AnswerLost,
    /// It is answered with this error, and not carried out.
    Refused(&'static str),
    /// It is answered with 500, but carried out.
    BrokenAfter,
    /// A transaction is cancelled because one of its items is in another transaction.
    Conflict,
    /// It waits until it is released, and the network's `holds_one` tells.
    Waits,
    /// It is neither carried out nor ever answered, and the network's `holds_one` tells.
    Held,
    /// It is carried out and never answered, and the network's `holds_one` tells.
    AnswerHeld,
}

impl Outcome {
    /// A DynamoDB that is broken.
    pub const BROKEN: Self = Self::Refused(BROKEN);
    /// A DynamoDB that asks for fewer requests.
    pub const THROTTLED: Self = Self::Refused("ThrottlingException");
    /// A table or a stream that asks for fewer requests.
    pub const OVER_THROUGHPUT: Self = Self::Refused("ProvisionedThroughputExceededException");

    /// Whether it can happen to this request.
    pub(super) fn suits(self, request: &SentRequest) -> bool {
        self != Self::Conflict || request.body.get("TransactItems").is_some()
    }
}

/// An error of this code.
pub(super) fn error(code: &str) -> Answer {
    let status = if code == BROKEN { 500 } else { 400 };
    answer(status, &json!({ "__type": of_dynamodb(code), "message": "as the script says" }))
}

/// The cancellation of a transaction that another one is in the way of, at one of its items.
pub(super) fn conflict(transaction: &SentRequest) -> Answer {
    let items = transaction.body["TransactItems"].as_array().map_or(0, Vec::len);
    let code = |n| if n == items / 2 { "TransactionConflict" } else { "None" };
    let reasons: Vec<_> = (0..items).map(|n| json!({ "Code": code(n) })).collect();
    let cancelled = json!({
        "__type": of_dynamodb("TransactionCanceledException"),
        "CancellationReasons": reasons,
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons \
                    [TransactionConflict]",
    });
    answer(400, &cancelled)
}

fn of_dynamodb(code: &str) -> String {
    format!("com.amazonaws.dynamodb.v20120810#{code}")
}

fn answer(status: u16, body: &Value) -> Answer {
    let answer = Response::builder().status(status);
    answer.body(body.to_string().into_bytes().into()).expect("an answer")
}
