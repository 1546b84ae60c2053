//! The command line.

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};

/// Operates Inbox Analytics: a local system, or any DynamoDB that holds its tables.
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
    /// The DynamoDB that holds the tables
    #[arg(long, value_name = "URL", global = true, default_value = "http://127.0.0.1:8000")]
    pub(crate) dynamodb_endpoint: String,
    /// Prefix of every table name
    #[arg(long, value_name = "TEXT", global = true, default_value = "")]
    pub(crate) table_prefix: String,
    /// Print results for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The time at which the system holds the clock of the figures, if it does
    #[arg(long, value_name = "TIME", global = true)]
    pub(crate) now: Option<DateTime<Utc>>,
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
