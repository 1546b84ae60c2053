//! The functions' binaries: the time from the start of the process to its first answer, memory and size.
//!
//! Each runs with a stand-in of the Lambda runtime API that gives it one request. This measures the
//! binaries of `make build` if they are for this machine's architecture, or else the release builds.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as InPath, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;
use config::Clock;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::mpsc;

use crate::report::{Report, heading, median};
use crate::system::{System, resident_of};

/// How often each binary is started.
const TIMES: usize = 9;

const FIRST_ANSWER: Duration = Duration::from_millis(10);
const MEMORY_MIB: f64 = 12.0;
const SIZE_MB: f64 = 8.5;

pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    heading("The functions' binaries, without TLS: start to first answer, memory, size");
    let system = System::start(&["--no-demo"]).await?;
    for name in names() {
        let binary = binary(name)?;
        let event = event(name)?;
        let mut starts = Vec::new();
        for _ in 0..TIMES {
            starts.push(start(name, &binary, &event, &system).await?);
        }
        let memory = starts.iter().map(|(_, memory)| *memory).max().unwrap_or_default();
        let took = median(starts.into_iter().map(|(took, _)| took).collect());
        report.time(&format!("{name}: first answer after"), took, FIRST_ANSWER);
        #[allow(clippy::cast_precision_loss)] // some megabytes
        let (memory, size) = (memory as f64 / 1024.0, binary.metadata()?.len() as f64 / 1e6);
        let met = memory < MEMORY_MIB;
        let goal = format!("{MEMORY_MIB} MiB");
        report.figure(&format!("{name}: memory"), format!("{memory:.1} MiB"), goal, met);
        if binary.ends_with("bootstrap") {
            let met = size < SIZE_MB;
            let goal = format!("{SIZE_MB} MB");
            report.figure(&format!("{name}: size"), format!("{size:.1} MB"), goal, met);
        }
    }
    Ok(())
}

/// Starts a function once: how long its first answer took, and its resident memory in KiB then.
async fn start(
    name: &str,
    binary: &Path,
    event: &str,
    system: &System,
) -> anyhow::Result<(Duration, u64)> {
    let (answered, mut answers) = mpsc::unbounded_channel();
    let next = Arc::new(Mutex::new(Some(event.to_owned())));
    let runtime = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next_event).with_state(next))
        .route("/2018-06-01/runtime/invocation/{id}/{outcome}", post(outcome).with_state(answered));
    // An S3 that takes everything.
    let storage = Router::new().fallback(|| async { ([("etag", "\"0\"")], "") });
    let [runtime, storage] = [serve(runtime).await?, serve(storage).await?];
    let began = Instant::now();
    let mut process = Command::new(binary)
        .env_clear()
        .envs([
            ("AWS_LAMBDA_RUNTIME_API", runtime.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", name),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", name),
            ("AWS_LAMBDA_LOG_STREAM_NAME", name),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "bench"),
            ("AWS_SECRET_ACCESS_KEY", "bench"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &system.dynamodb),
            ("AWS_ENDPOINT_URL_S3", &format!("http://{storage}")),
            ("EXPORTS_BUCKET", "exports"),
            // The client reads all root certificates of the machine, which plain HTTP has no use for.
            ("SSL_CERT_FILE", "/dev/null"),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {}", binary.display()))?;
    let answer = tokio::time::timeout(Duration::from_secs(10), answers.recv())
        .await
        .with_context(|| format!("{name} does not answer"))?
        .context("an answer")?;
    let took = answer.at - began;
    let resident = resident_of(process.id().context("it runs")?)?;
    process.kill().await?;
    ensure!(answer.outcome == "response", "{name} failed: {}", answer.body);
    let status = &answer.body["statusCode"];
    let good = status.is_null() || [200, 201].iter().any(|good| status == good);
    ensure!(good, "{name} refused: {}", answer.body);
    Ok((took, resident))
}

/// What a function sent to the runtime API.
struct Answer {
    /// `response` or `error`.
    outcome: String,
    body: Value,
    at: Instant,
}

/// The one event. A second request for an event waits for ever.
async fn next_event(State(next): State<Arc<Mutex<Option<String>>>>) -> Response {
    let event = next.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(event) = event else { return std::future::pending().await };
    let deadline = (Clock::System.now() + TimeDelta::seconds(20)).timestamp_millis().to_string();
    let headers = [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        ("lambda-runtime-deadline-ms", deadline.as_str()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:us-east-1:123456789012:function:bench",
        ),
    ];
    (headers, event).into_response()
}

async fn outcome(
    InPath((_, outcome)): InPath<(String, String)>,
    State(answered): State<mpsc::UnboundedSender<Answer>>,
    body: Bytes,
) -> StatusCode {
    let at = Instant::now();
    let body = serde_json::from_slice(&body).unwrap_or_default();
    // Nobody receives a second answer.
    let _ = answered.send(Answer { outcome, body, at });
    StatusCode::ACCEPTED
}

async fn serve(router: Router) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(axum::serve(listener, router).into_future());
    Ok(address)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names of all functions.
fn names() -> impl Iterator<Item = &'static str> {
    let http = http_api::functions().into_iter().map(|function| function.name);
    std::iter::once("aggregator").chain(http)
}

/// A function's binary as `make build` made it, or else from the same folder as this one.
fn binary(name: &str) -> anyhow::Result<PathBuf> {
    let deployed = root().join("target/lambda").join(name).join("bootstrap");
    if std::fs::read(&deployed).is_ok_and(|file| machine(&file) == machine_here()) {
        return Ok(deployed);
    }
    let built = std::env::current_exe()?.with_file_name(name);
    ensure!(built.exists(), "build it first: cargo build --release -p {name}");
    Ok(built)
}

/// The architecture of an ELF file: `e_machine` in its header.
fn machine(elf: &[u8]) -> Option<u16> {
    let bytes = elf.get(18..20)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

/// The `e_machine` of this machine.
fn machine_here() -> Option<u16> {
    match std::env::consts::ARCH {
        "x86_64" => Some(62),
        "aarch64" => Some(183),
        _ => None,
    }
}

/// A request that the function answers, of an account without inboxes.
fn event(name: &str) -> anyhow::Result<String> {
    let file = if name == "aggregator" { "aggregator-messages" } else { name };
    let text = std::fs::read_to_string(root().join("events").join(format!("{file}.json")))?;
    let mut event: Value = serde_json::from_str(&text)?;
    if event.get("rawQueryString").is_some() {
        event["rawQueryString"] = Value::from("");
    }
    Ok(event.to_string())
}
