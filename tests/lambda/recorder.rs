//! DynamoDB and S3 as the functions reach them: everything that is asked of them is written down
//! as the action that a role needs for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::error_handling::HandleError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use serde_json::Value;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// What was done with what: an IAM action, and a table or a bucket.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    pub(crate) action: String,
    pub(crate) of: String,
}

/// What was done so far.
pub(crate) type Uses = Arc<Mutex<BTreeSet<Use>>>;

/// Where requests to DynamoDB go, and what is noted of them.
#[derive(Clone)]
struct Recorder {
    client: Client<HttpConnector, Body>,
    upstream: String,
    uses: Uses,
    /// The streams of the iterators that were given out.
    iterators: Arc<Mutex<HashMap<String, String>>>,
}

/// A DynamoDB before another one, with its streams.
pub(crate) async fn dynamodb(upstream: String, uses: Uses) -> SocketAddr {
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let recorder = Recorder { client, upstream, uses, iterators: Arc::default() };
    serve(Router::new().fallback(forward).with_state(recorder)).await
}

/// An S3 with these credentials, with files in this folder.
pub(crate) async fn s3(folder: &Path, key: &str, secret: &str, uses: Uses) -> SocketAddr {
    let mut s3 = S3ServiceBuilder::new(FileSystem::new(folder).expect("a folder for files"));
    s3.set_auth(SimpleAuth::from_single(key, secret));
    let s3 = ServiceExt::<Request>::map_response(s3.build(), |answer| answer.map(Body::new));
    let s3 = HandleError::new(s3, |error: s3s::HttpError| async move {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}"))
    });
    let router = Router::new().fallback_service(s3).layer(from_fn_with_state(uses, note_s3));
    serve(router).await
}

/// A Secrets Manager with these secrets.
pub(crate) async fn secrets(secrets: BTreeMap<String, String>, uses: Uses) -> SocketAddr {
    let router = Router::new().fallback(secret).with_state((Arc::new(secrets), uses));
    serve(router).await
}

async fn secret(
    State((secrets, uses)): State<(Arc<BTreeMap<String, String>>, Uses)>,
    request: Request,
) -> String {
    let (head, body) = request.into_parts();
    let operation = head.headers["x-amz-target"].to_str().expect("text").to_owned();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let of = body["SecretId"].as_str().expect("a secret").to_owned();
    let text = &secrets[&of];
    let action = operation.to_lowercase().replace("getsecretvalue", "GetSecretValue");
    let action = action.replace('.', ":");
    uses.lock().expect("not poisoned").insert(Use { action, of });
    serde_json::json!({ "SecretString": text }).to_string()
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(axum::serve(listener, router).into_future());
    address
}

async fn forward(State(recorder): State<Recorder>, request: Request) -> Response {
    let (mut head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    let target = head.headers["x-amz-target"].to_str().expect("text");
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let stream = if target.starts_with("DynamoDBStreams") {
        Some(recorder.note_stream(&operation, &body))
    } else {
        note_dynamodb(&operation, &body, &recorder.uses);
        None
    };
    head.uri = format!("{}/", recorder.upstream).parse().expect("an address");
    let answer = recorder.client.request(Request::from_parts(head, Body::from(body))).await;
    let answer = answer.expect("DynamoDB answers").map(Body::new);
    let Some(stream) = stream else { return answer };
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    recorder.note_iterators(&stream, &body);
    Response::from_parts(head, Body::from(body))
}

impl Recorder {
    /// Notes a request to a stream; the table that it is of.
    fn note_stream(&self, operation: &str, body: &Bytes) -> String {
        let body: Value = serde_json::from_slice(body).expect("JSON");
        let table = match (body["StreamArn"].as_str(), body["ShardIterator"].as_str()) {
            (Some(arn), _) => arn.split('/').nth(1).expect("a table").to_owned(),
            (None, Some(iterator)) => {
                self.iterators.lock().expect("not poisoned")[iterator].clone()
            }
            (None, None) => panic!("of which stream is {operation}?"),
        };
        let action = format!("dynamodb:{operation}");
        let done = Use { action, of: format!("{table}/stream") };
        self.uses.lock().expect("not poisoned").insert(done);
        table
    }

    fn note_iterators(&self, table: &str, body: &Bytes) {
        let body: Value = serde_json::from_slice(body).expect("JSON");
        for name in ["ShardIterator", "NextShardIterator"] {
            if let Some(iterator) = body[name].as_str() {
                let mut iterators = self.iterators.lock().expect("not poisoned");
                iterators.insert(iterator.to_owned(), table.to_owned());
            }
        }
    }
}

/// A transaction needs the right to each check and write in it, and none of its own.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html>
fn note_dynamodb(operation: &str, body: &Bytes, uses: &Uses) {
    let body: Value = serde_json::from_slice(body).expect("JSON");
    let mut uses = uses.lock().expect("not poisoned");
    let mut note = |action: &str, table: &str| {
        uses.insert(Use { action: format!("dynamodb:{action}"), of: table.to_owned() });
    };
    for (name, table) in read_of_items(operation, &body) {
        note(&name, &table);
    }
    match operation {
        "TransactWriteItems" => {
            for write in body["TransactItems"].as_array().expect("writes") {
                for (kind, write) in write.as_object().expect("a write") {
                    let action = match kind.as_str() {
                        "Put" => "PutItem",
                        "Update" => "UpdateItem",
                        "Delete" => "DeleteItem",
                        "ConditionCheck" => "ConditionCheckItem",
                        other => panic!("what does {other} need?"),
                    };
                    note(action, write["TableName"].as_str().expect("a table"));
                }
            }
        }
        "TransactGetItems" => {
            for read in body["TransactItems"].as_array().expect("reads") {
                note("GetItem", read["Get"]["TableName"].as_str().expect("a table"));
            }
        }
        "BatchGetItem" | "BatchWriteItem" => {
            for table in body["RequestItems"].as_object().expect("tables").keys() {
                note(operation, table);
            }
        }
        _ => {
            let table = body["TableName"].as_str().expect("a table");
            match body["IndexName"].as_str() {
                Some(index) => note(operation, &format!("{table}/index/{index}")),
                None => note(operation, table),
            }
        }
    }
}

/// Which items a request reads, as the conditions of a role name them, and of which table: the pattern of
/// their partition keys, and the attributes of an account's settings.
fn read_of_items(operation: &str, body: &Value) -> Vec<(String, String)> {
    let mut read = Vec::new();
    let mut note = |key: &Value, table: &str, attributes: Vec<&str>| {
        let Some(key) = key["S"].as_str() else { return };
        let pattern = key_pattern(key);
        let attributes = attributes.iter().map(|name| format!("attribute {name}"));
        let attributes = attributes.filter(|_| pattern == "*#pin");
        read.extend(attributes.map(|it| (it, table.to_owned())));
        read.push((format!("key {pattern}"), table.to_owned()));
    };
    match operation {
        "GetItem" => {
            let table = body["TableName"].as_str().expect("a table");
            let names = body["ExpressionAttributeNames"].as_object();
            let projection = body["ProjectionExpression"].as_str().unwrap_or("*").split(", ");
            let attributes =
                projection.map(|it| names.and_then(|names| names[it].as_str()).unwrap_or(it));
            note(&body["Key"]["pk"], table, attributes.collect());
        }
        "Query" => {
            let table = body["TableName"].as_str().expect("a table");
            note(&body["ExpressionAttributeValues"][":pk"], table, Vec::new());
        }
        "BatchGetItem" => {
            for (table, keys) in body["RequestItems"].as_object().expect("tables") {
                for key in keys["Keys"].as_array().expect("keys") {
                    note(&key["pk"], table, Vec::new());
                }
            }
        }
        _ => {}
    }
    read
}

/// The pattern of a partition key of the counters (`shared/store/src/keys.rs`), without account, generation
/// and scope.
fn key_pattern(key: &str) -> String {
    match key.split('#').collect::<Vec<_>>()[..] {
        [account, settings] if !account.is_empty() => format!("*#{settings}"),
        [account, _, family, ..] if !account.is_empty() && family != "contact" => {
            format!("*#{family}#*")
        }
        [account, _, contact] if !account.is_empty() => format!("*#{contact}"),
        _ => key.to_owned(),
    }
}

async fn note_s3(State(uses): State<Uses>, request: Request, next: Next) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let (bucket, _) = path.split_once('/').unwrap_or((path, ""));
    let action = match (request.method().as_str(), request.uri().query().unwrap_or_default()) {
        ("GET" | "HEAD", _) => "GetObject".to_owned(),
        ("PUT", _) => "PutObject".to_owned(),
        (method, query) => format!("{method} {query}"),
    };
    let done = Use { action: format!("s3:{action}"), of: bucket.to_owned() };
    uses.lock().expect("not poisoned").insert(done);
    next.run(request).await
}
