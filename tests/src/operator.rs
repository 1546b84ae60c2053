//! The operator's program, as a person calls it.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};

use serde_json::Value;
use tokio::process::{Child, Command};

use crate::system::Setup;

/// What a command came to.
#[derive(Debug)]
pub struct Called {
    /// Its exit status.
    pub status: ExitStatus,
    /// What it printed on standard output.
    pub printed: String,
    /// What it said on standard error.
    pub said: String,
}

impl Called {
    /// Its result for programs.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.printed).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The result of a command that must do what it was asked.
    #[track_caller]
    #[allow(clippy::must_use_candidate, clippy::return_self_not_must_use)] // it is often all that is asked
    pub fn done(self) -> Self {
        assert_eq!(self.status.code(), Some(0), "{self:?}");
        self
    }
}

/// Calls the program for the tables that a system counts, and waits for it.
pub async fn operator(setup: &Setup, arguments: &[&str]) -> Called {
    let output = command(setup, arguments).output().await.expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Called { status: output.status, printed: text(&output.stdout), said: text(&output.stderr) }
}

/// Starts the program, to be killed. Dropping it kills it, too.
pub fn start_operator(setup: &Setup, arguments: &[&str]) -> Child {
    let mut command = command(setup, arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.kill_on_drop(true).spawn().expect("the program starts")
}

fn command(setup: &Setup, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).args(["--dynamodb-endpoint", &setup.dynamodb_url()]);
    if !setup.prefix.is_empty() {
        command.args(["--table-prefix", &setup.prefix]);
    }
    if let Some(now) = setup.now {
        command.args(["--now", &now.to_rfc3339()]);
    }
    command.stdin(Stdio::null());
    command
}

/// The one built beside this test.
fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows itself");
    let path = test.ancestors().nth(2).expect("target/<profile>/deps/<test>").join("operator");
    assert!(path.is_file(), "{} is missing: run `cargo build -p operator`", path.display());
    path
}
