//! Starts everything, and stops it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use aggregator::Aggregator;
use anyhow::Context;
use api::App;
use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use domain::history::History;
use export::Bucket;
use futures::future::try_join_all;
use ingest::Ingest;
use store::{Reader, Tables, Writer};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::{info, warn};

use crate::data_folder::DataFolder;
use crate::demo_account::DemoAccount;
use crate::dynamodb::{self, Clients};
use crate::event_source::{Feed, Progress};
use crate::gateway::{self, Secret};
use crate::operator::{self, Operator};
use crate::options::{Options, StreamsFrom};
use crate::{connectors, logs, page, s3};

/// How long running requests may take to finish after the signal to stop.
const TIME_TO_STOP: Duration = Duration::from_secs(5);

/// Runs the local system until SIGINT or SIGTERM.
///
/// # Errors
///
/// If it cannot start: an address is in use, options are unsafe, a server cannot be reached.
pub fn run(options: Options) -> anyhow::Result<()> {
    options.check()?;
    logs::start()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(options))
}

async fn serve(options: Options) -> anyhow::Result<()> {
    let stop = stopping()?;
    let http = listen(options.http, "--http").await?;
    let folder = match &options.data {
        Some(path) => DataFolder::kept(path)?,
        None => DataFolder::temporary()?,
    };
    let (endpoint, database) = if let Some(url) = &options.dynamodb_endpoint {
        (url.clone(), None)
    } else {
        let listener = listen(options.dynamodb, "--dynamodb").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stopped, until) = watch::channel(false);
        let server = dynamodb::serve(&folder, listener, stopped_by(until))?;
        (url, Some((stopped, server)))
    };
    let listener = listen(options.s3, "--s3").await?;
    let (files_stopped, until) = watch::channel(false);
    let files = folder.join("s3");
    let (bucket, file_server) =
        s3::serve(&files, listener, config::export_url_works()?, stopped_by(until))?;
    let clients = Clients::of(&endpoint);
    let names = Tables::prefixed(&options.table_prefix);
    let schemas = names.schemas();
    let created = dynamodb::create_tables(&clients.tables, &schemas).await;
    let created = created.with_context(|| format!("cannot use the DynamoDB at {endpoint}"))?;
    let sources =
        names.sources.iter().map(|(_, table)| dynamodb::stream_of(&clients.tables, table));
    let feeds = try_join_all(sources).await?;

    let mut tasks = JoinSet::new();
    tasks.spawn(s3::expire(files));
    let progress = Arc::new(Progress::of_streams(feeds.len()));
    let unknown = History::SinceConnection;
    let writer = Writer::new(clients.tables.clone(), names.clone(), None, unknown);
    if schemas.iter().zip(created).all(|(schema, created)| created || !schema.streamed) {
        writer.note_history(History::Complete).await?;
    }
    let aggregator = Arc::new(Aggregator::new(writer.clone(), options.clock()));
    let mut to_read = Vec::new();
    for (number, stream) in feeds.iter().enumerate() {
        to_read.push(Feed {
            client: clients.streams.clone(),
            writer: writer.clone(),
            aggregator: Arc::clone(&aggregator),
            progress: Arc::clone(&progress),
            number,
            stream: stream.clone(),
        });
    }
    if options.streams_from == StreamsFrom::Now {
        // Before it says that it is ready: what is written after that is counted.
        try_join_all(to_read.iter().map(Feed::start_from_now)).await?;
    }
    for feed in to_read {
        tasks.spawn(feed.run());
    }
    if options.with_demo() {
        let demo = DemoAccount {
            client: clients.tables.clone(),
            prefix: options.table_prefix.clone(),
            clock: options.clock(),
        };
        tasks.spawn(demo.run());
    }

    let ingest = connectors::ingest(options.connectors.as_deref(), &clients.tables, &names)?;
    tasks.spawn(connectors::sweep(ingest.clone()));

    let operator = Operator {
        progress,
        client: clients.tables.clone(),
        streams: clients.streams.clone(),
        rejected_table: names.rejected.clone(),
        feeds,
    };
    // Names are read afresh for each request, so that a change of the directory shows at once.
    let reader = Reader::new(clients.tables, names, Duration::ZERO, unknown);
    let app = App::new(reader, options.clock(), config::Claims::default());
    let page = page::routes(&options.page.unwrap_or_else(page::built))?;
    let router =
        router(app, bucket, operator, ingest, Secret::new(&options.jwt_secret)).merge(page);

    let address = http.local_addr()?;
    let server = axum::serve(http, router).with_graceful_shutdown(stopped_by(stop.clone()));
    let server = tokio::spawn(server.into_future());
    println!("ready http://{address}");
    info!(dynamodb = endpoint, "ready");
    stopped_by(stop).await;

    tasks.shutdown().await;
    let finish = async {
        let _ = server.await;
        files_stopped.send_replace(true);
        let _ = file_server.await;
        if let Some((stopped, server)) = database {
            stopped.send_replace(true);
            let _ = server.await;
        }
    };
    if tokio::time::timeout(TIME_TO_STOP, finish).await.is_err() {
        warn!("stopped before all requests were finished");
    }
    Ok(())
}

fn router(app: App, bucket: Bucket, operator: Operator, ingest: Ingest, secret: Secret) -> Router {
    let functions = api::router(http_api::routes(bucket), app);
    let api = gateway::authorized(functions, secret.clone());
    let local = Router::new()
        .route("/local/settled", get(operator::settled))
        .route("/local/rejected", get(operator::rejected))
        .with_state(operator)
        .route("/local/sign-in", post(gateway::sign_in).with_state(secret))
        .layer(from_fn(gateway::loopback_only));
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .merge(local)
        .merge(ingest::routes(ingest))
        .method_not_allowed_fallback(gateway::not_found)
        .fallback_service(api)
}

async fn listen(address: SocketAddr, option: &str) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener
        .with_context(|| format!("cannot listen on {address}: is it in use? Give another {option}"))
}

/// Becomes true on SIGINT or SIGTERM.
fn stopping() -> anyhow::Result<watch::Receiver<bool>> {
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stop.send_replace(true);
    });
    Ok(stopped)
}

async fn stopped_by(mut stop: watch::Receiver<bool>) {
    // If the sender is gone, this stops too.
    let _ = stop.wait_for(|stopped| *stopped).await;
}
