//! How fast the local system takes in mixed records from one client.

use std::collections::HashMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use bench::meter::Meter;
use chrono::{DateTime, TimeDelta, Utc};
use config::Clock;
use store::Tables;

use crate::report::{Report, heading, note};
use crate::system::System;

const RECORDS: u32 = 50_000;

type Item = HashMap<String, AttributeValue>;

pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    heading("A load of 50,000 mixed records from one client");
    one_by_one(report).await?;
    in_batches(report).await
}

async fn one_by_one(report: &mut Report) -> anyhow::Result<()> {
    let system = System::start(&["--no-demo"]).await?;
    let client = Meter::default().client(&system.dynamodb);
    let began = Instant::now();
    for (table, item) in records(Clock::System.now(), 0..RECORDS) {
        client.put_item().table_name(table).set_item(Some(item)).send().await?;
    }
    report_load(report, &system, "one put after another", began).await
}

async fn in_batches(report: &mut Report) -> anyhow::Result<()> {
    let system = System::start(&["--no-demo"]).await?;
    let client = Meter::default().client(&system.dynamodb);
    let began = Instant::now();
    for batch in batches(Clock::System.now(), 0..RECORDS)? {
        write(&client, batch).await?;
    }
    report_load(report, &system, "batch writes of 25", began).await
}

/// Writes of one table, as many as a request may have.
pub(crate) type Batch = (&'static str, Vec<WriteRequest>);

/// The records of these numbers, in batches.
pub(crate) fn batches(now: DateTime<Utc>, numbers: Range<u32>) -> anyhow::Result<Vec<Batch>> {
    let mut whole = Vec::new();
    let mut pending: HashMap<&str, Vec<WriteRequest>> = HashMap::new();
    for (table, item) in records(now, numbers) {
        let put = PutRequest::builder().set_item(Some(item)).build()?;
        let batch = pending.entry(table).or_default();
        batch.push(WriteRequest::builder().put_request(put).build());
        if batch.len() == 25 {
            whole.push((table, std::mem::take(batch)));
        }
    }
    whole.extend(pending.into_iter().filter(|(_, batch)| !batch.is_empty()));
    Ok(whole)
}

/// Writes a batch.
pub(crate) async fn write(client: &Client, (table, batch): Batch) -> anyhow::Result<()> {
    client.batch_write_item().request_items(table, batch).send().await?;
    Ok(())
}

/// Waits until all is counted, and reports how long it took.
async fn report_load(
    report: &mut Report,
    system: &System,
    how: &str,
    began: Instant,
) -> anyhow::Result<()> {
    let wrote = began.elapsed().as_secs_f64();
    let settled = system.settle().await?;
    note(&format!("{how}: records a second"), format!("{:.0}", f64::from(RECORDS) / wrote));
    report.time(&format!("{how}: counted after the last"), settled, Duration::from_secs(2));
    note(&format!("{how}: resident memory"), format!("{} MiB", system.resident()?));
    Ok(())
}

/// Records of all kinds, mostly messages, of 3 accounts over 90 days.
fn records(now: DateTime<Utc>, numbers: Range<u32>) -> impl Iterator<Item = (&'static str, Item)> {
    let tables = Tables::prefixed("");
    assert!(tables.source("messages").is_some(), "the tables have their default names");
    numbers.map(move |n| {
        let at = (now - TimeDelta::minutes(i64::from(n * 7 % 129_600))).to_rfc3339();
        let account = format!("account-{}", n % 3);
        let common = [
            ("account_id", account),
            ("inbox_id", format!("inbox-{}", n % 5)),
            ("customer_id", format!("customer-{}", n % 4_000)),
            ("agent_id", format!("agent-{}", n % 20)),
            ("team_id", format!("team-{}", n % 4)),
        ];
        let id = format!("id-{n}");
        let (table, own): (_, Vec<(&str, String)>) = match n % 20 {
            0..12 => {
                let sender = ["customer", "agent", "bot", "agent"][(n % 4) as usize].to_owned();
                (
                    "messages",
                    vec![
                        ("session_id", id.clone()),
                        ("message_id", id),
                        ("sender", sender),
                        ("sent_at", at),
                    ],
                )
            }
            12..16 => (
                "sessions",
                vec![("session_id", id), ("opened_at", at.clone()), ("resolved_at", at)],
            ),
            16 => (
                "billing",
                vec![
                    ("entry_id", id),
                    ("kind", "usage".into()),
                    ("category", "utility".into()),
                    ("occurred_at", at),
                ],
            ),
            17 | 18 => (
                "flow_runs",
                vec![("run_id", id), ("flow_id", format!("flow-{}", n % 30)), ("triggered_at", at)],
            ),
            _ => (
                "ai_usage",
                vec![
                    ("usage_id", id),
                    ("tool", "ai_writer".into()),
                    ("used_at", at),
                    ("suggestion", "thank you".into()),
                    ("sent", "thank you!".into()),
                ],
            ),
        };
        let mut item: Item = common
            .into_iter()
            .chain(own)
            .map(|(name, value)| (name.to_owned(), AttributeValue::S(value)))
            .collect();
        if table == "billing" {
            item.insert("amount_usd".to_owned(), AttributeValue::N("0.0147".to_owned()));
        }
        (table, item)
    })
}
