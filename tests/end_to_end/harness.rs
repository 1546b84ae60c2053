//! A system with a load under way, and the source records as it should count them.

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use e2e::clock;
use e2e::load::Load;
use e2e::operator::operator;
use e2e::source::{SourceState, Write, Writers, put_directory};
use e2e::survey::Survey;
use e2e::system::{Setup, System};
use e2e::token::token;

/// How long readers know new lanes before they are written on one machine.
pub(crate) const NOTICE: Duration = Duration::from_secs(3);

/// Writers side by side.
const WRITERS: usize = 6;

/// One system, one load.
pub(crate) struct Harness {
    pub(crate) system: System,
    pub(crate) load: Load,
    pub(crate) state: SourceState,
    pub(crate) writers: Writers,
    pub(crate) now: DateTime<Utc>,
    seed: u64,
}

impl Harness {
    /// Starts a system with a held clock, and writes the directory before anything else.
    pub(crate) async fn start(setup: &Setup, seed: u64) -> Self {
        let now = setup.now.expect("a held clock");
        Self::start_with(setup, Load::new(seed, now), seed).await
    }

    /// The same with a load that may have written before.
    pub(crate) async fn start_with(setup: &Setup, load: Load, seed: u64) -> Self {
        let now = setup.now.expect("a held clock");
        let system = System::start(setup).await;
        let directory = load.directory();
        put_directory(&system.dynamodb(), &setup.prefix, &directory).await;
        let writers = Writers::new(system.dynamodb(), &setup.prefix, WRITERS, load.zones());
        let state = SourceState::new(&directory);
        Self { system, load, state, writers, now, seed }
    }

    /// Writes all of these.
    pub(crate) async fn write(&mut self, writes: &[Write]) {
        self.writers.write(writes, &mut self.state).await;
    }

    /// Writes so many more of the load.
    pub(crate) async fn write_more(&mut self, count: usize) {
        let writes = self.load.writes(count);
        self.write(&writes).await;
    }

    /// Ends the system in its order, and starts it again with another setup.
    pub(crate) async fn restart(&mut self, setup: &Setup) {
        let (exit, _) = self.system.stop("TERM").await;
        assert!(exit.success(), "{exit}");
        self.now = setup.now.expect("a held clock");
        self.system = System::start(setup).await;
    }

    /// Gives every account of which something is counted so many lanes; several are.
    /// They are written after [`NOTICE`], by functions that began an epoch or were started since.
    pub(crate) async fn give_lanes(&self, lanes: u32) {
        let mut given = 0;
        for account in self.load.accounts() {
            let lanes = lanes.to_string();
            let arguments = ["lanes", "--account", &account.id, "--lanes", &lanes];
            let called = operator(self.system.setup(), &arguments).await;
            if called.status.code() == Some(0) {
                given += 1;
            } else {
                assert!(called.said.contains("nothing is counted"), "{called:?}");
            }
        }
        assert!(given > 1, "{given} accounts have {lanes} lanes");
    }

    /// Waits until all is counted, and compares so many of a hundred answers with the recount.
    pub(crate) async fn expect_no_differences(&self, share: u8) {
        self.system.settle().await;
        self.expect_no_differences_on(&self.system, share).await;
    }

    /// What an account's answers say of their history.
    pub(crate) async fn history_of(&self, account: &str) -> String {
        let token = token(account, "owner");
        let reply = self.system.http().get("/v1/overview", Some(&token)).await;
        reply.json()["history"].as_str().expect("a text").to_owned()
    }

    /// So many of a hundred requests about the records as they stand.
    pub(crate) fn survey(&self, share: u8) -> Survey<'_> {
        Survey {
            state: &self.state,
            accounts: self.load.accounts(),
            now: self.now,
            share,
            seed: self.seed,
        }
    }

    /// The same for another system on the same tables, which has settled.
    pub(crate) async fn expect_no_differences_on(&self, system: &System, share: u8) {
        let survey = self.survey(share);
        let started = std::time::Instant::now();
        let asked = survey.expect_no_differences(system).await;
        let (seed, took) = (self.seed, started.elapsed());
        println!("seed {seed}: {asked} answers without a difference in {took:?}");
    }
}

/// A held clock near the real one, at another point of its minute for every seed: removals happen by the real clock.
pub(crate) fn held_clock(seed: u64) -> DateTime<Utc> {
    let minute = clock::now().duration_trunc(TimeDelta::minutes(1));
    let within = [17_000, 0, 59_999][usize::try_from(seed % 3).expect("below 3")];
    minute.expect("a whole minute") + TimeDelta::milliseconds(within)
}

/// A number from the environment.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration but its environment")]
pub(crate) fn setting(name: &str, default: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => default,
    }
}
