//! Every way in which a record can be bad.

use crate::source::{Attr, Item, Key, Table};

/// One way to spoil a good image: attributes set, or removed where there is no value.
#[derive(Clone, Debug)]
pub struct Flaw {
    /// What is wrong, for messages of tests.
    pub name: String,
    /// The table whose records can have it.
    pub table: Table,
    changes: Vec<(&'static str, Option<Attr>)>,
}

impl Flaw {
    /// Spoils an image.
    pub fn spoil(&self, image: &mut Item) {
        for (name, value) in &self.changes {
            match name.strip_prefix("assignments.") {
                Some(inner) => change(first_assignment(image), inner, value.as_ref()),
                None => change(image, name, value.as_ref()),
            }
        }
    }
}

fn change(item: &mut Item, name: &str, value: Option<&Attr>) {
    match value {
        Some(value) => item.insert(name.to_owned(), value.clone()),
        None => item.remove(name),
    };
}

/// The first assignment of a session, made if there is none.
fn first_assignment(image: &mut Item) -> &mut Item {
    let list = image.entry("assignments".to_owned()).or_insert_with(|| Attr::L(Vec::new()));
    if !matches!(list, Attr::L(l) if matches!(l.first(), Some(Attr::M(_)))) {
        let assignment = Item::from([
            ("agent_id".to_owned(), Attr::text("agent-1")),
            ("assigned_at".to_owned(), Attr::text("2026-01-01T00:00:00Z")),
        ]);
        *list = Attr::L(vec![Attr::M(assignment)]);
    }
    match list {
        Attr::L(list) => match list.first_mut() {
            Some(Attr::M(first)) => first,
            _ => unreachable!("it was just made"),
        },
        _ => unreachable!("it was just made"),
    }
}

/// All flaws of all tables.
pub fn flaws() -> Vec<Flaw> {
    let mut all = Flaws(Vec::new());
    let t = Table::Messages;
    for name in ["account_id", "inbox_id", "customer_id"] {
        all.required(t, name).id(t, name);
    }
    all.required(t, "sender").word(t, "sender");
    all.required(t, "sent_at").time(t, "sent_at");
    all.add(t, "agent_id missing", &[("sender", text("agent")), ("agent_id", None)]);
    all.mistyped(t, "agent_id").id(t, "agent_id").path(t, "agent_id");
    all.mistyped(t, "team_id").id(t, "team_id").path(t, "team_id");

    let t = Table::Sessions;
    for name in ["inbox_id", "customer_id"] {
        all.required(t, name).id(t, name);
    }
    all.required(t, "opened_at").time(t, "opened_at");
    all.mistyped(t, "resolved_at").time(t, "resolved_at");
    all.mistyped(t, "assignments");
    all.add(t, "assignments text", &[("assignments", text("none"))]);
    all.add(t, "assignments map", &[("assignments", Some(Attr::M(Item::new())))]);
    for odd in [Attr::text("x"), Attr::Null, Attr::L(Vec::new())] {
        let list = Some(Attr::L(vec![odd]));
        all.add(t, "assignment no map", &[("assignments", list)]);
    }
    let nobody = [("assignments.agent_id", None), ("assignments.team_id", None)];
    all.add(t, "assignment of nobody", &nobody);
    all.required(t, "assignments.assigned_at");
    for name in ["assignments.assigned_at", "assignments.ended_at", "assignments.first_reply_at"] {
        all.mistyped(t, name).time(t, name);
    }
    for name in ["assignments.agent_id", "assignments.team_id"] {
        all.mistyped(t, name).id(t, name).path(t, name);
    }

    let t = Table::Billing;
    all.required(t, "kind").word(t, "kind");
    all.add(t, "category missing", &[("kind", text("usage")), ("category", None)]);
    all.mistyped(t, "category").word(t, "category");
    all.add(
        t,
        "category unknown beside a top_up",
        &[("kind", text("top_up")), ("category", text("gift"))],
    );
    all.mistyped(t, "country");
    for country in ["tw", "TWN", "", "ÄÖ", "T1"] {
        all.add(t, "country no code", &[("country", text(country))]);
    }
    all.mistyped(t, "inbox_id").id(t, "inbox_id");
    all.required(t, "occurred_at").time(t, "occurred_at");
    all.amount();

    let t = Table::FlowRuns;
    for name in ["flow_id", "inbox_id"] {
        all.required(t, name).id(t, name);
    }
    all.required(t, "triggered_at").time(t, "triggered_at");

    let t = Table::AiUsage;
    all.required(t, "tool").word(t, "tool");
    all.required(t, "inbox_id").id(t, "inbox_id");
    all.mistyped(t, "agent_id").id(t, "agent_id").path(t, "agent_id");
    all.required(t, "used_at").time(t, "used_at");
    all.mistyped(t, "suggestion").mistyped(t, "sent").mistyped(t, "translated");
    all.add(t, "translated text", &[("translated", text("true"))]);
    all.0
}

/// Keys that no record may have, though the tables take them.
pub fn bad_keys(account: &str, session: &str) -> Vec<Key> {
    let long = "k".repeat(129);
    let mut keys = Vec::new();
    for table in Table::ALL {
        let owner = if table == Table::Messages { session } else { account };
        for range in ["a#b", "tab\there", "nul\u{0}", "\u{85}", long.as_str()] {
            keys.push((table, owner.to_owned(), range.to_owned()));
        }
        for hash in [format!("{owner}#1"), format!("{owner}\n"), long.clone()] {
            keys.push((table, hash, "good".to_owned()));
        }
    }
    keys.into_iter().map(|(table, hash, range)| Key { table, hash, range }).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "an attribute to set, beside attributes to remove")]
fn text(text: &str) -> Option<Attr> {
    Some(Attr::text(text))
}

struct Flaws(Vec<Flaw>);

impl Flaws {
    fn add(
        &mut self,
        table: Table,
        name: &str,
        changes: &[(&'static str, Option<Attr>)],
    ) -> &mut Self {
        let name = format!("{}: {name}", table.name());
        let changes = changes.to_vec();
        self.0.push(Flaw { name, table, changes });
        self
    }

    fn required(&mut self, table: Table, name: &'static str) -> &mut Self {
        self.add(table, &format!("{name} missing"), &[(name, None)]);
        self.mistyped(table, name)
    }

    fn mistyped(&mut self, table: Table, name: &'static str) -> &mut Self {
        self.add(table, &format!("{name} NULL"), &[(name, Some(Attr::Null))]);
        let number = Some(Attr::number("1767225600"));
        self.add(table, &format!("{name} a number"), &[(name, number)]);
        let set = Some(Attr::Ss(vec!["agent".to_owned()]));
        self.add(table, &format!("{name} a set"), &[(name, set)])
    }

    fn texts(&mut self, table: Table, name: &'static str, bad: &[&str]) -> &mut Self {
        for value in bad {
            let shown: String = value.chars().take(30).collect();
            self.add(table, &format!("{name} {shown:?}"), &[(name, text(value))]);
        }
        self
    }

    fn word(&mut self, table: Table, name: &'static str) -> &mut Self {
        self.texts(table, name, &["", "unknown", "Usage", "AGENT", "bot ", "ai-writer"])
    }

    fn id(&mut self, table: Table, name: &'static str) -> &mut Self {
        let long = ["x".repeat(129), "茶".repeat(43)];
        let bad = ["", "a#b", "line\nbreak", "\u{7f}", "\u{9f}", &long[0], &long[1]];
        self.texts(table, name, &bad)
    }

    fn path(&mut self, table: Table, name: &'static str) -> &mut Self {
        self.texts(table, name, &["a/b", "a?b", "a%20b"])
    }

    fn time(&mut self, table: Table, name: &'static str) -> &mut Self {
        let bad = [
            "",
            "yesterday",
            "2026-02-30T10:00:00Z",
            "2026-13-01T10:00:00Z",
            "2026-11-22T24:00:01Z",
            "2026-11-22T10:60:00Z",
            "2026-11-22T10:15:30",
            "2026-11-22",
            "2026-11-22T10:15Z",
            "1767225600",
            "Sun, 22 Nov 2026 10:15:30 GMT",
            " 2026-11-22T10:15:30Z",
            "1999-12-31T23:59:59.999Z",
            "2100-01-01T00:00:00Z",
            // The year is that of the instant, whatever the offset makes of it.
            "2000-01-01T00:30:00+01:00",
            "2099-12-31T23:30:00-01:00",
        ];
        self.texts(table, name, &bad)
    }

    fn amount(&mut self) {
        let t = Table::Billing;
        let odd = [None, Some(Attr::Null), text("1.5"), Some(Attr::L(vec![Attr::number("1")]))];
        for odd in odd {
            self.add(t, &format!("amount_usd {odd:?}"), &[("amount_usd", odd)]);
        }
        for kind in ["usage", "top_up", "adjustment"] {
            let wide = ["1000000000000", "0.1234567890123", "1E-13", "1E12", "123456789012345678"];
            let negative = if kind == "adjustment" { "-1000000000000" } else { "-0.000000000001" };
            for amount in wide.into_iter().chain([negative]) {
                let amount_usd = ("amount_usd", Some(Attr::number(amount)));
                let changes = [("kind", text(kind)), ("category", text("other")), amount_usd];
                self.add(t, &format!("{kind} of {amount}"), &changes);
            }
        }
    }
}
