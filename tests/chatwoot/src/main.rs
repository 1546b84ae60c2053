//! The stand-in Chatwoot as a program: `cargo run -p stand-in-chatwoot -- --help`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::Parser;
use stand_in_chatwoot::api::Server;
use stand_in_chatwoot::life::World;
use stand_in_chatwoot::webhook::{Queue, Sender, Way, body, signed};

/// A stand-in Chatwoot with a past, and if it is told where to, with webhooks of what happens now.
#[derive(Parser)]
struct Options {
    /// Where its API listens.
    #[arg(long, default_value = "127.0.0.1:3100")]
    listen: std::net::SocketAddr,
    /// The access token of its API (`api_access_token`).
    #[arg(long, default_value = "local-token")]
    token: String,
    /// How many conversations it has had.
    #[arg(long, default_value_t = 300)]
    conversations: usize,
    /// In how many days.
    #[arg(long, default_value_t = 90)]
    days: i64,
    /// What its past comes from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many requests in a second it answers.
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// Where it sends its webhooks.
    #[arg(long)]
    webhook: Option<String>,
    /// What it signs them with.
    #[arg(long, default_value = "4f1b0c6a9d2e8735a0b1c2d3e4f56789")]
    secret: String,
    /// How many events happen in a second.
    #[arg(long, default_value_t = 2)]
    events: u32,
    /// How many webhooks of a hundred are lost.
    #[arg(long, default_value_t = 0)]
    lost: u8,
    /// How many of a hundred come twice.
    #[arg(long, default_value_t = 0)]
    twice: u8,
    /// How many of a hundred come late.
    #[arg(long, default_value_t = 0)]
    late: u8,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let now = now();
    let world = World::new(options.seed, options.conversations, options.days.max(1), now);
    let world = Arc::new(Mutex::new(world));
    if let Some(url) = &options.webhook {
        tokio::spawn(live(world.clone(), Sender::new(url), options.secret.clone(), &options));
    }
    let server = Server::new(world, &options.token, options.limit);
    let listener = tokio::net::TcpListener::bind(options.listen).await?;
    println!("ready http://{}", listener.local_addr()?);
    axum::serve(listener, server.router()).await
}

/// Lets things happen, and tells them.
fn live(
    world: Arc<Mutex<World>>,
    sender: Sender,
    secret: String,
    options: &Options,
) -> impl Future<Output = ()> + use<> {
    let way = Way { lost: options.lost, twice: options.twice, late: options.late };
    let mut queue = Queue::new(way, options.seed);
    let pause = Duration::from_secs(1) / options.events.max(1);
    async move {
        loop {
            tokio::time::sleep(pause).await;
            let webhooks: Vec<_> = {
                let mut world = world.lock().expect("no panic");
                for happened in world.step(now()) {
                    queue.push(happened);
                }
                let due = std::iter::from_fn(|| queue.pop());
                due.map(|happened| body(&world, happened)).collect()
            };
            for body in webhooks {
                sender.send(signed(&body, &secret, now() / 1000)).await;
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "it lives in the real time")]
fn now() -> i64 {
    chrono::Utc::now().timestamp_millis()
}
