//! How fast webhooks are answered, and how fast a Chatwoot's past is imported, with what memory.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use config::Clock;
use serde_json::Value;
use stand_in_chatwoot::api::Server;
use stand_in_chatwoot::life::World;
use stand_in_chatwoot::webhook::{body, signed};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::http::Http;
use crate::operator::{Run, compare_memory, start, watch};
use crate::report::{Report, heading, median, note};
use crate::system::System;

const SECRET: &str = "4f1b0c6a9d2e8735a0b1c2d3e4f56789";
const TOKEN: &str = "an-access-token";

/// Webhooks of one client, one after another.
const ONE_BY_ONE: usize = 500;
/// Clients side by side, and what they send together.
const CLIENTS: usize = 20;
const A_SECOND: u32 = 200;
const SECONDS: u32 = 10;

/// Conversations of the two pasts that are imported: about 10,000 and 100,000 messages.
const FEW: usize = 400;
const MANY: usize = 4_000;
/// In so many days.
const DAYS: i64 = 300;

pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    heading("Events of another platform");
    let folder = tempfile::tempdir()?;
    let file = connector(folder.path())?;
    webhooks(report, &file).await?;
    heading("The past of another platform");
    import(report).await
}

fn connector(folder: &Path) -> anyhow::Result<PathBuf> {
    let file = folder.join("connectors.toml");
    let text = format!(
        "[[connectors]]\nname = \"shop\"\naccount_id = \"acme\"\n[connectors.chatwoot]\naccount = 1\n\
         webhook_secret = \"{SECRET}\"\n"
    );
    std::fs::write(&file, text)?;
    Ok(file)
}

async fn webhooks(report: &mut Report, file: &Path) -> anyhow::Result<()> {
    let file = file.to_str().context("the folder's name is text")?;
    let system = System::start(&["--no-demo", "--connectors", file]).await?;
    let bodies = bodies(ONE_BY_ONE + usize::try_from(A_SECOND * SECONDS)?);
    let (first, rest) = bodies.split_at(ONE_BY_ONE);
    let client = Http::new(&system.http);
    let (mut took, mut failed) = (Vec::new(), 0);
    for body in first {
        let (answered, is_taken) = send(&client, body).await;
        took.push(answered);
        failed += usize::from(!is_taken);
    }
    report.time("a webhook, one client, median", median(took.clone()), Duration::from_millis(20));
    note("a webhook, one client, p99", milliseconds(p99(took)));

    let began = Instant::now();
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let mine: Vec<Value> = rest.iter().skip(number).step_by(CLIENTS).cloned().collect();
        let client = Http::new(&system.http);
        clients.spawn(async move {
            let mut answers = Vec::new();
            for (turn, body) in mine.iter().enumerate() {
                let due = turn * CLIENTS + number;
                let due =
                    Duration::from_secs(1) * u32::try_from(due).unwrap_or(u32::MAX) / A_SECOND;
                tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
                answers.push(send(&client, body).await);
            }
            answers
        });
    }
    let answers: Vec<_> = clients.join_all().await.into_iter().flatten().collect();
    let elapsed = began.elapsed();
    failed += answers.iter().filter(|(_, is_taken)| !is_taken).count();
    let took: Vec<_> = answers.iter().map(|(took, _)| *took).collect();
    let rate = per_second(answers.len(), elapsed);
    let what = format!("webhooks a second from {CLIENTS} clients");
    let goal = format!("{A_SECOND}");
    report.figure(&what, format!("{rate:.0}"), goal, rate * 1.05 >= f64::from(A_SECOND));
    note("their median", milliseconds(median(took.clone())));
    note("their p99", milliseconds(p99(took)));
    report.figure("webhooks that were not taken", failed.to_string(), "0".into(), failed == 0);
    system.end().await
}

/// Bodies of webhooks, as they come while an account lives.
fn bodies(count: usize) -> Vec<Value> {
    let mut now = Clock::System.now().timestamp_millis();
    let mut world = World::new(1, 200, 30, now);
    let mut bodies = Vec::new();
    while bodies.len() < count {
        now += 3_000;
        for happened in world.step(now) {
            bodies.push(body(&world, happened));
        }
    }
    bodies.truncate(count);
    bodies
}

/// How long the answer took, and whether the webhook is written or of no interest.
async fn send(client: &Http, body: &Value) -> (Duration, bool) {
    let webhook = signed(body, SECRET, Clock::System.now().timestamp());
    let began = Instant::now();
    let headers = [
        ("x-chatwoot-timestamp", webhook.timestamp.as_str()),
        ("x-chatwoot-signature", webhook.signature.as_str()),
    ];
    let answer = client.post_text("/ingest/chatwoot/shop", &headers, webhook.body.clone()).await;
    (began.elapsed(), answer.is_ok_and(|status| status.is_success()))
}

async fn import(report: &mut Report) -> anyhow::Result<()> {
    let (_, small) = import_of(FEW).await?;
    let (messages, large) = import_of(MANY).await?;
    note("messages and notes of the past", messages.to_string());
    note("imported in", format!("{:.1} s", large.took.as_secs_f64()));
    note("messages and notes a second", format!("{:.0}", per_second(messages, large.took)));
    note("memory of the program, a tenth of them", format!("{} KiB", small.peak));
    note("memory of the program, all of them", format!("{} KiB", large.peak));
    compare_memory(report, "its memory for ten times the messages", &small, &large);
    Ok(())
}

/// Imports so many conversations: how many messages they have, and how the program ran.
async fn import_of(conversations: usize) -> anyhow::Result<(usize, Run)> {
    let now = Clock::System.now().timestamp_millis();
    let world = Arc::new(Mutex::new(World::new(1, conversations, DAYS, now)));
    let messages = {
        let world = world.lock().unwrap_or_else(PoisonError::into_inner);
        world.conversations.iter().map(|it| it.messages.len()).sum()
    };
    let server = Server::new(world, TOKEN, u32::MAX);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let server = tokio::spawn(axum::serve(listener, server.router()).into_future());
    let system = System::start(&["--no-demo"]).await?;
    let import = start(
        &system,
        &[
            "import",
            "chatwoot",
            "--url",
            &url,
            "--token",
            TOKEN,
            "--chatwoot-account",
            "1",
            "--account",
            "acme",
            "--requests-per-minute",
            "60000",
        ],
    )?;
    let run = watch(import).await?;
    server.abort();
    system.end().await?;
    Ok((messages, run))
}

fn p99(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all.get(all.len() * 99 / 100).copied().unwrap_or_default()
}

fn milliseconds(it: Duration) -> String {
    format!("{:.1} ms", it.as_secs_f64() * 1e3)
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
