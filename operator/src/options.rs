//! The command line.

use anyhow::bail;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, Parser, Subcommand};
use domain::id::Id;

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
    /// Read another platform's past into the source tables
    Import {
        #[command(subcommand)]
        platform: ImportOf,
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

/// A platform whose past can be read.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ImportOf {
    /// Read an account of a Chatwoot. Called again after it was stopped, it goes on where it was
    Chatwoot(ChatwootImport),
}

/// An import of a Chatwoot.
#[derive(Clone, Args)]
pub(crate) struct ChatwootImport {
    /// Where Chatwoot is, such as `https://app.chatwoot.com`
    #[arg(long, value_name = "URL")]
    pub(crate) url: String,
    /// An access token of an administrator; without it, the variable `CHATWOOT_TOKEN` of the environment
    #[arg(long, value_name = "TOKEN")]
    pub(crate) token: Option<String>,
    /// The account's number in Chatwoot
    #[arg(long, value_name = "N")]
    pub(crate) chatwoot_account: u32,
    /// The account that the records belong to
    #[arg(long, value_name = "ID")]
    pub(crate) account: String,
    /// The name of the connector that takes the webhooks, since all ids begin with it
    #[arg(long, value_name = "NAME", default_value = "chatwoot")]
    pub(crate) connector: String,
    /// Leave out conversations without activity since this day (in UTC) or time
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub(crate) since: Option<DateTime<Utc>>,
    /// The account's time zone, if its directory has none
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// The most requests in a minute. A Chatwoot as it is installed takes 3,000 from an address
    #[arg(long, value_name = "N", default_value_t = 1500, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    pub(crate) requests_per_minute: u32,
}

impl std::fmt::Debug for ChatwootImport {
    /// Without the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { url, account, connector, .. } = self;
        let mut shown = f.debug_struct("ChatwootImport");
        shown.field("url", url).field("account", account).field("connector", connector);
        shown.finish_non_exhaustive()
    }
}

/// An account's id.
pub(crate) fn id(text: &str) -> anyhow::Result<Id> {
    Id::new(text).map_err(|error| anyhow::anyhow!("the account `{text}` {error}"))
}

fn since(text: &str) -> Result<DateTime<Utc>, String> {
    let day = text.parse::<NaiveDate>().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let time = || DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
    day.or_else(|_| time())
        .map_err(|_| "give a day such as 2026-01-31, or an RFC 3339 time with an offset".to_owned())
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

    #[test]
    fn an_import_begins_at_a_day_or_a_time_and_shows_no_token() {
        let midnight = "2026-01-31T00:00:00Z".parse::<DateTime<Utc>>().expect("a time");
        assert_eq!(since("2026-01-31"), Ok(midnight));
        assert_eq!(since("2026-01-31T08:00:00+08:00"), Ok(midnight));
        assert!(since("last year").is_err());
        let arguments = [
            "operator",
            "import",
            "chatwoot",
            "--url",
            "https://chat.example",
            "--token",
            "hunter2",
            "--chatwoot-account",
            "1",
            "--account",
            "acme",
        ];
        let options = Options::try_parse_from(arguments).expect("options");
        let shown = format!("{options:?}");
        assert!(shown.contains("chat.example") && !shown.contains("hunter2"), "{shown}");
    }
}
