//! One local system: a process started, asked, stopped or killed by a test.

mod ports;
mod scratch;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;

pub use ports::{Ports, free_port};
pub use scratch::Scratch;

use crate::http::Http;
use crate::network::Network;

/// How long a start may take on a busy machine.
const START: Duration = Duration::from_mins(1);

/// How a system is started. Ports are free ones, demo data are off.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Where it listens; kept over restarts.
    pub ports: Ports,
    /// The time at which the clock of the figures is held; absent: the real clock.
    pub now: Option<DateTime<Utc>>,
    /// Where it keeps its data; absent: in memory.
    pub data: Option<PathBuf>,
    /// The DynamoDB it counts on instead of its own.
    pub dynamodb_endpoint: Option<String>,
    /// What stands before every table's name.
    pub prefix: String,
    /// Whether it leaves out what the streams hold at its start.
    pub from_now: bool,
    /// The file of its connectors.
    pub connectors: Option<PathBuf>,
    /// Variables of its environment.
    pub environment: Vec<(&'static str, String)>,
}

impl Setup {
    /// A system that keeps its data in memory and has the real clock.
    pub fn new() -> Self {
        Self {
            ports: Ports::free(),
            now: None,
            data: None,
            dynamodb_endpoint: None,
            prefix: String::new(),
            from_now: false,
            connectors: None,
            environment: Vec::new(),
        }
    }

    /// Holds the clock of the figures.
    #[must_use]
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        self.now = Some(now);
        self
    }

    /// Keeps everything in a directory.
    #[must_use]
    pub fn keeping(mut self, data: &Path) -> Self {
        self.data = Some(data.to_owned());
        self
    }

    /// Uses the DynamoDB of another system.
    #[must_use]
    pub fn beside(mut self, other: &System) -> Self {
        self.dynamodb_endpoint = Some(other.dynamodb_url());
        self
    }

    /// Reaches DynamoDB through a network.
    #[must_use]
    pub fn through(mut self, network: &Network) -> Self {
        self.dynamodb_endpoint = Some(network.url().to_owned());
        self
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn with(mut self, variable: &'static str, value: &str) -> Self {
        self.environment.push((variable, value.to_owned()));
        self
    }

    /// Puts a text before every table's name.
    #[must_use]
    pub fn prefixed(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    /// Leaves out what the streams hold at its start.
    #[must_use]
    pub fn from_now(mut self) -> Self {
        self.from_now = true;
        self
    }

    /// Takes events of the connectors in this file.
    #[must_use]
    pub fn with_connectors(mut self, file: &Path) -> Self {
        self.connectors = Some(file.to_owned());
        self
    }

    /// The DynamoDB that it counts on.
    pub fn dynamodb_url(&self) -> String {
        let own = || format!("http://{}", local(self.ports.dynamodb));
        self.dynamodb_endpoint.clone().unwrap_or_else(own)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.arg("--no-demo");
        command.args(["--http", &local(self.ports.http)]);
        command.args(["--s3", &local(self.ports.s3)]);
        match &self.dynamodb_endpoint {
            Some(url) => command.args(["--dynamodb-endpoint", url]),
            None => command.args(["--dynamodb", &local(self.ports.dynamodb)]),
        };
        if let Some(now) = self.now {
            let now = now.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            command.args(["--now", &now]);
        }
        if let Some(data) = &self.data {
            command.arg("--data").arg(data);
        }
        if !self.prefix.is_empty() {
            command.args(["--table-prefix", &self.prefix]);
        }
        if self.from_now {
            command.args(["--streams-from", "now"]);
        }
        if let Some(file) = &self.connectors {
            command.arg("--connectors").arg(file);
        }
        command
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self::new()
    }
}

fn local(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

/// The program under test: `LOCAL_BIN`, or else the one built beside this test.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration but its environment")]
fn binary() -> PathBuf {
    let path = std::env::var_os("LOCAL_BIN").map_or_else(
        || {
            let test = std::env::current_exe().expect("a test knows itself");
            let profile = test.ancestors().nth(2).expect("target/<profile>/deps/<test>");
            profile.join("local")
        },
        PathBuf::from,
    );
    assert!(path.is_file(), "{} is missing: run `cargo build -p local`", path.display());
    path
}

/// A running system. Dropping it kills its process.
#[derive(Debug)]
pub struct System {
    setup: Setup,
    http: Http,
    child: Child,
    printed: Arc<Mutex<Vec<String>>>,
    log: PathBuf,
    _scratch: Scratch,
}

impl System {
    /// Starts one and waits until it is ready.
    pub async fn start(setup: &Setup) -> Self {
        let scratch = Scratch::new();
        let log = scratch.path().join("stderr");
        let mut child = setup
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).expect("a log file"))
            .spawn()
            .expect("the program starts");
        let stdout = child.stdout.take().expect("stdout is piped");
        let printed = Arc::<Mutex<Vec<String>>>::default();
        let lines = Arc::clone(&printed);
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                lines.lock().expect("not poisoned").push(line);
            }
        });
        let mut system = Self {
            setup: setup.clone(),
            http: Http::new(format!("http://{}", local(setup.ports.http))),
            child,
            printed,
            log,
            _scratch: scratch,
        };
        system.wait_until_ready().await;
        system
    }

    async fn wait_until_ready(&mut self) {
        let started = Instant::now();
        while self.ready_lines().is_empty() {
            let exit = self.child.try_wait().expect("the process can be asked");
            assert!(exit.is_none(), "ended before it was ready: {exit:?}\n{}", self.log());
            let late = started.elapsed() > START;
            assert!(!late, "not ready after {START:?}\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The lines on stdout that said that it is ready.
    pub fn ready_lines(&self) -> Vec<String> {
        let printed = self.printed.lock().expect("not poisoned");
        let ready = printed.iter().filter(|l| l.starts_with("ready http"));
        ready.cloned().collect()
    }

    /// What it wrote to stderr, the last lines of it.
    pub fn log(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// How it was started.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The API.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// Where its own DynamoDB listens.
    pub fn dynamodb_url(&self) -> String {
        format!("http://{}", local(self.setup.ports.dynamodb))
    }

    /// A client for the DynamoDB that it counts on.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let url = self.setup.dynamodb_endpoint.clone();
        crate::source::client(&url.unwrap_or_else(|| self.dynamodb_url()))
    }

    /// Waits until every write acknowledged so far is counted; the answer of `/local/settled`.
    pub async fn settle(&self) -> Value {
        let reply = self.http.get("/local/settled?timeout=120", None).await;
        let text = String::from_utf8_lossy(&reply.body);
        assert_eq!(reply.status, 200, "not settled: {text}\n{}", self.log());
        reply.json()
    }

    /// Kills it on the spot.
    pub fn kill(mut self) {
        self.child.kill().expect("a running process can be killed");
        self.child.wait().expect("a killed process ends");
    }

    /// Asks it to stop with a signal (`TERM`, `INT`), and waits until it has; how it ended and how long that took.
    pub async fn stop(&mut self, signal: &str) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        let sent =
            Command::new("kill").args([format!("-{signal}"), self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success(), "no process to stop");
        loop {
            if let Some(exit) = self.child.try_wait().expect("the process can be asked") {
                return (exit, asked.elapsed());
            }
            let late = asked.elapsed() > Duration::from_secs(20);
            assert!(!late, "still running after SIG{signal}\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for System {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            // It may have ended in between, which is just as well.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        if std::thread::panicking() {
            eprintln!("--- the end of the system's log\n{}", self.log());
        }
    }
}
