//! A Chatwoot with months of conversations is imported while it lives on: its webhooks come, some of them
//! twice, some late, some never, and the import is killed ten times. Then every figure equals what the
//! Chatwoot holds; and once more, when a sweep has mended what was lost since.
//!
//! Some things Chatwoot's API does not tell afterwards. So that the figures have to be exact, nothing of
//! these happens (`Kinds::Certain`):
//!
//! - Campaigns, which the API does not tell from other messages of an agent.
//! - A bot that takes a conversation over: that leaves no note.
//! - Agents who write without being assigned: without a webhook they are guessed to be.
//! - Several things in one second: notes and messages have no fractions of seconds.
//!
//! And only webhooks of messages are lost or late. How a conversation stood is told at once, as Chatwoot
//! mostly does: of a state that no webhook told and that has passed there are only notes, which are not
//! believed for times since the first webhook.

mod records;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use e2e::operator::{operator, start_operator};
use e2e::source::put_directory;
use e2e::survey::Survey;
use e2e::system::{Scratch, Setup, System, free_port};
use fastrand::Rng;
use stand_in_chatwoot::api::Server;
use stand_in_chatwoot::life::{Kinds, World};
use stand_in_chatwoot::webhook::{Queue, Sender, Way, body, signed};
use tokio::net::TcpListener;

use crate::harness::held_clock;
use records::{ACCOUNT, CONNECTOR, account, own_entity, state};

const TOKEN: &str = "a-token-of-an-administrator";
const SECRET: &str = "4f1b0c6a9d2e8735a0b1c2d3e4f56789";

/// How many conversations there were, in how many days.
const PAST: (usize, i64) = (300, 120);
/// How much happens besides in one of them.
const LONG: i64 = 1_500;
/// How much happens during the import, and after it.
const STEPS: (i64, i64) = (500, 150);
/// How often the import is killed.
const KILLS: usize = 10;
/// Of webhooks of messages. Some of a hundred.
const WAY: Way = Way { lost: 30, twice: 15, late: 15 };
/// Requests in a second that the Chatwoot answers: more come now and then, and are refused.
const LIMIT: u32 = 90;
/// How long a sweep may take.
const SWEPT: Duration = Duration::from_secs(40);

/// A Chatwoot, and what happens in it.
struct Chatwoot {
    world: Arc<Mutex<World>>,
    server: Server,
    url: String,
    rng: Rng,
}

impl Chatwoot {
    /// One whose past ends at this time.
    async fn start(seed: u64, end: DateTime<Utc>) -> Self {
        let (conversations, days) = PAST;
        let end = end.timestamp_millis();
        let mut world = World::of(Kinds::Certain, seed, conversations, days, end);
        lengthen(&mut world);
        let world = Arc::new(Mutex::new(world));
        let server = Server::new(Arc::clone(&world), TOKEN, LIMIT);
        let port = free_port();
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
        tokio::spawn(axum::serve(listener, server.clone().router()).into_future());
        let rng = Rng::with_seed(seed);
        Self { world, server, url: format!("http://127.0.0.1:{port}"), rng }
    }

    /// So many things happen evenly between two times, and are told by webhooks.
    async fn live(
        &mut self,
        steps: i64,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        webhooks: &Sender,
    ) {
        let mut queue = Queue::new(WAY, self.rng.u64(..));
        let pause = (to - from).num_milliseconds() / steps;
        for step in 0..steps {
            let now = from.timestamp_millis() + step * pause + self.rng.i64(0..pause / 2);
            let bodies: Vec<_> = {
                let mut world = self.world.lock().expect("no panic");
                let mut bodies = Vec::new();
                for happened in world.step(now) {
                    if happened.message.is_some() {
                        queue.push(happened);
                    } else {
                        bodies.push(body(&world, happened));
                    }
                }
                let due = std::iter::from_fn(|| queue.pop());
                bodies.extend(due.map(|happened| body(&world, happened)));
                bodies
            };
            for body in bodies {
                self.send(webhooks, &body).await;
            }
            tokio::time::sleep(Duration::from_millis(self.rng.u64(0..12))).await;
        }
        for happened in queue.rest() {
            let body = body(&self.world.lock().expect("no panic"), happened);
            self.send(webhooks, &body).await;
        }
    }

    /// Sends a webhook, signed now by the real clock.
    async fn send(&self, webhooks: &Sender, body: &serde_json::Value) {
        webhooks.send(signed(body, SECRET, e2e::clock::now().timestamp())).await;
    }

    /// Every difference between the figures and what it holds.
    async fn differences(&self, system: &System, now: DateTime<Utc>) -> (usize, Vec<String>) {
        let (state, accounts) = {
            let world = self.world.lock().expect("no panic");
            (state(&world), [account(&world.account)])
        };
        let survey = Survey { state: &state, accounts: &accounts, now, share: 30, seed: 7 };
        survey.differences(system).await
    }
}

/// Makes an old conversation a very long one: more is known of it than is kept of a conversation.
fn lengthen(world: &mut World) {
    let old = world.conversations[..PAST.0 / 2].iter().enumerate();
    let (place, it) = old.min_by_key(|(_, it)| it.last_activity_at()).expect("conversations");
    let mut at = it.last_activity_at() * 1000;
    for number in 1..=LONG {
        at += if number % 150 == 0 { 30 * 3_600_000 } else { 90_000 };
        world.act(place, at);
    }
}

/// The file of the connector; with a Chatwoot's address it is swept, too.
fn connector(folder: &Path, sweeps: Option<&str>) -> PathBuf {
    let api =
        sweeps.map_or_else(String::new, |url| format!("url = {url:?}\napi_token = {TOKEN:?}\n"));
    let text = format!(
        "[[connectors]]\nname = {CONNECTOR:?}\naccount_id = {ACCOUNT:?}\n[connectors.chatwoot]\n\
         account = 1\nwebhook_secret = {SECRET:?}\n{api}"
    );
    let file = folder.join(if sweeps.is_some() { "sweeps.toml" } else { "takes.toml" });
    std::fs::write(&file, text).expect("a file");
    file
}

/// Calls the program again and again and kills it at random moments, while something happens.
async fn kill_while(live: impl Future<Output = ()>, setup: &Setup, arguments: &[&str]) {
    let killing = async {
        let mut rng = Rng::with_seed(141);
        for _ in 0..KILLS {
            let mut import = start_operator(setup, arguments);
            // Altogether shorter than the whole import takes at this pace: it comes to no end, and so
            // begins anew only where it must not.
            let until = tokio::time::sleep(Duration::from_millis(rng.u64(300..1500)));
            tokio::select! {
                () = until => import.kill().await.expect("a running process can be killed"),
                ended = import.wait() => panic!("it was not killed: {ended:?}"),
            }
        }
    };
    tokio::join!(live, killing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn an_import_that_is_killed_while_webhooks_come_and_a_sweep_lead_to_what_chatwoot_holds() {
    let now = held_clock(140);
    let [began, imported, end] = [26, 2, 0].map(|hours| now - TimeDelta::hours(hours));
    let mut chatwoot = Chatwoot::start(140, began).await;
    let scratch = Scratch::new();
    let setup = Setup::new().at(now).with_connectors(&connector(scratch.path(), None));
    let system = System::start(&setup).await;
    put_directory(&system.dynamodb(), "", &[own_entity()]).await;
    let url = format!("http://127.0.0.1:{}/ingest/chatwoot/{CONNECTOR}", setup.ports.http);
    let webhooks = Sender::new(&url);
    let address = chatwoot.url.clone();
    #[rustfmt::skip]
    let mut arguments = [
        "import", "chatwoot", "--url", &address, "--token", TOKEN, "--chatwoot-account", "1",
        "--account", ACCOUNT, "--connector", CONNECTOR, "--json", "--requests-per-minute", "2100",
    ];

    let live = chatwoot.live(STEPS.0, (began, imported), &webhooks);
    kill_while(live, &setup, &arguments).await;
    arguments[arguments.len() - 1] = "6000";
    let counted = operator(&setup, &arguments).await.done().json();
    assert_eq!(counted["not_understood"], 0, "{counted}");
    system.settle().await;
    let (answers, found) = chatwoot.differences(&system, now).await;
    println!("imported: {counted}");
    println!("{} requests were too many", chatwoot.server.refused());
    assert_eq!(found, Vec::<String>::new(), "in {answers} answers");

    // Lost from now on: only a sweep can mend that.
    chatwoot.live(STEPS.1, (imported, end - TimeDelta::minutes(2)), &webhooks).await;
    system.settle().await;
    let (_, lost) = chatwoot.differences(&system, now).await;
    assert!(lost.len() > 10, "nothing was lost");
    let file = connector(scratch.path(), Some(&chatwoot.url));
    let sweeps = Setup::new().at(now).beside(&system).with_connectors(&file);
    let sweeping = System::start(&sweeps).await;
    let began = Instant::now();
    loop {
        system.settle().await;
        let (_, found) = chatwoot.differences(&system, now).await;
        if found.is_empty() {
            break;
        }
        let is_late = began.elapsed() > SWEPT;
        assert!(!is_late, "after a sweep {} differences: {found:#?}", found.len());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let told = webhooks.answers();
    let well = told.iter().filter(|status| [200, 204].contains(*status)).count();
    assert_eq!(well, told.len(), "of all webhooks");
    println!("{answers} answers without a difference, {} webhooks", told.len());
    drop(sweeping);
}
