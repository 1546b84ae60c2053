//! What the platform writes in these tests.

use domain::record::Source;

use crate::source::{Image, SourceShard, image, with_maps};

/// A session of this id, inbox and customer, assigned to so many agents and teams in turn.
pub(crate) fn session(id: &str, inbox: &str, customer: &str, assignments: usize) -> Image {
    let session = image([
        ("account_id", "acme"),
        ("session_id", id),
        ("inbox_id", inbox),
        ("customer_id", customer),
        ("opened_at", "2026-11-20T09:00:00Z"),
    ]);
    let assignment = |n: usize| {
        let (agent, team) = (format!("agent{n}"), format!("team{n}"));
        let at = format!("2026-11-20T{:02}:{:02}:00Z", 10 + n / 60, n % 60);
        image([("agent_id", &*agent), ("team_id", &*team), ("assigned_at", &*at)])
    };
    with_maps(session, "assignments", (0..assignments).map(assignment).collect())
}

/// The item with an attribute more, or another value of it.
pub(crate) fn with(mut item: Image, name: &str, text: &str) -> Image {
    item.extend(image([(name, text)]));
    item
}

/// A few sessions of a few customers, with all that can happen to them: some six transactions.
pub(crate) fn busy_day(shard: &str) -> SourceShard {
    let id = |n: u8| format!("{shard}-s{n}");
    let mut shard = SourceShard::new(Source::Sessions, shard);
    shard.put(session(&id(1), "wa", "dan", 2));
    shard.put(session(&id(2), "web", "cleo", 10)); // larger than a transaction
    shard.put(with(session(&id(1), "wa", "dan", 2), "opened_at", "yesterday")); // bad
    shard.put(with(session(&id(3), "wa", "cleo", 0), "account_id", "bolt")); // no zone
    shard.put(with(session(&id(1), "wa", "dan", 2), "resolved_at", "2026-11-22T09:59:59.9Z"));
    shard.put(session(&id(2), "ig", "dan", 10)); // moved, with all its assignments
    shard.put_again(&session(&id(2), "ig", "dan", 10));
    shard.remove(&session(&id(1), "wa", "dan", 0), 1_795_300_000);
    shard.put(session(&id(1), "wa", "eve", 1)); // inserted again
    shard.put(session(&id(2), "ig", "dan", 6));
    shard
}

/// So many sessions of two customers, some of them changed.
pub(crate) fn same_customers(shard: &str, sessions: usize) -> SourceShard {
    let inboxes = ["web", "wa", "ig"];
    let of = |n: usize| (format!("{shard}-s{n}"), ["cleo", "dan"][n % 2]);
    let mut source = SourceShard::new(Source::Sessions, shard);
    for n in 0..sessions {
        let (id, customer) = of(n);
        source.put(session(&id, inboxes[n % 3], customer, n % 2));
        if n % 3 == 2 {
            let (id, customer) = of(n - 1);
            let at = format!("2026-11-21T{:02}:00:00Z", n % 24);
            source.put(with(session(&id, inboxes[n % 3], customer, 0), "resolved_at", &at));
        }
    }
    source
}

/// So many messages of one account, day and inbox, by ten agents for three teams.
pub(crate) fn messages(shard: &str, first: usize, messages: usize) -> SourceShard {
    let mut source = SourceShard::new(Source::Messages, shard);
    for n in first..first + messages {
        source.put(message(n));
    }
    source
}

/// One of them.
pub(crate) fn message(n: usize) -> Image {
    let (id, agent, team) = (format!("m{n}"), format!("agent{}", n % 10), format!("team{}", n % 3));
    let at = format!("2026-11-20T{:02}:{:02}:{:02}Z", 12 + n / 3600, n / 60 % 60, n % 60);
    image([
        ("session_id", "s1"),
        ("message_id", &*id),
        ("account_id", "acme"),
        ("inbox_id", "web"),
        ("customer_id", "cleo"),
        ("sender", "agent"),
        ("agent_id", &*agent),
        ("team_id", &*team),
        ("sent_at", &*at),
    ])
}
