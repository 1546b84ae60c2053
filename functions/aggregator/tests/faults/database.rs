//! An embedded DynamoDB with the tables that the aggregator reads and writes.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use aggregator::{Aggregator, Clock};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use domain::counter::{Amount, VERSION};
use domain::history::History;
use domain::id::Id;
use store::{Epoch, Mode, Phase, Purpose, Run, Runs, Shard, Tables, Writer};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::network::Network;

/// Whether the SDK tries requests again by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sdk {
    /// It does, soon.
    Retries,
    /// It does not.
    GivesUp,
}

/// A DynamoDB of a test's own.
#[derive(Debug)]
pub(crate) struct Database {
    endpoint: String,
    http: SharedHttpClient,
    client: Client,
    server: JoinHandle<Result<(), String>>,
}

impl Drop for Database {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Database {
    /// One with empty tables, but for the zone of the account `acme`.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let memory = dynoxide::Database::memory().unwrap();
        let server =
            dynoxide::server::serve_with_shutdown(listener, memory, std::future::pending());
        let http = Builder::new().build_http();
        let client = client(&endpoint, http.clone(), Sdk::GivesUp);
        let database = Self { endpoint, http, client, server: tokio::spawn(server) };
        for table in ["directory", "counters", "rejected", "removed"] {
            database.create(table).await;
        }
        database.list("acme", "Pacific/Chatham").await;
        database
    }

    /// An aggregator that reaches it over this network.
    pub(crate) fn aggregator(&self, network: &Network, sdk: Sdk) -> Aggregator {
        let client = client(&self.endpoint, network.over(&self.http), sdk);
        let now = Clock::Held("2026-11-22T10:15:30Z".parse().unwrap());
        Aggregator::new(Writer::new(client, Tables::prefixed(""), None, History::Complete), now)
    }

    /// Creates a table.
    pub(crate) async fn create(&self, table: &str) {
        let tables = Tables::prefixed("");
        let schema = tables.schemas().into_iter().find(|it| it.name == table).unwrap();
        assert!(schema.create(&self.client).await.unwrap());
    }

    /// What works on the tables for a run.
    pub(crate) fn runs(&self) -> Runs {
        Runs::new(self.client.clone(), Tables::prefixed(""))
    }

    /// An aggregator that keeps checkpoints for so many seconds.
    pub(crate) fn aggregator_that_keeps_checkpoints(
        &self,
        network: &Network,
        seconds: i64,
    ) -> Aggregator {
        let client = client(&self.endpoint, network.over(&self.http), Sdk::GivesUp);
        let kept = Some(chrono::TimeDelta::seconds(seconds));
        let writer = Writer::new(client, Tables::prefixed(""), kept, History::Complete);
        Aggregator::new(writer, Clock::System)
    }

    /// When a shard's entry in the list of shards expires, and when its checkpoint.
    pub(crate) async fn expiries(&self, shard: &Shard) -> (i64, i64) {
        let (own, entry) = checkpoint_keys(shard);
        let mut expiries = Vec::new();
        for key in [entry, own] {
            let item = self.item(key).await.unwrap();
            expiries.push(item["ttl"].as_n().unwrap().parse().unwrap());
        }
        (expiries[0], expiries[1])
    }

    /// Puts a shard's checkpoint where version 0.1 kept it.
    pub(crate) async fn move_checkpoint_to_where_version_0_1_kept_it(&self, shard: &Shard) {
        let (own, entry) = checkpoint_keys(shard);
        let mut item = self.item(own.clone()).await.unwrap();
        item.extend(entry);
        item.remove("epoch");
        let put = self.client.put_item().table_name("counters").set_item(Some(item));
        put.send().await.unwrap();
        let delete = self.client.delete_item().table_name("counters").set_key(Some(own));
        delete.send().await.unwrap();
    }

    async fn item(
        &self,
        key: HashMap<String, AttributeValue>,
    ) -> Option<HashMap<String, AttributeValue>> {
        let get = self.client.get_item().table_name("counters").set_key(Some(key));
        get.consistent_read(true).send().await.unwrap().item
    }

    /// Raises an account's lanes, at once.
    pub(crate) async fn raise_lanes(&self, account: &str, count: u32) {
        let account = Id::new(account).unwrap();
        let tables = Tables::prefixed("");
        let writer = Writer::new(self.client.clone(), tables, None, History::Complete);
        let settings = self.runs().settings(&account).await.unwrap().unwrap();
        let none = chrono::TimeDelta::zero();
        let raised = settings.lanes.raised(count, chrono::DateTime::UNIX_EPOCH, none);
        assert!(writer.raise_lanes(&account, settings.lanes, raised).await.unwrap());
    }

    /// The sort keys of a partition.
    pub(crate) async fn keys_of(&self, pk: &str) -> Vec<String> {
        let query = self.client.query().table_name("counters").key_condition_expression("pk = :pk");
        let pk = AttributeValue::S(pk.to_owned());
        let answer = query.expression_attribute_values(":pk", pk).send().await.unwrap();
        answer.items().iter().map(|item| item["sk"].as_s().unwrap().clone()).collect()
    }

    /// How many records the run's ledger has.
    pub(crate) async fn ledger_entries(&self) -> usize {
        #[allow(clippy::disallowed_methods)] // all of it is counted
        let scan = self.client.scan().table_name(store::ledger_table("counters", 2));
        scan.send().await.unwrap().items().len()
    }

    /// Begins an epoch without a run.
    pub(crate) async fn begin_epoch(&self, number: u32) {
        let epoch = Epoch { number, ..Epoch::first() };
        assert!(self.runs().replace_epoch(&Epoch::first(), &epoch).await.unwrap());
    }

    /// Begins a run that counts everybody's records.
    pub(crate) async fn begin_run(&self) {
        let runs = Runs::new(self.client.clone(), Tables::prefixed(""));
        let number = 2;
        while !runs.create_ledger(number).await.unwrap() {}
        let run = Run {
            number,
            purpose: Purpose::Rebuild,
            accounts: None,
            calendar: None,
            version: VERSION,
            segments: 1,
            phase: Phase::Scanning,
            began: chrono::DateTime::UNIX_EPOCH,
            scanned: None,
            ended: None,
            in_force: false,
        };
        let mode = Mode::Both(number);
        let epoch = Epoch { number, mode, run: Some(run), ..Epoch::first() };
        assert!(runs.replace_epoch(&Epoch::first(), &epoch).await.unwrap());
    }

    /// Deletes a table.
    pub(crate) async fn delete(&self, table: &str) {
        self.client.delete_table().table_name(table).send().await.unwrap();
    }

    /// Lists an account with this zone in the directory.
    pub(crate) async fn list(&self, account: &str, zone: &str) {
        let item = [("account_id", account), ("entity", "account"), ("timezone", zone)];
        let item = item.map(|(name, text)| (name.into(), AttributeValue::S(text.into())));
        let put = self.client.put_item().table_name("directory");
        put.set_item(Some(item.into())).send().await.unwrap();
    }

    /// All that is counted and rejected: a line for each item.
    pub(crate) async fn contents(&self) -> Contents {
        let mut contents = Contents::default();
        for table in ["counters", "rejected", "removed"] {
            #[allow(clippy::disallowed_methods)] // the whole table is what is compared
            let scan = self.client.scan().table_name(table).consistent_read(true);
            let items = scan.into_paginator().items().send();
            let mut merged: BTreeMap<_, HashMap<String, AttributeValue>> = BTreeMap::new();
            for mut item in items.collect::<Result<Vec<_>, _>>().await.unwrap() {
                let text = |name: &str| item[name].as_s().unwrap().clone();
                let (pk, sk) = store::without_lane(&(text("pk"), text("sk")));
                item.insert("pk".to_owned(), AttributeValue::S(pk.clone()));
                item.insert("sk".to_owned(), AttributeValue::S(sk.clone()));
                match merged.entry((pk, sk)) {
                    Entry::Vacant(free) => drop(free.insert(item)),
                    Entry::Occupied(mut first) => add_up(first.get_mut(), item),
                }
            }
            for item in merged.values() {
                contents.note(table, item);
            }
        }
        contents
    }
}

fn client(endpoint: &str, http: SharedHttpClient, sdk: Sdk) -> Client {
    let retries = match sdk {
        Sdk::Retries => RetryConfig::standard()
            .with_max_attempts(3)
            .with_initial_backoff(std::time::Duration::from_millis(1)),
        Sdk::GivesUp => RetryConfig::disabled(),
    };
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .region(Region::from_static("eu-central-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "tests"))
        .retry_config(retries)
        .http_client(http);
    Client::from_conf(config.build())
}

/// The keys of a shard's checkpoint, and of its entry in the list of shards.
fn checkpoint_keys(
    Shard { stream, id }: &Shard,
) -> (HashMap<String, AttributeValue>, HashMap<String, AttributeValue>) {
    let key = |pk: String, sk: &str| {
        let sk = AttributeValue::S(sk.to_owned());
        HashMap::from([("pk".to_owned(), AttributeValue::S(pk)), ("sk".to_owned(), sk)])
    };
    (key(format!("#checkpoint#{stream}#{id}"), "-"), key(format!("#checkpoint#{stream}"), id))
}

/// Adds the numbers of another lane of a counter.
fn add_up(first: &mut HashMap<String, AttributeValue>, other: HashMap<String, AttributeValue>) {
    for (name, value) in other {
        let number = |value: &AttributeValue| {
            value.as_n().ok().map(|number| Amount::from_str_exact(number).unwrap())
        };
        let before = first.get(&name).and_then(number).unwrap_or_default();
        if let Some(more) = number(&value).filter(|_| name != "ttl") {
            first.insert(name, AttributeValue::N((before + more).to_string()));
        }
    }
}

/// What two runs must agree on. Versions of contacts and times of rejection may differ, and a
/// number that is zero is like none.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Contents(BTreeMap<String, String>);

impl Contents {
    fn note(&mut self, table: &str, item: &HashMap<String, AttributeValue>) {
        let text = |name: &str| item[name].as_s().unwrap().as_str();
        // Each database has its own keys for customers' pseudonyms: contacts are told apart by what
        // they are, and counted.
        if text("pk").ends_with("#contact") {
            let key = format!("{table} {} {}", text("pk"), text("sessions"));
            let count = self.0.get(&key).map_or(0, |count| count.parse::<u32>().unwrap());
            if text("sessions") != "{}" {
                self.0.insert(key, (count + 1).to_string());
            }
            return;
        }
        let key = ["pk", "sk"].map(text).join(" ");
        let not_compared: &[&str] = match table {
            "rejected" => &["pk", "sk", "at", "ttl"],
            "removed" => &["pk", "sk", "record"],
            _ => &[
                "pk",
                "sk",
                "version",
                "customer_key",
                "beside_customer_key",
                "lanes",
                "lanes_before",
                "lanes_from",
            ],
        };
        let compared = item.iter().filter(|(name, _)| !not_compared.contains(&name.as_str()));
        let fields: BTreeMap<_, _> =
            compared.filter_map(|(name, value)| Some((name, text_of(value)?))).collect();
        let follows_from_the_key = |name: &str| matches!(name, "ttl" | "staff");
        if !fields.keys().all(|name| follows_from_the_key(name)) {
            self.0.insert(format!("{table} {key}"), format!("{fields:?}"));
        }
    }

    /// The lines whose key contains this text.
    pub(crate) fn of(&self, text: &str) -> Vec<String> {
        let of = self.0.iter().filter(|(key, _)| key.contains(text));
        of.map(|(key, text)| format!("{key} {text}")).collect()
    }

    /// Panics with the lines that differ.
    #[track_caller]
    pub(crate) fn must_be(&self, expected: &Self, when: impl std::fmt::Debug) {
        let differ = |(key, text): &(&String, &String)| expected.0.get(*key) != Some(text);
        let more: Vec<_> = self.0.iter().filter(differ).collect();
        let differ = |(key, text): &(&String, &String)| self.0.get(*key) != Some(text);
        let fewer: Vec<_> = expected.0.iter().filter(differ).collect();
        assert!(more.is_empty() && fewer.is_empty(), "{when:?}: {more:#?} instead of {fewer:#?}");
    }
}

/// A value as text; none where it is zero or empty.
fn text_of(value: &AttributeValue) -> Option<String> {
    match value {
        AttributeValue::S(text) if text == "{}" => None,
        AttributeValue::S(text) => Some(text.clone()),
        AttributeValue::N(number) => {
            let number = Amount::from_str_exact(number).unwrap().normalize();
            (!number.is_zero()).then(|| number.to_string())
        }
        other => Some(format!("{other:?}")),
    }
}
