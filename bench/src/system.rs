//! Runs the release binary of the local system on free ports.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::http::Http;

/// A running local system. Dropping it ends the process.
pub(crate) struct System {
    child: Child,
    pub(crate) http: String,
    pub(crate) dynamodb: String,
    /// The time from the start of the process until it served.
    pub(crate) ready_after: Duration,
}

impl System {
    /// Starts a system with these options, and waits until it serves.
    pub(crate) async fn start(options: &[&str]) -> anyhow::Result<Self> {
        let [http, dynamodb, s3] = [free_address()?, free_address()?, free_address()?];
        let began = Instant::now();
        let mut child = Command::new(binary()?)
            .args(["--http", &http, "--dynamodb", &dynamodb, "--s3", &s3])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start the local system")?;
        let stdout = child.stdout.take().context("its output is piped")?;
        let line = BufReader::new(stdout).lines().next_line().await?.unwrap_or_default();
        ensure!(line.starts_with("ready "), "the local system did not start: {line}");
        Ok(Self {
            child,
            http: format!("http://{http}"),
            dynamodb: format!("http://{dynamodb}"),
            ready_after: began.elapsed(),
        })
    }

    /// Waits until everything written so far is counted. Returns how long that took.
    pub(crate) async fn settle(&self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let path = "/local/settled?timeout=120";
        let (status, _) = Http::new(&self.http).get(path, None).await?;
        ensure!(status.is_success(), "not settled: {status}");
        Ok(began.elapsed())
    }

    /// A token of the owner of this account.
    pub(crate) async fn sign_in(&self, account: &str) -> anyhow::Result<String> {
        let body = serde_json::json!({ "role": "owner", "account_id": account });
        let (_, answer) = Http::new(&self.http).post("/local/sign-in", None, &body).await?;
        Ok(answer["token"].as_str().context("a sign-in answers with a token")?.to_owned())
    }

    /// Ends the process, so that another one can use its folder.
    pub(crate) async fn end(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Its resident memory in MiB.
    pub(crate) fn resident(&self) -> anyhow::Result<u64> {
        self.memory("VmRSS:")
    }

    /// Its highest resident memory so far, in MiB.
    pub(crate) fn peak(&self) -> anyhow::Result<u64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, kind: &str) -> anyhow::Result<u64> {
        Ok(memory_of(self.child.id().context("it runs")?, kind)? / 1024)
    }
}

/// The resident memory of a process in KiB.
pub(crate) fn resident_of(process: u32) -> anyhow::Result<u64> {
    memory_of(process, "VmRSS:")
}

/// The highest resident memory of a process so far, in KiB.
pub(crate) fn peak_of(process: u32) -> anyhow::Result<u64> {
    memory_of(process, "VmHWM:")
}

fn memory_of(process: u32, kind: &str) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(kind));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kilobytes.context("/proc has no memory of the process")
}

/// The binary of the local system, in the same folder as this one.
fn binary() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("local");
    ensure!(path.exists(), "build it first: cargo build --release -p local");
    Ok(path)
}

fn free_address() -> anyhow::Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
