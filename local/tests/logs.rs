//! The log, as other programs read it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[test]
fn a_log_that_goes_to_a_pipe_has_no_colours() {
    let mut system = Command::new(env!("CARGO_BIN_EXE_local"))
        .args(["--http", "127.0.0.1:0", "--dynamodb", "127.0.0.1:0", "--s3", "127.0.0.1:0"])
        .arg("--no-demo")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let log = BufReader::new(system.stderr.take().expect("a pipe"));
    let ready = log.lines().map_while(Result::ok).find(|line| line.contains("ready"));
    system.kill().expect("it runs");
    system.wait().expect("it ends");
    let ready = ready.expect("it says that it is ready");
    assert!(ready.contains(" INFO local::serve: ready dynamodb="), "{ready:?}");
}
