//! What the stack is to the functions: their tables, their bucket, their environment.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use e2e::system::{Scratch, Setup, System};
use serde_json::{Value, json};

use crate::recorder::{self, Use, Uses};
use crate::template::{Template, logical};

/// Put before the names of the functions' own tables, in the DynamoDB of the local system.
pub(crate) const PREFIX: &str = "stack-";
const BUCKET: &str = "exports-of-the-stack";
/// The names of secrets begin with it.
const SECRETS: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:connector-";
const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "the-secret-of-the-test";
/// The key of the epoch in the counters table.
const EPOCH: [(&str, &str); 2] = [("pk", "#epoch"), ("sk", "-")];

/// Tables and a bucket beside those of a local system.
pub(crate) struct Stack {
    dynamodb: String,
    s3: String,
    /// Where secrets are, and their names.
    secrets: (String, String),
    uses: Uses,
    // It made the tables, and is there as long as they are. It counts what is written to its source tables.
    maker: System,
    _files: Scratch,
}

impl Stack {
    /// Makes them.
    pub(crate) async fn beside(system: &System) -> Self {
        let maker = System::start(&Setup::new().beside(system).prefixed(PREFIX)).await;
        let files = Scratch::new();
        fs::create_dir_all(files.path().join(BUCKET)).expect("a folder for files");
        let uses = Uses::default();
        let dynamodb = recorder::dynamodb(system.dynamodb_url(), uses.clone()).await;
        let s3 = recorder::s3(files.path(), KEY, SECRET, uses.clone()).await;
        let [dynamodb, s3] = [dynamodb, s3].map(|address| format!("http://{address}"));
        let secrets = (String::new(), String::new());
        Self { dynamodb, s3, secrets, uses, maker, _files: files }
    }

    /// The same with secrets, whose values are these.
    pub(crate) async fn with_secrets(self, values: &[Value]) -> Self {
        let arn = |n| format!("{SECRETS}{n}");
        let secrets = values.iter().enumerate();
        let secrets: BTreeMap<_, _> =
            secrets.map(|(n, value)| (arn(n), value.to_string())).collect();
        let names: Vec<_> = secrets.keys().cloned().collect();
        let address = recorder::secrets(secrets, self.uses.clone()).await;
        Self { secrets: (format!("http://{address}"), names.join(",")), ..self }
    }

    /// The variables that the template gives a function, with values of this stack; beside them
    /// what Lambda itself sets, and where DynamoDB and S3 are.
    pub(crate) fn environment(
        &self,
        function: &str,
        template: &Template,
    ) -> BTreeMap<String, String> {
        let mut environment = template.variables(function);
        for (name, value) in &mut environment {
            if let Some(table) = name.strip_suffix("_TABLE") {
                // The aggregator's events are of the usual source tables.
                let own = ["DIRECTORY", "COUNTERS", "REJECTED", "REMOVED"].contains(&table)
                    || ["rebuild", "ingest", "sweep"].contains(&function);
                let table = table.to_lowercase();
                *value = if own { own_table(&table) } else { table };
            } else {
                let set = match name.as_str() {
                    "ACCOUNT_CLAIM" => "account_id",
                    "ROLE_CLAIM" => "role",
                    "DIRECTORY_CACHE_SECONDS" => "60",
                    "EXPORTS_BUCKET" => BUCKET,
                    "EXPORT_URL_SECONDS" => "900",
                    "METRICS_STACK" => "inbox-analytics",
                    "SOURCE_TABLES" => "made-empty",
                    "ORIGIN_SECRET" => "",
                    "CONNECTOR_SECRETS" => &self.secrets.1,
                    "RUST_LOG" => "info,config=debug",
                    _ => panic!("{function}: what is {name}={value}?"),
                };
                set.clone_into(value);
            }
        }
        for (name, value) in [
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_ENDPOINT_URL_DYNAMODB", &self.dynamodb),
            ("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", &self.dynamodb),
            ("AWS_ENDPOINT_URL_S3", &self.s3),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &self.secrets.0),
        ] {
            environment.insert(name.to_owned(), value.to_owned());
        }
        environment
    }

    /// Forgets that the local system noted how much of history the counters have: on AWS a variable
    /// says it.
    pub(crate) async fn forget_history(&self, client: &Client) {
        let request = client.delete_item().table_name(own_table("counters"));
        let request = EPOCH.iter().fold(request, |request, (name, value)| {
            request.key(*name, AttributeValue::S((*value).to_owned()))
        });
        request.send().await.expect("the epoch is removed");
    }

    /// Begins a rebuild: it makes the ledger and writes the next epoch, as `shared/store/src/epoch.rs`
    /// does. From now on records are counted into two generations, and noted in the ledger.
    pub(crate) async fn begin_rebuild(&self, client: &Client) {
        let counters = own_table("counters");
        let mut ledger = client.create_table().table_name(format!("{counters}-ledger-2"));
        for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
            let key = KeySchemaElement::builder().attribute_name(name).key_type(kind);
            let attribute = AttributeDefinition::builder().attribute_name(name);
            let attribute = attribute.attribute_type(ScalarAttributeType::S);
            ledger = ledger
                .key_schema(key.build().expect("a key"))
                .attribute_definitions(attribute.build().expect("an attribute"));
        }
        let ledger = ledger.billing_mode(BillingMode::PayPerRequest).send().await;
        ledger.expect("the ledger is made");
        let run = json!({
            "number": 2, "purpose": "rebuild", "accounts": null, "calendar": null, "version": 1,
            "segments": 1, "phase": "scanning", "began": "2026-11-01T00:00:00Z", "scanned": null,
            "in_force": false,
        });
        let state = json!({"mode": {"both": 2}, "run": run, "history": null}).to_string();
        let request = client.put_item().table_name(counters);
        let request = EPOCH.iter().fold(request, |request, (name, value)| {
            request.item(*name, AttributeValue::S((*value).to_owned()))
        });
        let request = request.item("epoch", AttributeValue::N("2".to_owned()));
        let epoch = request.item("state", AttributeValue::S(state)).send().await;
        epoch.expect("the epoch is written");
    }

    /// Waits until everything in its own source tables is counted.
    pub(crate) async fn settle(&self) {
        self.maker.settle().await;
    }

    /// A time of its run moves into the past: `scanned` or `ended`.
    pub(crate) async fn move_back(&self, client: &Client, time: &str, by: TimeDelta) {
        let counters = own_table("counters");
        let request = client.get_item().table_name(&counters);
        let request = EPOCH.iter().fold(request, |request, (name, value)| {
            request.key(*name, AttributeValue::S((*value).to_owned()))
        });
        let epoch = request.consistent_read(true).send().await.expect("an answer").item;
        let mut epoch = epoch.expect("an epoch");
        let state = epoch["state"].as_s().expect("a text").clone();
        let mut told: Value = serde_json::from_str(&state).expect("JSON");
        let at: DateTime<Utc> =
            told["run"][time].as_str().expect("a time").parse().expect("a time");
        told["run"][time] = (at - by).to_rfc3339_opts(SecondsFormat::AutoSi, true).into();
        epoch.insert("state".to_owned(), AttributeValue::S(told.to_string()));
        let put = client.put_item().table_name(counters).set_item(Some(epoch)).send().await;
        put.expect("the epoch is written");
    }

    /// What was done since this was asked last.
    pub(crate) fn uses(&self) -> BTreeSet<Use> {
        std::mem::take(&mut *self.uses.lock().expect("not poisoned"))
    }
}

/// The name of the stack's own table.
pub(crate) fn own_table(table: &str) -> String {
    format!("{PREFIX}{table}")
}

/// What the templates call a table or a bucket.
pub(crate) fn resource(name: &str) -> String {
    if name == BUCKET {
        return "ExportsBucketArn/*".to_owned();
    }
    if name.starts_with(SECRETS) {
        return "SecretArns".to_owned();
    }
    let Some(name) = name.strip_prefix(PREFIX) else { panic!("nobody may touch {name}") };
    if name.starts_with("counters-ledger-") {
        return "CountersTableArn-ledger-*".to_owned();
    }
    if let Some((table, index)) = name.split_once("/index/") {
        return format!("{}TableArn/index/{index}", logical(table));
    }
    // `flow_runs` is `FlowRunsTableArn`, and its stream `FlowRunsStreamArn`.
    let (table, kind) = match name.strip_suffix("/stream") {
        Some(table) => (table, "Stream"),
        None => (name, "Table"),
    };
    format!("{}{kind}Arn", table.split('_').map(logical).collect::<String>())
}
