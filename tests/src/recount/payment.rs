//! `GET /v1/payment`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::Days;
use serde_json::{Value, json};

use super::dataset::Entry;
use super::{Period, View, money};

/// The usage in view.
fn usage<'a>(view: &View<'a>, period: Period) -> impl Iterator<Item = &'a Entry> {
    let view = *view;
    let shown = move |inbox: &Option<String>| match inbox {
        Some(inbox) => view.shows(inbox),
        None => view.inbox.is_none(),
    };
    let entries = view.dataset.entries.iter();
    entries.filter(move |e| e.kind == "usage" && shown(&e.inbox) && period.has(e.day))
}

fn figures(view: &View, period: Period) -> Value {
    let spent = |category: Option<&str>| {
        let counted = usage(view, period).filter(|e| category.is_none() || e.category == category);
        money::write(counted.map(|e| e.amount).sum())
    };
    json!({
        "total": spent(None),
        "marketing": spent(Some("marketing")),
        "utility": spent(Some("utility")),
        "authentication": spent(Some("authentication")),
        "authentication_international": spent(Some("authentication_international")),
        "service": spent(Some("service")),
        "other": spent(Some("other")),
    })
}

/// By country, most first, then by name, and then those without one.
fn by_country(view: &View) -> Value {
    let mut countries: BTreeMap<Option<&str>, i128> = BTreeMap::new();
    for entry in usage(view, view.period) {
        *countries.entry(entry.country.as_deref()).or_default() += entry.amount;
    }
    let mut countries: Vec<_> = countries.into_iter().filter(|(_, sum)| *sum > 0).collect();
    countries.sort_by_key(|(country, sum)| (Reverse(*sum), country.is_none(), *country));
    let row = |(country, sum)| json!({ "country": country, "total": money::write(sum) });
    countries.into_iter().map(row).collect()
}

/// How long the balance lasts, in whole tenths of a day.
fn runway(view: &View, balance: i128) -> Value {
    let week = Period { from: view.today - Days::new(7), to: view.today - Days::new(1) };
    let whole = View { inbox: None, ..*view };
    let used: i128 = usage(&whole, week).map(|e| e.amount).sum();
    // In millionths of a dollar, half up.
    let mean = (2 * used + 7_000_000) / 14_000_000;
    let tenths = (used > 0).then(|| (2 * 70 * balance.max(0) + used) / (2 * used));
    let days = tenths.map(|tenths| tenths.to_string().parse::<f64>().expect("a number") / 10.0);
    json!({ "mean_daily_usage": money::write(mean * 1_000_000), "days": days })
}

pub(super) fn section(view: &View) -> Value {
    // All of them, also those that are dated ahead, and whatever inbox is selected.
    let entries = view.dataset.entries.iter();
    let balance = entries.map(|e| if e.kind == "usage" { -e.amount } else { e.amount });
    let balance = balance.sum();
    let mut section = view.compared(|period| figures(view, period));
    section["balance"] = json!(money::write(balance));
    section["runway"] = runway(view, balance);
    section["daily"] = view.period.daily(|day| figures(view, Period::day(day)));
    section["by_country"] = by_country(view);
    section
}
