//! `GET /v1/payment`.

use serde_json::{Value, json};

use super::{Period, View, money};

fn figures(view: &View, period: Period) -> Value {
    let shown = |inbox: &Option<String>| match inbox {
        Some(inbox) => view.shows(inbox),
        None => view.inbox.is_none(),
    };
    let spent = |category: Option<&str>| {
        let mut sum = 0;
        for entry in &view.dataset.entries {
            let counts = category.is_none() || entry.category == category;
            if entry.kind == "usage" && counts && shown(&entry.inbox) && period.has(entry.day) {
                sum += entry.amount;
            }
        }
        money::write(sum)
    };
    json!({
        "total": spent(None),
        "marketing": spent(Some("marketing")),
        "utility": spent(Some("utility")),
        "authentication": spent(Some("authentication")),
        "other": spent(Some("other")),
    })
}

pub(super) fn section(view: &View) -> Value {
    // All of them, also those that are dated ahead, and whatever inbox is selected.
    let entries = view.dataset.entries.iter();
    let balance = entries.map(|e| if e.kind == "usage" { -e.amount } else { e.amount });
    json!({
        "balance": money::write(balance.sum()),
        "totals": figures(view, view.period),
        "previous": figures(view, view.period.before()),
        "daily": view.period.daily(|day| figures(view, Period::day(day))),
    })
}
