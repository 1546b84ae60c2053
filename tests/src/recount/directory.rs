//! `GET /v1/directory`.

use serde_json::{Value, json};

use super::View;

pub(super) fn answer(view: &View, subject: &str, role: &str) -> Value {
    let book = view.book;
    let list = |kind: &str, more: &dyn Fn(&str, &mut Value)| -> Value {
        let rows = book.listed(kind).into_iter().map(|id| {
            let name = book.text(&format!("{kind}#{id}"), "name");
            let mut row = json!({ "id": id, "name": name });
            more(id, &mut row);
            row
        });
        rows.collect()
    };
    json!({
        "account": {
            "id": book.account,
            "name": book.text("account", "name"),
            "timezone": book.zone.name(),
            "today": view.today.to_string(),
        },
        "me": { "subject": subject, "role": role },
        "inboxes": list("inbox", &|id, row| {
            row["channel"] = json!(book.text(&format!("inbox#{id}"), "channel"));
        }),
        "agents": list("agent", &|_, _| {}),
        "teams": list("team", &|id, row| row["agent_ids"] = json!(book.members(id))),
        "flows": list("flow", &|_, _| {}),
    })
}
