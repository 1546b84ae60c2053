//! A system whose operator reaches DynamoDB through a network of the test's, and a writer that goes on writing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use e2e::network::Network;
use e2e::operator::{Called, operator};
use e2e::system::{Scratch, Setup};

use crate::harness::{Harness, held_clock};

/// How many writes there are before anything is rebuilt: few, so that a run is short.
const FIRST: usize = 60;

pub(crate) struct Operated {
    pub(crate) harness: Harness,
    pub(crate) network: Network,
    /// What the operator is called with.
    pub(crate) setup: Setup,
    _scratch: Scratch,
}

impl Operated {
    /// One that has counted a few records, some of which are larger than a transaction.
    pub(crate) async fn start(seed: u64) -> Self {
        let scratch = Scratch::new();
        let setup = Setup::new().at(held_clock(seed)).keeping(scratch.path());
        let mut harness = Harness::start(&setup, seed).await;
        let mut first = harness.load.edge_cases();
        first.truncate(30);
        first.extend(harness.load.writes(FIRST));
        harness.write(&first).await;
        let network = Network::before(&setup.dynamodb_url()).await;
        let setup = setup.through(&network);
        Self { harness, network, setup, _scratch: scratch }
    }

    /// Calls the operator while so many more records are written and corrected.
    pub(crate) async fn call_while_writing(&mut self, arguments: &[&str], count: usize) -> Called {
        let writes = self.harness.load.writes(count);
        let Harness { writers, state, .. } = &mut self.harness;
        let (called, ()) =
            tokio::join!(operator(&self.setup, arguments), writers.write(&writes, state));
        called
    }

    /// Makes sure that a run has left nothing: no ledger, no place of a scan, one generation of each account.
    pub(crate) async fn expect_nothing_left(&self) {
        let client = self.harness.system.dynamodb();
        let tables = client.list_tables().send().await.expect("a list").table_names.expect("names");
        assert!(!tables.iter().any(|name| name.contains("ledger")), "{tables:?}");
        let mut generations: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for item in self.counters().await {
            let pk = item["pk"].as_s().expect("a text");
            assert!(!pk.starts_with("#scan#"), "{pk}");
            let mut words = pk.split('#').map(ToOwned::to_owned);
            if let (Some(account), Some(number), Some(_)) =
                (words.next(), words.next(), words.next())
                && number.parse::<u32>().is_ok()
            {
                generations.entry(account).or_default().insert(number);
            }
        }
        assert!(generations.len() > 3, "{generations:?}");
        assert!(generations.values().all(|numbers| numbers.len() == 1), "{generations:?}");
    }

    async fn counters(&self) -> Vec<HashMap<String, AttributeValue>> {
        let client = self.harness.system.dynamodb();
        #[expect(clippy::disallowed_methods, reason = "the counters are what is changed by hand")]
        let counters = client.scan().table_name("counters").into_paginator().items().send();
        counters.collect::<Result<Vec<_>, _>>().await.expect("a scan")
    }

    /// Adds to a number in `counters`, by hand, so that a verification has something to repair.
    pub(crate) async fn damage(&self) {
        let client = self.harness.system.dynamodb();
        let counters = self.counters().await;
        let is_day = |item: &&HashMap<String, AttributeValue>| {
            let pk = item["pk"].as_s().expect("a text");
            pk.contains("#day#") && item.contains_key("received")
        };
        let day = counters.iter().find(is_day).expect("a day with messages");
        let update = client.update_item().table_name("counters");
        let update = update.key("pk", day["pk"].clone()).key("sk", day["sk"].clone());
        let update = update.update_expression("ADD received :n");
        let seven = AttributeValue::N("7".to_owned());
        update.expression_attribute_values(":n", seven).send().await.expect("an update");
    }
}
