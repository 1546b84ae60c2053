//! Where checkpoints are: each in a partition of its own, and in a list from which a run finds all.

use domain::record::Source;
use store::{Listing, Shard};

use crate::database::{Database, Sdk};
use crate::lambda::{Delivery, deliver};
use crate::network::{Network, Outcome};
use crate::source::SourceShard;
use crate::{faultless, fixtures};

#[tokio::test]
async fn a_conflict_never_makes_a_chunk_smaller_and_long_throttling_does() {
    let shard = fixtures::messages("shardId-1", 0, 300);
    let items = |outcome: Outcome, times: usize| {
        let shard = shard.clone();
        async move {
            let mut transactions = 0;
            let network = Network::new(move |_, request| {
                transactions += usize::from(request.operation == "TransactWriteItems");
                if transactions <= times { outcome } else { Outcome::Arrives }
            });
            let database = Database::start().await;
            let aggregator = database.aggregator(&network, Sdk::GivesUp);
            let batches = deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
            let requests = network.take_requests().into_iter();
            let sent = requests.filter_map(|it| Some(it.body["TransactItems"].as_array()?.len()));
            (batches, sent.collect::<Vec<_>>())
        }
    };
    let (batches, sent) = items(Outcome::Conflict, 15).await;
    assert_eq!(batches.len(), 1);
    assert_eq!((batches[0].chunks, batches[0].conflicts, batches[0].retries), (1, 15, 0));
    assert_eq!(sent, vec![2 * (2 + 10 + 3) + 4; 16]);
    for (times, chunks) in [(1, 1), (10, 1), (11, 2)] {
        let (batches, sent) = items(Outcome::ItemThrottled, times).await;
        assert_eq!((batches.len(), batches[0].chunks), (1, chunks), "throttled {times} times");
        assert_eq!(sent.len(), times + chunks);
    }
}

/// A shard of a thousand chunks that conflict with others is late, but never stops.
#[tokio::test]
async fn conflicts_do_not_use_up_the_attempts() {
    let shard = fixtures::busy_day("shardId-1");
    let (expected, _) = faultless(std::slice::from_ref(&shard)).await;
    let mut transactions = 0;
    let network = Network::new(move |_, request| {
        transactions += usize::from(request.operation == "TransactWriteItems");
        if transactions % 4 > 0 { Outcome::Conflict } else { Outcome::Arrives }
    });
    let database = Database::start().await;
    let aggregator = database.aggregator(&network, Sdk::GivesUp);
    let batches = deliver(&aggregator, &shard, Delivery::FromFirstLeft).await;
    assert_eq!(batches.len(), 1);
    database.contents().await.must_be(&expected, "three conflicts before each transaction");
}

#[tokio::test]
async fn a_checkpoint_that_version_0_1_wrote_is_gone_on_from_and_moved() {
    let shards = ["shardId-1", "shardId-2"].map(fixtures::busy_day);
    let (expected, _) = faultless(&shards[..1]).await;
    for (warm, first) in [(false, 3), (true, 3), (false, 1), (true, 6)] {
        let (database, network) = (Database::start().await, Network::good());
        let one = database.aggregator(&network, Sdk::GivesUp);
        deliver(&one, &beginning(&shards[0], first), Delivery::FromFirstLeft).await;
        database.move_checkpoint_to_where_version_0_1_kept_it(&shards[0].name()).await;
        // A warm aggregator knows the epoch, and looks for the checkpoint in its new place only.
        let other = if warm { one } else { database.aggregator(&network, Sdk::GivesUp) };
        let batches = deliver(&other, &shards[0], Delivery::FromTheStart).await;
        assert_eq!(batches[0].repeated, first, "warm: {warm}");
        database.contents().await.must_be(&expected, (warm, first));
        let [(_, checkpoint)] = &*checkpoints(&database, &shards[0]).await else { panic!() };
        assert_eq!(checkpoint.listing, Listing::ForEver);
    }
}

#[tokio::test]
async fn a_run_finds_and_raises_every_checkpoint() {
    let (database, network) = (Database::start().await, Network::good());
    let ids: Vec<_> = (0..130).map(|n| format!("shardId-{n:03}")).collect();
    let aggregator = database.aggregator(&network, Sdk::GivesUp);
    for id in &ids {
        deliver(&aggregator, &fixtures::messages(id, 0, 1), Delivery::FromFirstLeft).await;
    }
    let first = fixtures::messages(&ids[0], 0, 1);
    let last = fixtures::messages(&ids[129], 0, 1);
    database.move_checkpoint_to_where_version_0_1_kept_it(&last.name()).await;
    let found = checkpoints(&database, &first).await;
    let names: Vec<_> = found.iter().map(|(shard, _)| shard.id.clone()).collect();
    assert_eq!(names, ids);
    assert_eq!(found[129].1.listing, Listing::ByItself);
    for (shard, checkpoint) in &found {
        assert!(database.runs().raise(shard, checkpoint, 7).await.unwrap());
        assert!(
            !database.runs().raise(shard, checkpoint, 8).await.unwrap(),
            "it has another epoch"
        );
    }
    let raised = checkpoints(&database, &first).await;
    assert!(raised.iter().all(|(_, checkpoint)| checkpoint.epoch == 7));
    // One that is moved meanwhile is not raised in the place that it left.
    let found = checkpoints(&database, &last).await;
    let longer = fixtures::messages(&ids[129], 0, 2);
    database.begin_epoch(7).await;
    let after = database.aggregator(&network, Sdk::GivesUp);
    deliver(&after, &longer, Delivery::FromFirstLeft).await;
    let (shard, checkpoint) = &found[129];
    assert!(!database.runs().raise(shard, checkpoint, 9).await.unwrap());
    assert_eq!(checkpoints(&database, &last).await[129].1.listing, Listing::ForEver);
}

async fn checkpoints(database: &Database, of: &SourceShard) -> Vec<(Shard, store::Checkpoint)> {
    database.runs().checkpoints(&of.name().stream).await.unwrap()
}

/// The shard as it was when it had so many records.
fn beginning(shard: &SourceShard, records: usize) -> SourceShard {
    let mut beginning = shard.clone();
    beginning.cut_to(records);
    beginning
}

#[tokio::test]
async fn a_shard_that_lives_for_long_is_listed_for_as_long_as_it_has_a_checkpoint() {
    let (database, network) = (Database::start().await, Network::good());
    let mut shard = SourceShard::new(Source::Messages, "shardId-1");
    let aggregator = database.aggregator_that_keeps_checkpoints(&network, 2);
    for n in 0..6 {
        shard.put(fixtures::message(n));
        deliver(&aggregator, &shard, Delivery::FromTheStart).await;
        let (entry, checkpoint) = database.expiries(&shard.name()).await;
        assert!(entry >= checkpoint, "{entry} {checkpoint}");
        tokio::time::sleep(std::time::Duration::from_millis(900)).await;
    }
    let puts = network.take_requests().into_iter().filter(|it| it.operation == "PutItem");
    let puts = puts.count();
    assert!((1..=3).contains(&puts), "listed anew {puts} times");
}
