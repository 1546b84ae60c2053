//! What an answer costs, in requests to DynamoDB.

use bench::business::{self, Size};
use bench::functions::{get, ninety_days, routes, section_paths};
use bench::meter::Meter;
use store::Tables;

#[tokio::test(flavor = "multi_thread")]
async fn ninety_days_of_any_section_take_at_most_six_requests() -> anyhow::Result<()> {
    let now = "2026-11-22T10:15:30Z".parse()?;
    let tables = Tables::prefixed("");
    let meter = Meter::default();
    let client = meter.client(&embedded(&tables).await?);
    business::write(&client, &tables, "acme", Size::of_messages(20_000), now).await?;
    let routes = routes(client, now);
    for (inbox, count) in [(None, 14), (Some("inbox-1"), 13)] {
        let paths = section_paths(inbox);
        assert_eq!(paths.len(), count, "{paths:?}");
        for path in paths {
            let path = ninety_days(&path, inbox, now);
            meter.take();
            let answer = get(&routes, "acme", &path).await?;
            let (requests, _) = meter.take();
            assert!((3..=6).contains(&requests), "{path}: {requests} requests");
            assert_eq!(answer["inbox_id"].as_str(), inbox);
        }
    }
    // What was read is there: every message was counted.
    let messages = get(&routes, "acme", &ninety_days("/v1/messages", None, now)).await?;
    let of = |figures: &str| {
        let figures = messages[figures].as_object().into_iter().flatten();
        figures.filter_map(|(_, count)| count.as_u64()).sum::<u64>()
    };
    assert_eq!(of("totals") + of("previous"), 20_000);
    Ok(())
}

/// The same figures in one lane and in sixteen.
#[tokio::test(flavor = "multi_thread")]
async fn ninety_days_in_sixteen_lanes_take_at_most_half_as_many_requests_more() -> anyhow::Result<()>
{
    let now = "2026-11-22T10:15:30Z".parse()?;
    let tables = Tables::prefixed("");
    let meter = Meter::default();
    let client = meter.client(&embedded(&tables).await?);
    let size = Size { messages: 120_000, agents: 2, teams: 2, flows: 2, inboxes: 1 };
    for (account, lanes) in [("one", 1), ("sixteen", 16)] {
        business::write_in_lanes(&client, &tables, account, size, lanes, now).await?;
    }
    let routes = routes(client, now);
    for path in section_paths(None) {
        let path = ninety_days(&path, None, now);
        let mut of_account = Vec::new();
        for account in ["one", "sixteen"] {
            meter.take();
            let mut answer = get(&routes, account, &path).await?;
            let (requests, _) = meter.take();
            answer["as_of"] = serde_json::Value::Null;
            of_account.push((requests, answer));
        }
        let [(one, expected), (sixteen, answer)] = &*of_account else { unreachable!() };
        assert_eq!(answer, expected, "{path}");
        assert!(*sixteen <= one * 3 / 2, "{path}: {one} requests, in 16 lanes {sixteen}");
    }
    Ok(())
}

async fn embedded(tables: &Tables) -> anyhow::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    let database = dynoxide::Database::memory()?;
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    let client = Meter::default().client(&endpoint);
    for schema in tables.schemas() {
        schema.create(&client).await?;
    }
    Ok(endpoint)
}
