//! The command line.

use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};

/// The DynamoDB of a local system.
const LOCAL: &str = "http://127.0.0.1:8000";

/// Operates Inbox Analytics: a stack on AWS, a local system, or any DynamoDB that holds its tables.
#[derive(Debug, Clone, Parser)]
#[command(name = "operator", version, about)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// The stack on AWS. Region and credentials come from the AWS configuration: `AWS_PROFILE`,
    /// `AWS_REGION` …
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) stack: Option<String>,
    #[arg(
        long,
        value_name = "URL",
        global = true,
        help = format!("The DynamoDB that holds the tables [default: {LOCAL}]")
    )]
    dynamodb_endpoint: Option<String>,
    /// Prefix of every table name
    #[arg(long, value_name = "TEXT", global = true)]
    table_prefix: Option<String>,
    /// Print results for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The time at which the system holds the clock of the figures, if it does
    #[arg(long, value_name = "TIME", global = true)]
    now: Option<DateTime<Utc>>,
}

/// Where the system is that is operated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A stack on AWS, by its name.
    Stack(String),
    /// Tables in a DynamoDB.
    Tables { endpoint: String, prefix: String, now: Option<DateTime<Utc>> },
}

impl Common {
    /// Where the system is. The options of the two ways exclude each other; clap does not see this
    /// where one stands before the command and the other behind it.
    pub(crate) fn place(&self) -> anyhow::Result<Place> {
        let Self { stack, dynamodb_endpoint, table_prefix, now, .. } = self.clone();
        let Some(stack) = stack else {
            let endpoint = dynamodb_endpoint.unwrap_or_else(|| LOCAL.to_owned());
            return Ok(Place::Tables { endpoint, prefix: table_prefix.unwrap_or_default(), now });
        };
        let beside = [
            ("--dynamodb-endpoint", dynamodb_endpoint.is_some()),
            ("--table-prefix", table_prefix.is_some()),
            ("--now", now.is_some()),
        ];
        match beside.into_iter().find(|(_, is_given)| *is_given) {
            Some((name, _)) => bail!(
                "{name} is for tables in a DynamoDB, and --stack for a stack on AWS, whose outputs \
                 name its tables: leave one of them out"
            ),
            None => Ok(Place::Stack(stack)),
        }
    }
}

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Command {
    /// Count every record into a new generation of counters, and put it into force when it is whole
    Rebuild {
        /// Only this account's records; may be given several times
        #[arg(long, value_name = "ID")]
        account: Vec<String>,
        /// Count in this time zone instead of the directory's (with one --account)
        #[arg(long, value_name = "ZONE")]
        timezone: Option<String>,
    },
    /// Count every record anew and print each difference to what is in force
    Verify {
        /// Only this account's records; may be given several times
        #[arg(long, value_name = "ID")]
        account: Vec<String>,
        /// Put what was counted into force if it differs
        #[arg(long)]
        repair: bool,
    },
    /// Say how far everything is
    Status,
    /// List the rejected records, and why
    Rejected {
        /// Only this account's
        #[arg(long, value_name = "ID")]
        account: Option<String>,
    },
    /// Spread an account's counters over more items, so that more transactions a second can write them
    Lanes {
        /// The account
        #[arg(long, value_name = "ID")]
        account: String,
        /// Over how many; never fewer than before
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        lanes: u32,
    },
    /// Remove all that is kept of an account. Its source records are the platform's to remove
    Erase {
        /// The account
        #[arg(long, value_name = "ID")]
        account: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(arguments: &[&str]) -> anyhow::Result<Place> {
        let arguments = ["operator"].iter().chain(arguments);
        Options::try_parse_from(arguments).expect("options").common.place()
    }

    #[test]
    fn a_stack_and_tables_exclude_each_other_wherever_they_stand() {
        let now = "2026-01-01T00:00:00Z";
        for (name, value) in
            [("--dynamodb-endpoint", LOCAL), ("--table-prefix", ""), ("--now", now)]
        {
            for arguments in [
                ["status", "--stack", "shop", name, value],
                ["--stack", "shop", "status", name, value],
                [name, value, "status", "--stack", "shop"],
            ] {
                let error = place(&arguments).expect_err(name).to_string();
                assert!(error.starts_with(&format!("{name} is for tables")), "{error}");
            }
        }
        let stack = place(&["status", "--stack", "shop", "--json"]).expect("a place");
        assert_eq!(stack, Place::Stack("shop".to_owned()));
    }

    #[test]
    fn without_a_stack_it_is_the_local_system() {
        let (endpoint, prefix) = (LOCAL.to_owned(), String::new());
        let local = Place::Tables { endpoint, prefix, now: None };
        assert_eq!(place(&["status"]).expect("a place"), local);
    }
}
