//! The system that is operated.

use aws_config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::config::Credentials;
use chrono::TimeDelta;
use config::Clock;
use domain::history::History;
use rebuild::Rebuild;
use store::{Runs, Tables, Writer};

use crate::options::Common;

/// How long a generation stays that is not in force any more. A local system keeps no settings in
/// memory between two answers.
const GRACE: TimeDelta = TimeDelta::seconds(2);

/// Takes the steps of runs on the system that the options name.
pub(crate) async fn connect(common: &Common) -> Rebuild {
    let configured = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(&common.dynamodb_endpoint)
        .region(Region::from_static("local"))
        .credentials_provider(Credentials::new("local", "local", None, None, "operator"))
        .load()
        .await;
    let client = aws_sdk_dynamodb::Client::new(&configured);
    let streams = aws_sdk_dynamodbstreams::Client::new(&configured);
    let tables = Tables::prefixed(&common.table_prefix);
    let checkpoints_kept: Option<TimeDelta> = None;
    let writer =
        Writer::new(client.clone(), tables.clone(), checkpoints_kept, History::SinceConnection);
    let clock = common.now.map_or(Clock::System, Clock::Held);
    Rebuild::new(Runs::new(client, tables), writer, streams, clock, None, GRACE)
}
