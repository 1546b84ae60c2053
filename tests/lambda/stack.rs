//! What the stack is to the functions: their tables, their bucket, their environment.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use e2e::system::{Setup, System};

use crate::recorder::{self, Use, Uses};
use crate::template::Template;

/// Put before the names of the functions' own tables, in the DynamoDB of the local system.
const PREFIX: &str = "stack-";
const BUCKET: &str = "exports-of-the-stack";
const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "the-secret-of-the-test";

/// Tables and a bucket beside those of a local system.
pub(crate) struct Stack {
    dynamodb: String,
    s3: String,
    uses: Uses,
    files: PathBuf,
    // It made the tables, and is there as long as they are; nobody writes to its source tables.
    _maker: System,
}

impl Stack {
    /// Makes them.
    pub(crate) async fn beside(system: &System) -> Self {
        let maker = System::start(&Setup::new().beside(system).prefixed(PREFIX)).await;
        let files = std::env::temp_dir().join(format!("lambda-test-s3-{}", std::process::id()));
        fs::create_dir_all(files.join(BUCKET)).expect("a folder for files");
        let uses = Uses::default();
        let dynamodb = recorder::dynamodb(system.dynamodb_url(), uses.clone()).await;
        let s3 = recorder::s3(&files, KEY, SECRET, uses.clone()).await;
        let [dynamodb, s3] = [dynamodb, s3].map(|address| format!("http://{address}"));
        Self { dynamodb, s3, uses, files, _maker: maker }
    }

    /// The variables that the template gives a function, with values of this stack; beside them
    /// what Lambda itself sets, and where DynamoDB and S3 are.
    pub(crate) fn environment(
        &self,
        function: &str,
        template: &Template,
    ) -> BTreeMap<String, String> {
        let mut environment = template.variables(function);
        for (name, value) in &mut environment {
            if let Some(table) = name.strip_suffix("_TABLE") {
                // The events are of the usual source tables.
                let own = ["DIRECTORY", "COUNTERS", "REJECTED"].contains(&table);
                let table = table.to_lowercase();
                *value = if own { own_table(&table) } else { table };
            } else {
                let set = match name.as_str() {
                    "ACCOUNT_CLAIM" => "account_id",
                    "ROLE_CLAIM" => "role",
                    "DIRECTORY_CACHE_SECONDS" => "60",
                    "EXPORTS_BUCKET" => BUCKET,
                    "EXPORT_URL_SECONDS" => "900",
                    "METRICS_STACK" => "inbox-analytics",
                    "RUST_LOG" => "info,config=debug",
                    _ => panic!("{function}: what is {name}={value}?"),
                };
                set.clone_into(value);
            }
        }
        for (name, value) in [
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_ENDPOINT_URL_DYNAMODB", &self.dynamodb),
            ("AWS_ENDPOINT_URL_S3", &self.s3),
        ] {
            environment.insert(name.to_owned(), value.to_owned());
        }
        environment
    }

    /// What was done since this was asked last.
    pub(crate) fn uses(&self) -> BTreeSet<Use> {
        std::mem::take(&mut *self.uses.lock().expect("not poisoned"))
    }
}

/// The name of the stack's own table.
pub(crate) fn own_table(table: &str) -> String {
    format!("{PREFIX}{table}")
}

/// What the templates call a table or a bucket.
pub(crate) fn resource(name: &str) -> &'static str {
    match (name.strip_prefix(PREFIX), name) {
        (Some("counters"), _) => "CountersTableArn",
        (Some("directory"), _) => "DirectoryTableArn",
        (Some("rejected"), _) => "RejectedTableArn",
        (None, BUCKET) => "ExportsBucketArn/*",
        _ => panic!("nobody may touch {name}"),
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.files);
    }
}
