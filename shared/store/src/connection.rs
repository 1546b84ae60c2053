//! Opening a connection before it is needed.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use tokio::time::timeout;

use crate::keys::Key;

/// The longest time that a function's start waits for a connection.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Reads an item that never exists, so that the first real request finds the host's name looked up,
/// the credentials loaded and a connection open. It ignores errors: the first real request reports
/// them.
pub(crate) async fn open(client: &Client, table: &str) {
    let nothing = Key { pk: "#connection".to_owned(), sk: "-".to_owned() };
    let request = client.get_item().table_name(table).set_key(Some(nothing.item())).send();
    let _ = timeout(LONGEST_WAIT, request).await;
}
