//! The outputs of a stack, which name all that is operated.

use std::collections::HashMap;

use anyhow::{Context, bail};
use aws_config::SdkConfig;
use aws_sdk_cloudformation::error::ProvideErrorMetadata;
use domain::record::Source;
use store::Tables;

use super::aws::said;

/// The outputs of a stack.
#[derive(Debug)]
pub(super) struct Outputs {
    stack: String,
    values: HashMap<String, String>,
}

impl Outputs {
    /// Reads the outputs of the stack with this name.
    pub(super) async fn read(sdk: &SdkConfig, stack: &str) -> anyhow::Result<Self> {
        let client = aws_sdk_cloudformation::Client::new(sdk);
        let region = sdk.region().map(ToString::to_string).unwrap_or_default();
        let described = match client.describe_stacks().stack_name(stack).send().await {
            Ok(described) => described,
            // CloudFormation has no code of its own for a stack that is not there.
            Err(error) if error.message().is_some_and(|it| it.contains("does not exist")) => bail!(
                "there is no stack `{stack}` in {region}: name the stack as samconfig.toml does, \
                 and its region and account by AWS_REGION and AWS_PROFILE"
            ),
            Err(error) => bail!("cannot look the stack `{stack}` up in {region}: {}", said(error)),
        };
        let described = described.stacks.unwrap_or_default().into_iter().next();
        let described = described.with_context(|| format!("there is no stack `{stack}`"))?;
        let outputs = described.outputs.unwrap_or_default().into_iter();
        let values = outputs.filter_map(|output| Some((output.output_key?, output.output_value?)));
        Ok(Self { stack: stack.to_owned(), values: values.collect() })
    }

    /// The names of the stack's tables.
    pub(super) fn tables(&self) -> anyhow::Result<Tables> {
        let mut tables = Tables {
            directory: self.get("DirectoryTable")?,
            counters: self.get("CountersTable")?,
            rejected: self.get("RejectedTable")?,
            // The stack has none if its parameter KeepRemovedRecords is off.
            removed: self.values.get("RemovedTable").cloned(),
            // It has none of these without connectors.
            conversations: self.values.get("ConversationsTable").cloned(),
            ..Tables::prefixed("")
        };
        for (source, name) in &mut tables.sources {
            *name = self.get(output_of(*source))?;
        }
        Ok(tables)
    }

    /// The ARN of the state machine that makes counters anew.
    pub(super) fn state_machine(&self) -> anyhow::Result<String> {
        self.get("RebuildStateMachineArn")
    }

    fn get(&self, name: &str) -> anyhow::Result<String> {
        self.values.get(name).cloned().with_context(|| {
            format!(
                "the stack `{}` has no output {name}: it is not one of Inbox Analytics, was never \
                 deployed whole, or is of an older release. Run `make deploy` for it",
                self.stack
            )
        })
    }
}

fn output_of(source: Source) -> &'static str {
    match source {
        Source::Messages => "MessagesTable",
        Source::Sessions => "SessionsTable",
        Source::Billing => "BillingTable",
        Source::FlowRuns => "FlowRunsTable",
        Source::AiUsage => "AiUsageTable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(names: &[&str]) -> Outputs {
        let values = names.iter().map(|name| ((*name).to_owned(), format!("the-{name}")));
        Outputs { stack: "shop".to_owned(), values: values.collect() }
    }

    const ALL: [&str; 8] = [
        "MessagesTable",
        "SessionsTable",
        "BillingTable",
        "FlowRunsTable",
        "AiUsageTable",
        "DirectoryTable",
        "CountersTable",
        "RejectedTable",
    ];

    #[test]
    fn tables_have_the_names_that_the_outputs_say() {
        let tables = outputs(&ALL).tables().expect("all tables");
        assert_eq!(tables.counters, "the-CountersTable");
        assert_eq!(tables.source("the-FlowRunsTable"), Some(Source::FlowRuns));
        assert_eq!((tables.removed, tables.conversations), (None, None));
        let all = outputs(&[&ALL[..], &["RemovedTable", "ConversationsTable"]].concat());
        let tables = all.tables().expect("all tables");
        assert_eq!(tables.removed.as_deref(), Some("the-RemovedTable"));
        assert_eq!(tables.conversations.as_deref(), Some("the-ConversationsTable"));
    }

    #[test]
    fn a_missing_output_says_what_to_do() {
        let error = outputs(&ALL).state_machine().expect_err("none").to_string();
        assert_eq!(
            error,
            "the stack `shop` has no output RebuildStateMachineArn: it is not one of Inbox \
             Analytics, was never deployed whole, or is of an older release. Run `make deploy` for it"
        );
        let error = outputs(&ALL[1..]).tables().expect_err("one is missing").to_string();
        assert!(error.contains("no output MessagesTable"), "{error}");
    }
}
