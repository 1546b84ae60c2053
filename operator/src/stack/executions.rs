//! Finding and starting executions of the state machine.
//!
//! Executions that this program starts are numbered: `operator-1`, `operator-2` … Two programs that
//! see the same list give the same name, and Step Functions lets one of them start. The other one
//! looks again, and joins it or is refused.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, bail};
use aws_config::SdkConfig;
use aws_sdk_sfn::Client;
use aws_sdk_sfn::error::ProvideErrorMetadata;
use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;
use aws_sdk_sfn::types::{ExecutionListItem, ExecutionStatus};
use chrono::{DateTime, SecondsFormat, Utc};
use rebuild::Request;
use rebuild::handler::Asked;

use super::aws::said;

/// What the names of this program's executions begin with; a number follows.
const NAME: &str = "operator-";

/// How often, and after which pause, to look again where a name is taken: the list of executions may
/// be some seconds old.
const AGAIN: (u32, Duration) = (20, Duration::from_secs(1));

/// The executions of a state machine.
pub(super) struct Executions {
    pub(super) client: Client,
    state_machine: String,
}

/// An execution.
#[derive(Debug, Clone)]
pub(super) struct Execution {
    pub(super) arn: String,
    name: String,
    began: Option<DateTime<Utc>>,
}

impl fmt::Display for Execution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the execution {}", self.name)?;
        match self.began {
            None => Ok(()),
            Some(began) => {
                write!(f, " (begun at {})", began.to_rfc3339_opts(SecondsFormat::Secs, true))
            }
        }
    }
}

/// What is running.
pub(super) enum Found {
    /// An execution that does the same.
    Same(Execution),
    /// Executions that do something else.
    Other(Vec<Execution>),
    /// Nothing.
    Nothing,
}

impl Executions {
    pub(super) fn new(sdk: &SdkConfig, state_machine: String) -> Self {
        Self { client: Client::new(sdk), state_machine }
    }

    /// Looks for running executions, and for the highest number of this program's.
    ///
    /// The number comes from the list, in which the running ones are looked for, or from an older one.
    /// So whatever is started after the look has a higher number, and whoever decides by this look to
    /// start the next one finds its name taken.
    pub(super) async fn find(
        &self,
        request: &Request,
        repair: bool,
    ) -> anyhow::Result<(Found, u64)> {
        let (latest, last_number) = self.latest().await?;
        let mut others = Vec::new();
        for it in latest.into_iter().chain(self.running().await?) {
            if others.iter().any(|other: &Execution| other.arn == it.execution_arn) {
                continue;
            }
            let described = self.describe(&it.execution_arn).await?;
            if described.status != ExecutionStatus::Running {
                continue;
            }
            let began = DateTime::from_timestamp(it.start_date.secs(), 0);
            let execution = Execution { arn: it.execution_arn, name: it.name, began };
            if asks(described.input(), request, repair) {
                return Ok((Found::Same(execution), last_number));
            }
            others.push(execution);
        }
        let found = if others.is_empty() { Found::Nothing } else { Found::Other(others) };
        Ok((found, last_number))
    }

    /// Starts the execution after that of this number, or finds the one that another program has just
    /// started for the same.
    pub(super) async fn start(
        &self,
        request: &Request,
        repair: bool,
        mut last_number: u64,
    ) -> anyhow::Result<Execution> {
        let input = serde_json::to_string(&Asked::new(request, repair))?;
        for _ in 0..AGAIN.0 {
            let name = format!("{NAME}{}", last_number + 1);
            let start = self.client.start_execution().state_machine_arn(&self.state_machine);
            match start.name(&name).input(&input).send().await {
                Ok(started) => {
                    let began = DateTime::from_timestamp(started.start_date.secs(), 0);
                    return Ok(Execution { arn: started.execution_arn, name, began });
                }
                Err(error) if error.code() == Some("ExecutionAlreadyExists") => {}
                Err(error) => bail!("cannot start an execution of the rebuild: {}", said(error)),
            }
            tokio::time::sleep(AGAIN.1).await;
            let (found, number) = self.find(request, repair).await?;
            match found {
                Found::Same(execution) => return Ok(execution),
                Found::Other(others) if others.iter().any(|other| other.name == name) => {
                    bail!("the execution {name} is in progress: call this command again after it")
                }
                Found::Other(_) | Found::Nothing => last_number = number,
            }
        }
        bail!("other programs keep starting executions: call this command again")
    }

    /// The latest executions that run, and the highest number that Step Functions remembers: it does so
    /// for 90 days after an execution's end, as long as its name is taken.
    async fn latest(&self) -> anyhow::Result<(Vec<ExecutionListItem>, u64)> {
        let listed = self.client.list_executions().state_machine_arn(&self.state_machine);
        let mut listed = listed.into_paginator().items().send();
        let mut running = Vec::new();
        // The latest comes first.
        while let Some(execution) = listed.next().await {
            let execution = execution.map_err(cannot_list)?;
            let number = execution.name.strip_prefix(NAME).and_then(|it| it.parse().ok());
            if execution.status == ExecutionStatus::Running {
                running.push(execution);
            }
            if let Some(number) = number {
                return Ok((running, number));
            }
        }
        Ok((running, 0))
    }

    async fn running(&self) -> anyhow::Result<Vec<ExecutionListItem>> {
        let listed = self.client.list_executions().state_machine_arn(&self.state_machine);
        let listed = listed.status_filter(ExecutionStatus::Running).into_paginator().items().send();
        listed.collect::<Result<_, _>>().await.map_err(cannot_list)
    }

    /// How an execution is.
    pub(super) async fn describe(&self, arn: &str) -> anyhow::Result<DescribeExecutionOutput> {
        let described = self.client.describe_execution().execution_arn(arn).send().await;
        described.map_err(|error| anyhow::anyhow!(said(error))).context("following an execution")
    }
}

fn cannot_list<E: ProvideErrorMetadata + std::error::Error>(error: E) -> anyhow::Error {
    anyhow::anyhow!("cannot list the executions of the rebuild: {}", said(error))
}

/// Whether the input of an execution asks for this.
fn asks(input: Option<&str>, request: &Request, repair: bool) -> bool {
    let asked = input.and_then(|input| serde_json::from_str::<Asked>(input).ok());
    asked.is_some_and(|asked| {
        asked.repairs() == repair && asked.request().is_ok_and(|it| it == *request)
    })
}

#[cfg(test)]
mod tests {
    use domain::calendar::Calendar;
    use domain::id::Id;
    use store::Purpose;

    use super::*;

    fn request(purpose: Purpose, accounts: &[&str], zone: Option<&str>) -> Request {
        let ids = accounts.iter().map(|id| Id::new(id).expect("an id"));
        let accounts = (!accounts.is_empty()).then(|| ids.collect());
        let calendar = zone.map(|zone| Calendar::named(zone).expect("a zone"));
        Request { purpose, accounts, calendar }
    }

    #[test]
    fn what_is_asked_is_the_input_that_the_function_reads() {
        let whole = request(Purpose::Rebuild, &[], None);
        let input =
            |request, repair| serde_json::to_string(&Asked::new(request, repair)).expect("JSON");
        assert_eq!(input(&whole, false), r#"{"purpose":"rebuild"}"#);
        let zoned = request(Purpose::Rebuild, &["acme"], Some("Asia/Taipei"));
        assert_eq!(
            input(&zoned, false),
            r#"{"purpose":"rebuild","accounts":["acme"],"timezone":"Asia/Taipei"}"#
        );
        let repairing = request(Purpose::Verify, &["globex", "acme"], None);
        assert_eq!(
            input(&repairing, true),
            r#"{"purpose":"verify","accounts":["acme","globex"],"repair":true}"#
        );
        for (request, repair) in [(&whole, false), (&zoned, false), (&repairing, true)] {
            assert!(asks(Some(&input(request, repair)), request, repair));
        }
    }

    #[test]
    fn an_execution_that_somebody_else_started_for_the_same_is_joined() {
        let both = request(Purpose::Verify, &["acme", "globex"], None);
        let input = r#" {"purpose": "verify", "accounts": ["globex", "acme"], "timezone": null} "#;
        assert!(asks(Some(input), &both, false));
        assert!(!asks(Some(input), &both, true));
        assert!(!asks(Some(input), &request(Purpose::Verify, &["acme"], None), false));
        assert!(!asks(Some(input), &request(Purpose::Verify, &[], None), false));
        assert!(!asks(Some(input), &request(Purpose::Rebuild, &["acme", "globex"], None), false));
        assert!(!asks(Some(r#"{"purpose": "else"}"#), &both, false));
        assert!(!asks(None, &both, false));
    }
}
