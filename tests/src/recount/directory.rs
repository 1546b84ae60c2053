//! `GET /v1/directory`.

use serde_json::{Value, json};

use super::View;

pub(super) fn answer(view: &View, subject: &str, role: &str) -> Value {
    let dataset = view.dataset;
    let list = |kind: &str, more: &dyn Fn(&str, &mut Value)| -> Value {
        let rows = dataset.listed(kind).into_iter().map(|id| {
            let name = dataset.text(&format!("{kind}#{id}"), "name");
            let mut row = json!({ "id": id, "name": name });
            more(id, &mut row);
            row
        });
        rows.collect()
    };
    json!({
        "account": {
            "id": dataset.account,
            "name": dataset.text("account", "name"),
            "timezone": dataset.zone.name(),
            "today": view.today.to_string(),
        },
        "me": { "subject": subject, "role": role },
        "inboxes": list("inbox", &|id, row| {
            row["channel"] = json!(dataset.text(&format!("inbox#{id}"), "channel"));
        }),
        "agents": list("agent", &|_, _| {}),
        "teams": list("team", &|id, row| row["agent_ids"] = json!(dataset.members(id))),
        "flows": list("flow", &|_, _| {}),
    })
}
