//! Images of source records without their keys: few accounts, customers, inboxes and staff, so that
//! they meet often.

use chrono::{DateTime, FixedOffset};
use domain::record::Source;
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use crate::source::{Image, with_maps};

/// An image of this source, mostly good.
pub(crate) fn images(source: Source) -> BoxedStrategy<Image> {
    match source {
        Source::Messages => messages().boxed(),
        Source::Sessions => sessions(lengths()).boxed(),
        Source::Billing => billing().boxed(),
        Source::FlowRuns => flow_runs().boxed(),
        Source::AiUsage => ai_usage().boxed(),
    }
}

/// A good image of a session without its key, whose list of assignments is this long.
pub(crate) fn sessions(length: impl Strategy<Value = usize>) -> impl Strategy<Value = Image> {
    let assignments = length.prop_flat_map(|length| vec(assignments(), length));
    let texts = (inboxes(), customers(), times(), of(times()));
    (texts, of(assignments)).prop_map(|((inbox, customer, opened, resolved), assignments)| {
        let session = texts_of([
            ("inbox_id", Some(inbox)),
            ("customer_id", Some(customer)),
            ("opened_at", Some(opened)),
            ("resolved_at", resolved),
        ]);
        match assignments {
            Some(assignments) => with_maps(session, "assignments", assignments),
            None => session,
        }
    })
}

/// The image with something wrong: an attribute that is gone or of another type or value. Without
/// an attribute that may be absent it is still good.
pub(crate) fn spoilt(image: Image, which: prop::sample::Index, how: u8) -> Image {
    let mut image = image;
    let names: Vec<_> = image.keys().cloned().collect();
    let name = &names[which.index(names.len())];
    match how {
        0 => drop(image.remove(name)),
        1 => drop(image.insert(name.clone(), json!({ "BOOL": true }))),
        2 => drop(image.insert(name.clone(), json!({ "S": "" }))),
        _ => drop(image.insert(name.clone(), json!({ "NULL": true }))),
    }
    image
}

fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![8 => 0..4_usize, 1 => 4..70_usize]
}

fn assignments() -> impl Strategy<Value = Image> {
    let owners = prop_oneof![
        staff("agent").prop_map(|agent| (Some(agent), None)),
        staff("team").prop_map(|team| (None, Some(team))),
        (staff("agent"), staff("team")).prop_map(|(agent, team)| (Some(agent), Some(team))),
    ];
    (owners, times(), weighted(0.7, times()), of(times())).prop_map(
        |((agent, team), assigned, ended, replied)| {
            texts_of([
                ("agent_id", agent),
                ("team_id", team),
                ("assigned_at", Some(assigned)),
                ("ended_at", ended),
                ("first_reply_at", replied),
            ])
        },
    )
}

fn messages() -> impl Strategy<Value = Image> {
    let sender = select(vec!["customer", "agent", "bot", "broadcast"]).prop_map(str::to_owned);
    let staff = (weighted(0.8, staff("agent")), of(staff("team")));
    (accounts(), inboxes(), customers(), sender, staff, times()).prop_map(
        |(account, inbox, customer, sender, (agent, team), sent)| {
            texts_of([
                ("account_id", Some(account)),
                ("inbox_id", Some(inbox)),
                ("customer_id", Some(customer)),
                ("sender", Some(sender)),
                ("agent_id", agent),
                ("team_id", team),
                ("sent_at", Some(sent)),
            ])
        },
    )
}

fn billing() -> impl Strategy<Value = Image> {
    let kind = select(vec!["usage", "top_up", "adjustment"]).prop_map(str::to_owned);
    let categories = vec!["marketing", "utility", "authentication", "other"];
    let category = weighted(0.8, select(categories).prop_map(str::to_owned));
    let amount = prop_oneof![
        (-99_999_i32..=9_999_999).prop_map(|it| format!("{it}e-4")),
        Just("999999999999.999999999999".to_owned()),
        Just("0.000000000001".to_owned()),
    ];
    (kind, category, amount, of(inboxes()), times()).prop_map(
        |(kind, category, amount, inbox, at)| {
            let mut entry = texts_of([
                ("kind", Some(kind)),
                ("category", category),
                ("inbox_id", inbox),
                ("occurred_at", Some(at)),
            ]);
            entry.insert("amount_usd".to_owned(), json!({ "N": amount }));
            entry
        },
    )
}

fn flow_runs() -> impl Strategy<Value = Image> {
    (staff("flow"), inboxes(), times()).prop_map(|(flow, inbox, at)| {
        texts_of([("flow_id", Some(flow)), ("inbox_id", Some(inbox)), ("triggered_at", Some(at))])
    })
}

fn ai_usage() -> impl Strategy<Value = Image> {
    let tool = select(vec!["ai_writer", "doc_reply"]).prop_map(str::to_owned);
    let texts = (of("[ab]{0,6}"), of("[ab]{0,6}"), of(any::<bool>()));
    (tool, inboxes(), of(staff("agent")), times(), texts).prop_map(
        |(tool, inbox, agent, at, (suggestion, sent, translated))| {
            let mut used = texts_of([
                ("tool", Some(tool)),
                ("inbox_id", Some(inbox)),
                ("agent_id", agent),
                ("used_at", Some(at)),
                ("suggestion", suggestion),
                ("sent", sent),
            ]);
            if let Some(translated) = translated {
                used.insert("translated".to_owned(), json!({ "BOOL": translated }));
            }
            used
        },
    )
}

/// An account's id.
pub(crate) fn accounts() -> impl Strategy<Value = String> {
    select(vec!["acme", "bolt"]).prop_map(str::to_owned)
}

fn inboxes() -> impl Strategy<Value = String> {
    select(vec!["web", "wa", "ig"]).prop_map(str::to_owned)
}

fn customers() -> impl Strategy<Value = String> {
    (0..4_u8).prop_map(|n| format!("customer{n}"))
}

fn staff(kind: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![0..3_u8, 0..60_u8].prop_map(move |n| format!("{kind}{n}"))
}

/// Times within a few days, often the same, with any offset.
fn times() -> impl Strategy<Value = String> {
    let offsets = vec![0, 8 * 3600, -5 * 3600, 45_900];
    let times = (0..6_i64, 0..24_i64, select(vec![0, 1_799_999, 1_800_000, 3_599_999]));
    (times, select(offsets)).prop_map(|((day, hour, millis), offset)| {
        let at = 1_795_000_000_000 + (day * 24 + hour) * 3_600_000 + millis;
        let at = DateTime::from_timestamp_millis(at).unwrap();
        at.with_timezone(&FixedOffset::east_opt(offset).unwrap()).to_rfc3339()
    })
}

fn texts_of<const N: usize>(texts: [(&str, Option<String>); N]) -> Image {
    let present = texts.into_iter().filter_map(|(name, text)| Some((name, text?)));
    present.map(|(name, text)| (name.to_owned(), json!({ "S": text }))).collect()
}
