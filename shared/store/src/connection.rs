//! Opening a connection before it is needed.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use tokio::time::timeout;

use crate::keys::Key;

/// The longest that a function's start waits for a connection.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks for an item that there never is, so that the first request finds a connection open, its
/// name looked up and credentials loaded. That it cannot be opened is for the first request to
/// tell.
pub(crate) async fn open(client: &Client, table: &str) {
    let nothing = Key { pk: "#connection".to_owned(), sk: "-".to_owned() };
    let asked = client.get_item().table_name(table).set_key(Some(nothing.item())).send();
    let _ = timeout(PATIENCE, asked).await;
}
