//! The embedded DynamoDB in this process, as an HTTP connector of the SDK: requests keep to the
//! [limits](crate::limits) and take virtual time. How fast the machine is does not matter.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Config, Credentials, Region, StalledStreamProtectionConfig,
};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use dynoxide::Database;
use dynoxide::actions::transact_write_items::TransactWriteItemsRequest;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::Tables;
use tokio::time::sleep;

use crate::limits::{ItemKey, Limiter, Limits, Refusal};

/// What the requests came to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Transactions that were written.
    pub transactions: u64,
    /// Transactions that were refused since another one held an item.
    pub conflicts: u64,
    /// Transactions that were refused since a partition had no units left.
    pub throttled: u64,
    /// Transactions that were refused on a condition.
    pub conditions: u64,
    /// Write units. A refused transaction takes half of what it would have taken written: DynamoDB
    /// has prepared it by then, and not committed it.
    pub write_units: f64,
    /// Read units.
    pub read_units: f64,
}

/// A DynamoDB with the tables that the aggregator uses.
#[derive(Clone)]
pub struct SimulatedTables(Arc<Inner>);

struct Inner {
    database: Database,
    limits: Limits,
    conflicts_as_throttling: bool,
    state: Mutex<State>,
}

struct State {
    limiter: Limiter,
    usage: Usage,
    limited: bool,
}

impl fmt::Debug for SimulatedTables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimulatedTables")
    }
}

/// An answer: the status and the body.
type Answer = (u16, String);

impl SimulatedTables {
    /// Empty tables. `conflicts_as_throttling` answers a conflict as throttling, for which the
    /// aggregator halves its chunks: so it shows what halving for conflicts does.
    pub fn new(limits: Limits, conflicts_as_throttling: bool) -> anyhow::Result<Self> {
        let database = Database::memory()?;
        for schema in Tables::prefixed("").schemas().into_iter().filter(|it| !it.streamed) {
            let key = |name: &str, kind: &str| json!({ "AttributeName": name, "KeyType": kind });
            let attribute = |name: &str| json!({ "AttributeName": name, "AttributeType": "S" });
            let table = json!({
                "TableName": schema.name,
                "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [key(schema.hash, "HASH"), key(schema.range, "RANGE")],
                "AttributeDefinitions": [attribute(schema.hash), attribute(schema.range)],
            });
            database.create_table(serde_json::from_value(table)?)?;
        }
        let state = State { limiter: Limiter::new(limits), usage: Usage::default(), limited: true };
        let state = Mutex::new(state);
        Ok(Self(Arc::new(Inner { database, limits, conflicts_as_throttling, state })))
    }

    /// A client of the SDK, with the retries that the functions have.
    pub fn client(&self) -> Client {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-central-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "simulation"))
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .endpoint_url("http://dynamodb.invalid")
            .http_client(SharedHttpClient::new(self.clone()));
        Client::from_conf(config.build())
    }

    /// What the requests came to so far.
    pub fn usage(&self) -> Usage {
        self.state().usage
    }

    /// From now on requests have no limits and take no time.
    pub fn without_limits(&self) {
        self.state().limited = false;
    }

    /// From now on they have limits and take time again.
    pub fn with_limits(&self) {
        self.state().limited = true;
    }

    /// Deletes an account's counters.
    pub fn forget_counters(&self, account: &str) -> anyhow::Result<()> {
        for item in self.items("counters")? {
            let pk = item["pk"]["S"].as_str().unwrap_or_default();
            if pk.starts_with(&format!("{account}#1#")) {
                let key = json!({ "pk": item["pk"], "sk": item["sk"] });
                let delete = json!({ "TableName": "counters", "Key": key });
                self.0.database.delete_item(serde_json::from_value(delete)?)?;
            }
        }
        Ok(())
    }

    /// All items of a table, in DynamoDB's JSON.
    pub fn items(&self, table: &str) -> anyhow::Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut start = Value::Null;
        loop {
            let mut request = json!({ "TableName": table });
            if !start.is_null() {
                request["ExclusiveStartKey"] = start;
            }
            let page = self.0.database.scan(serde_json::from_value(request)?)?;
            let mut page = serde_json::to_value(&page)?;
            if let Some(found) = page["Items"].as_array_mut() {
                items.append(found);
            }
            start = page["LastEvaluatedKey"].take();
            if start.is_null() {
                return Ok(items);
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(self, operation: String, body: String) -> Answer {
        let limits = self.0.limits;
        if !self.state().limited {
            return self.carry_out(&operation, &body);
        }
        sleep(limits.way).await;
        let request: Value = serde_json::from_str(&body).unwrap_or_default();
        let answer = match &*operation {
            "TransactWriteItems" => {
                let items = written_items(&request);
                let began = self.state().limiter.begin(&items);
                let units: f64 = items.iter().map(|(_, units)| units).sum();
                match began {
                    Ok(()) => {
                        // Nobody sees what it writes before it lets its items go.
                        sleep(limits.held).await;
                        let written = self.transact(&body);
                        let state = &mut *self.state();
                        match written {
                            Ok((answer, used)) => {
                                state.usage.transactions += 1;
                                state.usage.write_units += used;
                                (200, answer)
                            }
                            Err(error) => {
                                state.usage.conditions += 1;
                                state.usage.write_units += units / 2.0;
                                (error.status_code(), error.to_json())
                            }
                        }
                    }
                    Err(refusals) => {
                        let state = &mut *self.state();
                        state.usage.write_units += units / 2.0;
                        if refusals.contains(&Some(Refusal::Throttled)) {
                            state.usage.throttled += 1;
                        } else {
                            state.usage.conflicts += 1;
                        }
                        cancelled(&refusals, self.0.conflicts_as_throttling)
                    }
                }
            }
            "GetItem" | "BatchGetItem" | "Query" => {
                let items = read_items(&operation, &request);
                let state = &mut *self.state();
                let mut enough = true;
                for key in &items {
                    enough &= state.limiter.read(key, 1.0);
                    state.usage.read_units += 1.0;
                }
                if enough { self.carry_out(&operation, &body) } else { throttled() }
            }
            _ => {
                self.state().usage.write_units += 1.0;
                self.carry_out(&operation, &body)
            }
        };
        sleep(limits.way).await;
        answer
    }

    /// Writes a transaction, at once: the answer, and the write units that it took. An update takes
    /// those of the whole item, however little it changes.
    fn transact(&self, body: &str) -> dynoxide::Result<(String, f64)> {
        let mut request: TransactWriteItemsRequest = read(body)?;
        request.return_consumed_capacity = Some("TOTAL".to_owned());
        // No answer is lost, so none is asked for twice. The embedded DynamoDB looks through all tokens
        // of the last minutes each time.
        request.client_request_token = None;
        let answer = self.0.database.transact_write_items(request)?;
        let tables = answer.consumed_capacity.iter().flatten();
        let units = tables.map(|table| table.capacity_units).sum();
        Ok((written(&answer), units))
    }

    /// Carries a request out, at once.
    fn carry_out(&self, operation: &str, body: &str) -> Answer {
        let database = &self.0.database;
        let answer = match operation {
            "TransactWriteItems" => self.transact(body).map(|(answer, _)| answer),
            "GetItem" => read(body).and_then(|it| database.get_item(it)).map(|it| written(&it)),
            "BatchGetItem" => {
                read(body).and_then(|it| database.batch_get_item(it)).map(|it| written(&it))
            }
            "PutItem" => read(body).and_then(|it| database.put_item(it)).map(|it| written(&it)),
            "UpdateItem" => {
                read(body).and_then(|it| database.update_item(it)).map(|it| written(&it))
            }
            "Query" => read(body).and_then(|it| database.query(it)).map(|it| written(&it)),
            other => Err(dynoxide::DynoxideError::ValidationException(other.to_owned())),
        };
        match answer {
            Ok(body) => (200, body),
            Err(error) => (error.status_code(), error.to_json()),
        }
    }
}

fn read<T: DeserializeOwned>(body: &str) -> dynoxide::Result<T> {
    serde_json::from_str(body)
        .map_err(|error| dynoxide::DynoxideError::ValidationException(error.to_string()))
}

fn written<T: serde::Serialize>(answer: &T) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}

/// The items that a transaction writes or checks, each with its write units: two for each KB.
fn written_items(request: &Value) -> Vec<(ItemKey, f64)> {
    let items = request["TransactItems"].as_array().map(Vec::as_slice).unwrap_or_default();
    let item = |item: &Value| {
        let (kind, of) = item.as_object()?.iter().next()?;
        let key = if kind == "Put" { &of["Item"] } else { &of["Key"] };
        // A counter is far smaller than a KB; a put is its own size.
        let bytes = if kind == "Put" { of["Item"].to_string().len() } else { 0 };
        let units = 2.0 * (bytes.div_ceil(1_024).max(1) as f64);
        Some((key_of(of["TableName"].as_str()?, key)?, units))
    };
    items.iter().filter_map(item).collect()
}

/// The items that a request reads; of a query the first.
fn read_items(operation: &str, request: &Value) -> Vec<ItemKey> {
    let table = request["TableName"].as_str().unwrap_or_default();
    match operation {
        "GetItem" => key_of(table, &request["Key"]).into_iter().collect(),
        "BatchGetItem" => {
            let tables: BTreeMap<String, Value> =
                serde_json::from_value(request["RequestItems"].clone()).unwrap_or_default();
            let keys = tables.iter().flat_map(|(table, of)| {
                let keys = of["Keys"].as_array().map(Vec::as_slice).unwrap_or_default();
                keys.iter().filter_map(move |key| key_of(table, key))
            });
            keys.collect()
        }
        _ => Vec::new(),
    }
}

fn key_of(table: &str, key: &Value) -> Option<ItemKey> {
    let text = |names: [&str; 2]| {
        names.into_iter().find_map(|name| key[name]["S"].as_str()).map(ToOwned::to_owned)
    };
    Some((table.to_owned(), text(["pk", "account_id"])?, text(["sk", "entity"])?))
}

fn cancelled(refusals: &[Option<Refusal>], conflicts_as_throttling: bool) -> Answer {
    let reasons = refusals.iter().map(|refusal| match refusal {
        None => json!({ "Code": "None" }),
        Some(Refusal::Held) if !conflicts_as_throttling => {
            json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" })
        }
        Some(_) => json!({ "Code": "ThrottlingError", "Message": "Throughput exceeds" }),
    });
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": reasons.collect::<Vec<_>>(),
    });
    (400, body.to_string())
}

fn throttled() -> Answer {
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException",
        "message": "Throughput exceeds the current throughput limit",
    });
    (400, body.to_string())
}

impl HttpClient for SimulatedTables {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for SimulatedTables {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = request.body().bytes().unwrap_or_default();
        let body = String::from_utf8_lossy(body).into_owned();
        let tables = self.clone();
        HttpConnectorFuture::new(async move {
            let (status, body) = tables.answer(operation, body).await;
            let status = status.try_into().unwrap_or_else(|_| unreachable!("{status} is a status"));
            Ok(HttpResponse::new(status, SdkBody::from(body)))
        })
    }
}
