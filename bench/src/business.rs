//! Writes the counters of a business of any size. They are the contributions of its records, as if
//! the aggregator had counted them one by one, but without the time that this takes.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::Calendar;
use domain::change::MAX_MEASURES;
use domain::counter::{Deltas, Row, VERSION};
use domain::generation::{Counting, Generation};
use domain::history::History;
use domain::id::Id;
use domain::image::Image;
use domain::record::{Record, Source};
use domain::stream_position::{Part, SequenceNumber, StreamPosition};
use serde_json::{Value, json};
use store::{
    Advance, Checkpoint, Chunk, CountingSettings, Lanes, Listing, Outcome, SettingsByAccount,
    Shard, Tables, Writer, lane_of,
};

/// The size of a business.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Messages in all, over 180 days.
    pub messages: u64,
    /// Agents.
    pub agents: u64,
    /// Teams. Each agent is in one.
    pub teams: u64,
    /// Chat flows.
    pub flows: u64,
    /// Inboxes.
    pub inboxes: u64,
}

impl Size {
    /// 5 inboxes, 20 agents, 5 teams and 30 flows.
    pub fn of_messages(messages: u64) -> Self {
        Self { messages, agents: 20, teams: 5, flows: 30, inboxes: 5 }
    }
}

/// How many days of records it has.
const DAYS: u64 = 180;

/// How many counter items a transaction adds to.
const ITEMS: usize = 97;

/// Writes the directory and the counters of a business of this size, with records up to `now`.
pub async fn write(
    client: &Client,
    tables: &Tables,
    account: &str,
    size: Size,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    put(client, tables, account, size, counters(account, size, now)?, now).await
}

/// Writes the directory of a business of this size, and these counters.
pub async fn put(
    client: &Client,
    tables: &Tables,
    account: &str,
    size: Size,
    counters: Deltas,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    put_in_lanes(client, tables, account, size, vec![counters], now).await
}

/// The same with a lane for each of these counters, as the shards of a busy account write them.
pub async fn put_in_lanes(
    client: &Client,
    tables: &Tables,
    account: &str,
    size: Size,
    counters: Vec<Deltas>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    for item in directory(account, size) {
        client.put_item().table_name(&tables.directory).set_item(Some(item)).send().await?;
    }
    let id = Id::new(account)?;
    let writer = Writer::new(client.clone(), tables.clone(), None, History::Complete);
    let mut settings = SettingsByAccount::default();
    let generation = Generation {
        number: 1,
        calendar: Calendar::UTC,
        version: VERSION,
        customers: Some(store::new_customer_key()?),
        history: History::Complete,
    };
    let count = u32::try_from(counters.len())?;
    let lanes = Lanes { count, before: count, from: 0 };
    let of_account = CountingSettings { lanes, ..CountingSettings::only(generation) };
    settings.add_uncommitted(id.clone(), of_account, None);
    let mut new_settings = vec![id];
    for (lane, counters) in (0..).zip(counters) {
        let shard = shard_of_lane(account, lane, count).context("every lane has shards")?;
        let mut before: Option<Checkpoint> = None;
        for (n, deltas) in (1..).zip(counters.into_parts(ITEMS - 1, MAX_MEASURES)) {
            let sequence = SequenceNumber::parse(&format!("{n}")).context("it is a sequence")?;
            let position = StreamPosition { sequence, part: Part::Whole };
            let listing = Listing::default();
            let after = Checkpoint { position, epoch: 1, divided: None, written: None, listing };
            let new_settings = std::mem::take(&mut new_settings);
            let deltas = BTreeMap::from([(1, deltas)]);
            let chunk = Chunk { deltas, new_settings, ..Chunk::default() };
            let advance = Advance::Shard { shard: &shard, before: before.as_ref(), after: &after };
            let written = writer.write(advance, &chunk, &settings, now).await;
            ensure!(matches!(written, Outcome::Written), "cannot write counters: {written:?}");
            before = Some(after);
        }
    }
    Ok(())
}

/// A shard that writes this lane of so many.
fn shard_of_lane(account: &str, lane: u32, lanes: u32) -> Option<Shard> {
    let shard = |n: u32| Shard { stream: format!("bench-{account}"), id: n.to_string() };
    (0..10_000).map(shard).find(|shard| lane_of(shard, &Row::Now, lanes) == lane)
}

/// Writes a business of this size whose counters are spread over so many lanes: the messages of a day
/// are in all of them.
pub async fn write_in_lanes(
    client: &Client,
    tables: &Tables,
    account: &str,
    size: Size,
    lanes: u32,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut of_lane = vec![Deltas::new(); usize::try_from(lanes)?];
    for (n, (source, image)) in records(account, size, now).enumerate() {
        let image = image.as_object().context("an image is a map")?;
        let record = Record::decode(source, Image(image))?;
        // Days, agents and senders take turns; lanes must not take turns with them.
        let lane = (n.wrapping_mul(2_654_435_761) >> 16) % of_lane.len();
        of_lane[lane].merge(&record.contributions(Counting::latest(Calendar::UTC)));
    }
    let counters = of_lane.into_iter().map(Deltas::without_zeros).collect();
    put_in_lanes(client, tables, account, size, counters, now).await
}

fn counters(account: &str, size: Size, now: DateTime<Utc>) -> anyhow::Result<Deltas> {
    let mut sum = Deltas::new();
    for (source, image) in records(account, size, now) {
        let image = image.as_object().context("an image is a map")?;
        let record = Record::decode(source, Image(image))?;
        sum.merge(&record.contributions(Counting::latest(Calendar::UTC)));
    }
    Ok(sum.without_zeros())
}

/// Records that take turns over days, agents and inboxes, so that even few messages cover every day of
/// every agent in all inboxes together.
fn records(
    account: &str,
    size: Size,
    now: DateTime<Utc>,
) -> impl Iterator<Item = (Source, Value)> + '_ {
    (0..size.messages).flat_map(move |n| {
        let turn = n / 2;
        let hours = TimeDelta::hours(i64::try_from(turn % DAYS * 24).unwrap_or(0));
        let at = (now - hours - TimeDelta::minutes(i64::try_from(turn % 600).unwrap_or(0))).to_rfc3339();
        let (agent, inbox) = (turn / DAYS % size.agents, turn / DAYS / size.agents % size.inboxes);
        let team = agent % size.teams;
        let [agent, team, inbox, flow] = [("agent", agent), ("team", team), ("inbox", inbox), ("flow", turn % size.flows)]
            .map(|(what, number)| json!({ "S": format!("{what}-{number}") }));
        let text = |text: String| json!({ "S": text });
        let sender = if n % 2 == 0 { "agent" } else { ["customer", "bot"][usize::from(n % 4 == 1)] };
        let id = text(format!("r-{n}"));
        let common = json!({ "account_id": text(account.to_owned()), "inbox_id": inbox, "session_id": id,
            "message_id": id, "customer_id": id, "entry_id": id, "run_id": id, "usage_id": id });
        let with = |more: Value| {
            let mut image = common.clone();
            if let (Some(image), Value::Object(more)) = (image.as_object_mut(), more) {
                image.extend(more);
            }
            image
        };
        let message = (Source::Messages, with(json!({
            "sender": text(sender.to_owned()), "agent_id": agent, "team_id": team, "sent_at": text(at.clone()),
        })));
        let other = match n % 10 {
            0 | 4 => Some((Source::Sessions, with(json!({
                "opened_at": text(at.clone()), "resolved_at": text(at.clone()),
                "assignments": { "L": [{ "M": { "agent_id": agent, "team_id": team,
                    "assigned_at": text(at.clone()), "first_reply_at": text(at.clone()) } }] },
            })))),
            2 | 6 => Some((Source::FlowRuns, with(json!({ "flow_id": flow, "triggered_at": text(at.clone()) })))),
            5 => Some((Source::Billing, with(json!({
                "kind": text("usage".to_owned()), "category": text("utility".to_owned()),
                "amount_usd": { "N": "0.0147" }, "occurred_at": text(at.clone()),
            })))),
            8 => Some((Source::AiUsage, with(json!({
                "tool": text("ai_writer".to_owned()), "used_at": text(at.clone()),
                "suggestion": text("thank you".to_owned()), "sent": text("thank you!".to_owned()),
            })))),
            _ => None,
        };
        std::iter::once(message).chain(other)
    })
}

fn directory(
    account: &str,
    size: Size,
) -> impl Iterator<Item = std::collections::HashMap<String, AttributeValue>> + use<> {
    let text = |text: String| AttributeValue::S(text);
    let kinds = [
        ("agent", size.agents),
        ("flow", size.flows),
        ("inbox", size.inboxes),
        ("team", size.teams),
    ];
    let named = kinds.into_iter().flat_map(|(kind, count)| (0..count).map(move |n| (kind, n)));
    let items = named.map(move |(kind, n)| {
        let name = format!("{kind}-{n}");
        let mut item = vec![("entity", text(format!("{kind}#{name}"))), ("name", text(name))];
        if kind == "team" {
            let members = (n..size.agents).step_by(usize::try_from(size.teams).unwrap_or(1));
            let members = members.map(|agent| AttributeValue::S(format!("agent-{agent}")));
            item.push(("agent_ids", AttributeValue::L(members.collect())));
        }
        item
    });
    let whole = vec![("entity", text("account".to_owned())), ("timezone", text("UTC".to_owned()))];
    let account = text(account.to_owned());
    items.chain([whole]).map(move |item| {
        let item = item.into_iter().chain([("account_id", account.clone())]);
        item.map(|(name, value)| (name.to_owned(), value)).collect()
    })
}
