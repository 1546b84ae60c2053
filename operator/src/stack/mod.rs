//! A stack on AWS: its tables, and the state machine that makes its counters anew.
//!
//! Credentials, region and endpoint are those that the AWS configuration of the user names: profiles,
//! and the environment.

mod aws;
mod executions;
mod follow;
mod outputs;
mod result;

use anyhow::bail;
use config::Clock;
use domain::history::History;
use rebuild::handler::{GRACE, RETENTION};
use rebuild::{Rebuild, Request};
use store::{Phase, Runs, Tables, Writer};

use crate::drive::Driven;
use crate::progress::Progress;
use executions::{Execution, Executions, Found};
use follow::follow;
use outputs::Outputs;

/// A stack that is operated.
pub(crate) struct Stack {
    /// What works on its tables.
    pub(crate) rebuild: Rebuild,
    executions: Executions,
}

/// The tables of a stack.
pub(crate) async fn tables(name: &str) -> anyhow::Result<(aws_sdk_dynamodb::Client, Tables)> {
    let sdk = aws::sdk().await?;
    let tables = Outputs::read(&sdk, name).await?.tables()?;
    Ok((aws_sdk_dynamodb::Client::new(&sdk), tables))
}

impl Stack {
    /// Finds a stack by its name.
    pub(crate) async fn find(name: &str) -> anyhow::Result<Self> {
        let sdk = aws::sdk().await?;
        let outputs = Outputs::read(&sdk, name).await?;
        let tables = outputs.tables()?;
        let client = aws_sdk_dynamodb::Client::new(&sdk);
        let streams = aws_sdk_dynamodbstreams::Client::new(&sdk);
        // No record is counted from here: the functions of the stack do that.
        let writer = Writer::new(client.clone(), tables.clone(), None, History::SinceConnection);
        let runs = Runs::new(client, tables);
        let rebuild = Rebuild::new(runs, writer, streams, Clock::System, Some(RETENTION), GRACE);
        let executions = Executions::new(&sdk, outputs.state_machine()?);
        Ok(Self { rebuild, executions })
    }

    /// Lets the state machine do what is asked, and follows it until the result is certain. `repair`
    /// puts what a verification counted into force if it differs.
    pub(crate) async fn make(
        &self,
        request: &Request,
        repair: bool,
        progress: &Progress,
    ) -> anyhow::Result<Driven> {
        progress.say("finding or starting an execution", 0, 1);
        let (found, last_number) = self.executions.find(request, repair).await?;
        let execution = match found {
            Found::Same(execution) => {
                progress.note(&format!("joined {execution}"));
                execution
            }
            Found::Other(other) => {
                let run = self.rebuild.run_status().await?;
                let is_ending = run.as_ref().is_some_and(|run| run.phase >= Phase::Ending);
                // What is left of a run that ends takes minutes; the new execution waits for it.
                if other.len() > 1 || !is_ending {
                    let names: Vec<_> = other.iter().map(ToString::to_string).collect();
                    let (names, run) = (names.join(", "), run.map(|run| run.description));
                    let run = run.map_or_else(String::new, |run| format!(" ({run})"));
                    bail!("in progress is {names}{run}: call this command again when it is over");
                }
                self.start(request, repair, last_number, progress).await?
            }
            Found::Nothing => self.start(request, repair, last_number, progress).await?,
        };
        progress.note("It goes on if this program is stopped; the same command follows it again.");
        follow(&self.rebuild, &self.executions, &execution, progress).await
    }

    async fn start(
        &self,
        request: &Request,
        repair: bool,
        last_number: u64,
        progress: &Progress,
    ) -> anyhow::Result<Execution> {
        // An execution that is refused fails, and alarms.
        self.rebuild.may_begin(request).await?;
        let execution = self.executions.start(request, repair, last_number).await?;
        progress.note(&format!("started {execution}"));
        Ok(execution)
    }
}
