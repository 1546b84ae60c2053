//! Everything that happens in a stand-in Chatwoot, told by its webhooks and its API, against what it
//! holds: worked out a second time, from the rules of `docs/connecting.md` alone.

mod recount;
mod tables;

use connectors::Event;
use fastrand::Rng;
use serde_json::{Value, json};
use stand_in_chatwoot::conversation::{Author, Conversation};
use stand_in_chatwoot::life::World;
use stand_in_chatwoot::webhook::{Queue, Way, body};

use recount::sessions;
use tables::Tables;

const START: i64 = 1_795_305_600_000;

/// A Chatwoot that lives for some weeks while its webhooks come on such a way.
fn live(seed: u64, way: Way, tables: &mut Tables) -> World {
    let mut world = World::new(seed, 0, 1, START);
    // Without a past there is nobody yet.
    world.account = stand_in_chatwoot::account::Account::new(40);
    let mut queue = Queue::new(way, seed);
    let mut rng = Rng::with_seed(seed);
    let mut now = START;
    for _ in 0..1500 {
        now += if rng.u8(0..4) == 0 { rng.i64(0..1500) } else { rng.i64(0..2 * 3_600_000) };
        for happened in world.step(now) {
            queue.push(happened);
            while let Some(due) = queue.pop() {
                take(tables, &body(&world, due));
            }
        }
    }
    for happened in queue.rest() {
        take(tables, &body(&world, happened));
    }
    world
}

fn take(tables: &mut Tables, body: &Value) {
    match connectors::chatwoot::read(body.to_string().as_bytes(), tables.connector()) {
        Ok(Event::Taken(taken)) => tables.take(taken),
        Ok(Event::Ignored(_)) => {}
        Err(error) => panic!("{error}: {body}"),
    }
}

/// Asks the API for every conversation with all of its messages.
fn sweep(world: &World, tables: &mut Tables) {
    let account = &world.account;
    let agents: Value = account.agents.iter().map(stand_in_chatwoot::json::agent).collect();
    let teams = account.teams.iter().map(|team| json!({"id": team.id, "name": team.name}));
    let names = connectors::chatwoot::Names::of(&agents, &teams.collect());
    for it in &world.conversations {
        let conversation = stand_in_chatwoot::json::answered(account, it);
        let messages: Vec<_> = it
            .messages
            .iter()
            .map(|message| stand_in_chatwoot::json::api_message(account, it, message))
            .collect();
        let connector = tables.connector();
        let taken = connectors::chatwoot::from_api(&conversation, &messages, &names, connector);
        let taken = taken.unwrap();
        assert_eq!(taken.marks, connectors::event::Marks::default());
        tables.take(taken);
    }
}

/// Messages as they must stand in the table, but for teams: `number.id author second`.
fn messages(it: &Conversation, is_campaign_known: bool) -> Vec<String> {
    let lines = it.messages.iter().filter_map(|message| {
        let author = match message.author {
            Author::Contact => "customer".to_owned(),
            Author::Campaign(_) if is_campaign_known => "broadcast".to_owned(),
            Author::Agent(id) | Author::Campaign(id) => format!("agent shop.{id}"),
            Author::Bot | Author::Automation(_) | Author::Template => "bot".to_owned(),
            Author::Phone => "agent shop.phone".to_owned(),
            Author::Note(_) | Author::Activity => return None,
        };
        Some(format!("{}.{} {author} {}", it.number, message.id, message.at / 1000))
    });
    lines.collect()
}

#[test]
fn webhooks_that_come_in_order_and_twice_lead_to_what_chatwoot_holds() {
    for seed in 0..3 {
        let mut tables = Tables::default();
        let world = live(seed, Way { twice: 20, ..Way::default() }, &mut tables);
        let (mut all_messages, mut all_sessions) = (Vec::new(), Vec::new());
        for it in &world.conversations {
            all_messages.extend(messages(it, true));
            all_sessions.extend(sessions(it));
        }
        let numbers = all_sessions.iter().filter(|it| !it.contains(".1 ")).count();
        assert!(all_messages.len() > 300 && numbers > 10, "{} {numbers}", all_messages.len());
        all_messages.sort();
        all_sessions.sort();
        assert_eq!(tables.messages(), all_messages);
        assert_eq!(tables.sessions(), all_sessions);
        // The API then tells nothing new: what is approximate in it gives way to webhooks.
        let written = tables.written();
        sweep(&world, &mut tables);
        assert_eq!(tables.written(), written);
    }
}

#[test]
fn a_sweep_mends_messages_and_the_last_state_whatever_was_lost_or_late() {
    for seed in 0..3 {
        let mut tables = Tables::default();
        let way = Way { lost: 30, twice: 10, late: 20 };
        let world = live(seed, way, &mut tables);
        sweep(&world, &mut tables);
        let found = tables.messages();
        let known = world.conversations.iter().flat_map(|it| messages(it, true));
        let unknown = world.conversations.iter().flat_map(|it| messages(it, false));
        let mut pairs: Vec<_> = known.zip(unknown).collect();
        pairs.sort();
        assert_eq!(found.len(), pairs.len());
        for (known, unknown) in pairs {
            // Of a campaign whose webhook was lost only the last message of a conversation tells.
            assert!(found.contains(&known) || found.contains(&unknown), "{known}");
        }
        for it in &world.conversations {
            let last = sessions(it).pop().unwrap_or_default();
            let is_resolved = last.contains("resolved");
            let told = tables.last_session(it.number);
            assert_eq!(told.contains("resolved"), is_resolved, "{told}\n{last}");
        }
    }
}

#[test]
fn an_import_alone_and_webhooks_first_come_to_the_same_messages() {
    let world = World::new(3, 150, 60, START);
    let mut imported = Tables::default();
    sweep(&world, &mut imported);
    let expected = world.conversations.iter().flat_map(|it| messages(it, false));
    let mut expected: Vec<_> = expected.collect();
    expected.sort();
    let differing = imported.messages().iter().filter(|it| !expected.contains(it)).count();
    let last_ones = world.conversations.len();
    assert_eq!(imported.messages().len(), expected.len());
    assert!(differing < last_ones, "{differing}");
    // Twice is once.
    let written = imported.written();
    sweep(&world, &mut imported);
    assert_eq!(imported.written(), written);
    // Notes are in English here and names are unique, so the past is as exact as their seconds.
    for it in &world.conversations {
        let told = imported.session_count(it.number);
        assert!(told.abs_diff(sessions(it).len()) <= 1, "{}", it.number);
    }
}
