//! A function's binary under AWS's runtime emulator.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use e2e::http::Http;
use e2e::system::free_port;
use http::Method;
use serde_json::Value;

/// Where the emulator takes events.
const INVOCATIONS: &str = "/2015-03-31/functions/function/invocations";

/// A function that runs.
pub(crate) struct Function {
    name: String,
    emulator: Child,
    http: Http,
    log: PathBuf,
}

impl Function {
    /// Starts a function with this environment, and nothing else in it.
    pub(crate) async fn start(name: &str, environment: &BTreeMap<String, String>) -> Self {
        let binary = target().join(name);
        assert!(binary.is_file(), "{} is missing: run `cargo build --workspace`", binary.display());
        let log = target().join(format!("lambda-{name}-{}.log", std::process::id()));
        let [address, runtime] =
            [(); 2].map(|()| SocketAddr::from((Ipv4Addr::LOCALHOST, free_port())));
        let output = File::create(&log).expect("a log file");
        let emulator = Command::new(emulator())
            .args(["--runtime-interface-emulator-address", &address.to_string()])
            .args(["--runtime-api-address", &runtime.to_string()])
            .args(["--log-level", "error"])
            .arg(binary)
            .env_clear()
            .envs(environment)
            .envs(e2e::clock::environment())
            .stdin(Stdio::null())
            .stderr(output.try_clone().expect("a second handle"))
            .stdout(output)
            .spawn()
            .expect("the emulator starts");
        let function = Self {
            name: name.to_owned(),
            emulator,
            http: Http::new(format!("http://{address}")),
            log,
        };
        let since = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(
                since.elapsed() < Duration::from_secs(30),
                "no emulator:\n{}",
                function.printed()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        function
    }

    /// What it answers to an event.
    pub(crate) async fn invoke(&self, event: String) -> Value {
        let (status, answer) = self.answer(event).await;
        let failed = status != 200 || answer.get("errorMessage").is_some() || answer.is_null();
        assert!(!failed, "{}: {status} {answer}\n{}", self.name, self.printed());
        answer
    }

    /// The name of the error that it answers to an event.
    pub(crate) async fn refuse(&self, event: String) -> String {
        let (status, answer) = self.answer(event).await;
        let name = answer["errorType"].as_str().map(str::to_owned);
        name.unwrap_or_else(|| panic!("{}: no error: {status} {answer}", self.name))
    }

    async fn answer(&self, event: String) -> (u16, Value) {
        let reply = self.http.send(Method::POST, INVOCATIONS, &[], event).await;
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        (reply.status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Ends it; what it printed. The emulator prints what the function did a moment later, so this waits until
    /// `complete` finds all that is expected, or has waited for too long.
    pub(crate) async fn stop(mut self, complete: impl Fn(&str) -> bool) -> String {
        let since = Instant::now();
        while !complete(&self.printed()) && since.elapsed() < Duration::from_secs(10) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.end();
        self.printed()
    }

    fn printed(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Ends the emulator, which ends the function.
    fn end(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.emulator.id().to_string()]).status();
        let since = Instant::now();
        while asked.as_ref().is_ok_and(std::process::ExitStatus::success)
            && since.elapsed() < Duration::from_secs(3)
        {
            if let Ok(Some(_)) = self.emulator.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.emulator.kill();
        let _ = self.emulator.wait();
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        if let Ok(None) = self.emulator.try_wait() {
            self.end();
        }
        if !std::thread::panicking() {
            let _ = fs::remove_file(&self.log);
        }
    }
}

/// The folder of the binaries, which this test is in, too.
fn target() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows itself");
    test.ancestors().nth(2).expect("target/<profile>/deps/<test>").to_owned()
}

/// The emulator of this machine's architecture, inside aws-sam-cli.
fn emulator() -> PathBuf {
    let name = match std::env::consts::ARCH {
        "aarch64" => "aws-lambda-rie-arm64",
        _ => "aws-lambda-rie-x86_64",
    };
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/aws/lib");
    let pythons = fs::read_dir(&tools).into_iter().flatten().flatten();
    let mut found = pythons
        .map(|python| python.path().join("site-packages/samcli/local/rapid").join(name))
        .filter(|path| path.is_file());
    let path = found.next();
    path.unwrap_or_else(|| panic!("{name} is not in .tools: run `sh infra/tools/install`"))
}
