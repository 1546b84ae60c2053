//! Following an execution until its result is certain.

use std::time::Duration;

use anyhow::{Context, bail};
use aws_sdk_sfn::types::ExecutionStatus;
use rebuild::{Rebuild, RunStatus};
use store::Phase;
use tokio::time::sleep;

use super::aws::said;
use super::executions::{Execution, Executions};
use super::result::{Output, message, of_state};
use crate::drive::Driven;
use crate::progress::Progress;

/// The first and the longest pause between two looks. Step Functions allows some looks a second to all
/// who look.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));

/// How many of the latest events of an execution are looked through: a step is five events.
const EVENTS: i32 = 25;

/// Follows an execution. Its result is certain before its end: at its end it waits, up to a day,
/// and removes what it leaves.
pub(super) async fn follow(
    rebuild: &Rebuild,
    executions: &Executions,
    execution: &Execution,
    progress: &Progress,
) -> anyhow::Result<Driven> {
    let mut pause = PAUSES.0;
    loop {
        let described = executions.describe(&execution.arn).await?;
        match &described.status {
            ExecutionStatus::Running => {}
            ExecutionStatus::Succeeded => {
                let output = described.output().context("an execution without output")?;
                let output = serde_json::from_str(output);
                return Ok(driven(output.context("reading the output of an execution")?));
            }
            ExecutionStatus::Aborted => {
                bail!("{execution} was stopped: call this command again, and it goes on")
            }
            status => {
                let cause = described.cause().map_or_else(String::new, message);
                let error = described.error().unwrap_or(status.as_str());
                bail!(
                    "{execution} has failed: {cause} ({error}). Figures stay right. Call this \
                     command again, and it goes on"
                );
            }
        }
        let run = rebuild.run_status().await?;
        if run.as_ref().is_none_or(|run| run.phase >= Phase::Retaining)
            && let Some((output, until)) = result(executions, execution).await?
        {
            progress.note(&format!(
                "{execution} goes on by itself: it waits until {until}, and removes what the \
                 run leaves. Another run can begin then"
            ));
            return Ok(driven(output));
        }
        if let Some(run) = run {
            show(&run, progress);
        }
        sleep(pause).await;
        pause = (pause * 3 / 2).min(PAUSES.1);
    }
}

/// The result, if it is certain, and until when the execution waits.
async fn result(
    executions: &Executions,
    execution: &Execution,
) -> anyhow::Result<Option<(Output, String)>> {
    let history = executions.client.get_execution_history();
    let history = history.execution_arn(&execution.arn).reverse_order(true).max_results(EVENTS);
    let history = match history.send().await {
        Ok(history) => history,
        Err(error) => bail!("cannot read the history of {execution}: {}", said(error)),
    };
    let mut entered = history.events.iter().filter_map(|it| it.state_entered_event_details());
    Ok(entered.find_map(|it| of_state(it.input()?)))
}

fn driven(output: Output) -> Driven {
    let Output { run, records, in_force, count, differences } = output;
    Driven { run, in_force, records, count, differences }
}

fn show(run: &RunStatus, progress: &Progress) {
    let (done, all) = (run.segments_done, run.segments);
    match run.phase {
        Phase::Opening => progress.say("beginning", 0, 1),
        Phase::Scanning if done < all => {
            progress.say(&format!("counting: {} records", run.records), done, all);
        }
        Phase::Scanning => {
            progress.say("waiting for the streams to pass the end of the scan", 0, 1);
        }
        Phase::Flipping => progress.say("finishing", 0, 1),
        Phase::Retaining | Phase::Ending | Phase::Cleaning | Phase::Ended => {
            progress.say(&format!("waiting: {}", run.description), 0, 1);
        }
    }
}
