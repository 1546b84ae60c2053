//! Records that DynamoDB does not let be counted: they are rejected, and stop nothing behind them.

use crate::database::{Database, Sdk};
use crate::lambda::{Delivery, deliver};
use crate::network::{Network, Outcome};
use crate::{faultless, fixtures};

/// A network that refuses every transaction with a counter of this agent.
fn refusing(agent: &'static str) -> Network {
    Network::new(move |_, request| {
        let names_it = request.body.to_string().contains(&format!("#agent#{agent}\""));
        let refused = request.operation == "TransactWriteItems" && names_it;
        if refused { Outcome::Invalid } else { Outcome::Arrives }
    })
}

fn by_poison(n: usize) -> crate::source::Image {
    fixtures::with(fixtures::message(n), "agent_id", "poison")
}

#[tokio::test]
async fn a_record_that_is_always_refused_is_rejected_and_the_shard_goes_on() {
    let mut shard = fixtures::messages("shardId-1", 0, 40);
    shard.put(by_poison(40));
    (41..60).for_each(|n| shard.put(fixtures::message(n)));
    let mut without = fixtures::messages("shardId-1", 0, 40);
    (41..60).for_each(|n| without.put(fixtures::message(n)));
    let (expected, _) = faultless(std::slice::from_ref(&without)).await;

    let (database, network) = (Database::start().await, refusing("poison"));
    let aggregator = database.aggregator(&network, Sdk::GivesUp);
    let batches = deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
    let [batch] = &*batches else { panic!("{batches:#?}") };
    assert_eq!((batch.records, batch.rejected, batch.refused), (60, 1, 1), "{batch:#?}");
    assert_eq!(batch.first_left, None);
    let contents = database.contents().await;
    assert_eq!(contents.of("counters acme#"), expected.of("counters acme#"));
    let rejected = contents.of("rejected ");
    assert_eq!(rejected.len(), 1);
    assert!(rejected[0].contains("could not be counted: DynamoDB answers ValidationError"));
    assert!(rejected[0].contains("poison"), "{rejected:?}");

    let again = deliver(&aggregator, &shard, Delivery::FromTheStart).await;
    assert_eq!((again[0].records, again[0].repeated), (0, 60));
}

#[tokio::test]
async fn a_refusal_that_passes_rejects_nothing() {
    let shard = fixtures::busy_day("shardId-1");
    let (expected, _) = faultless(std::slice::from_ref(&shard)).await;
    let mut refused = 0;
    let network = Network::new(move |_, request| {
        refused += usize::from(request.operation == "TransactWriteItems");
        if refused % 3 > 0 { Outcome::Invalid } else { Outcome::Arrives }
    });
    let database = Database::start().await;
    let aggregator = database.aggregator(&network, Sdk::GivesUp);
    let batches = deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
    assert_eq!(batches.iter().map(|it| it.refused).sum::<usize>(), 0, "{batches:#?}");
    database.contents().await.must_be(&expected, "two refusals before each transaction");
}

/// The run's generation is what its ledger says, so what is refused has no entry there.
#[tokio::test]
async fn during_a_run_neither_generation_nor_the_ledger_has_it_until_it_is_written_again() {
    let mut shard = fixtures::messages("shardId-1", 0, 3);
    shard.put(by_poison(3));
    shard.put(fixtures::message(4));
    let (database, network) = (Database::start().await, refusing("poison"));
    database.begin_run().await;
    let aggregator = database.aggregator(&network, Sdk::GivesUp);
    let batches = deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
    assert_eq!((batches.len(), batches[0].refused), (1, 1));
    assert_eq!(generations(&database).await, ["4", "4"]);
    assert_eq!(database.ledger_entries().await, 4);

    // What made it invalid is mended, and it is written again. The ledger has nothing of it: the run's
    // generation is exact. The one in force takes away what was never added, which a rebuild mends.
    network.follow(|_, _| Outcome::Arrives);
    shard.put(fixtures::message(3));
    deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
    assert_eq!(generations(&database).await, ["4", "5"]);
    assert_eq!(database.ledger_entries().await, 5);
}

/// What both generations have of the messages of the day, the run's second.
async fn generations(database: &Database) -> [String; 2] {
    let contents = database.contents().await;
    ["3", "4"].map(|generation| {
        let [day] = &*contents.of(&format!("counters acme#{generation}#day# ")) else {
            panic!("one day")
        };
        day.rsplit_once("agent_sent\": \"").unwrap().1.trim_end_matches("\"}").to_owned()
    })
}
