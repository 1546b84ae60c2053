//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::ensure;
use chrono::{DateTime, Utc};
use clap::{ArgAction, Parser, ValueEnum};

/// The default secret, which is public.
const DEFAULT_SECRET: &str = "local-secret";

/// Where a stream is counted from, in the shards that have no checkpoint yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StreamsFrom {
    /// From its first record on
    Start,
    /// From this start on: what was written before it is not counted until a rebuild
    Now,
}

/// The whole of Inbox Analytics on one machine.
#[derive(Debug, Clone, Parser)]
#[command(name = "local", version, about)]
pub struct Options {
    /// Where the page and the API listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:3000")]
    pub http: SocketAddr,
    /// Where the embedded DynamoDB listens, for any AWS client
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8000")]
    pub dynamodb: SocketAddr,
    /// Use this DynamoDB-compatible server (with streams) instead; missing tables are created
    #[arg(long, value_name = "URL")]
    pub dynamodb_endpoint: Option<String>,
    /// Where the embedded S3 listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9000")]
    pub s3: SocketAddr,
    /// Keep everything in DIR across restarts (default: in memory)
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Serve the built page in DIR (default: that of the source tree, `web/dist`)
    #[arg(long, value_name = "DIR")]
    pub page: Option<PathBuf>,
    /// Load a demo account with 90 days of records, and go on writing records (the default)
    #[arg(long, overrides_with = "no_demo", action = ArgAction::SetTrue)]
    demo: bool,
    /// Load no demo account
    #[arg(long, overrides_with = "demo", action = ArgAction::SetTrue)]
    no_demo: bool,
    /// Hold the clock of the figures at TIME (tokens expire by the real clock)
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub now: Option<DateTime<Utc>>,
    /// HS256 secret that the local gateway verifies tokens with
    #[arg(long, value_name = "TEXT", default_value = DEFAULT_SECRET)]
    pub jwt_secret: String,
    /// Prefix of every table name
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub table_prefix: String,
    /// Where to begin in each shard of the streams that has no checkpoint yet
    #[arg(long, value_name = "WHERE", value_enum, default_value_t = StreamsFrom::Start)]
    pub streams_from: StreamsFrom,
    /// Take events of the connectors in FILE, as TOML
    #[arg(long, value_name = "FILE")]
    pub connectors: Option<PathBuf>,
}

impl Options {
    /// Whether to load the demo account.
    pub fn with_demo(&self) -> bool {
        !self.no_demo
    }

    /// The clock of the figures.
    pub fn clock(&self) -> config::Clock {
        self.now.map_or(config::Clock::System, config::Clock::Held)
    }

    /// Refuses to listen on a public address with the default secret, with which anybody could read
    /// everything.
    pub fn check(&self) -> anyhow::Result<()> {
        let all = [self.http, self.dynamodb, self.s3];
        let open = all.into_iter().find(|it| !it.ip().is_loopback());
        if let Some(address) = open {
            ensure!(
                self.jwt_secret != DEFAULT_SECRET,
                "{address} can be reached from elsewhere: give a --jwt-secret of your own, or listen on 127.0.0.1"
            );
        }
        ensure!(!self.jwt_secret.is_empty(), "--jwt-secret must not be empty");
        Ok(())
    }
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    let time = DateTime::parse_from_rfc3339(text);
    time.map(|time| time.to_utc()).map_err(|_| {
        "give an RFC 3339 time with an offset, such as 2026-11-22T10:15:30Z".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(line: &str) -> Options {
        Options::parse_from(std::iter::once("local").chain(line.split_whitespace()))
    }

    #[test]
    fn the_last_of_demo_and_no_demo_holds() {
        for (line, demo) in
            [("", true), ("--demo", true), ("--no-demo", false), ("--no-demo --demo", true)]
        {
            assert_eq!(options(line).with_demo(), demo, "{line}");
        }
    }

    #[test]
    fn streams_are_counted_from_their_start_unless_it_is_told_otherwise() {
        assert_eq!(options("").streams_from, StreamsFrom::Start);
        assert_eq!(options("--streams-from start").streams_from, StreamsFrom::Start);
        assert_eq!(options("--streams-from now").streams_from, StreamsFrom::Now);
    }

    #[test]
    fn the_default_secret_is_for_loopback_only() {
        for (line, safe) in [
            ("", true),
            ("--http [::1]:3000", true),
            ("--http 0.0.0.0:3000", false),
            ("--dynamodb 0.0.0.0:8000", false),
            ("--s3 0.0.0.0:9000", false),
            ("--http 0.0.0.0:3000 --jwt-secret s3cret", true),
        ] {
            assert_eq!(options(line).check().is_ok(), safe, "{line}");
        }
    }
}
