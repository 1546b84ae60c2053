//! The embedded DynamoDB: a database in a file that any AWS client can talk to.

use std::future::Future;

use anyhow::Context;
use dynoxide::Database;
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tracing::warn;

use crate::data_folder::DataFolder;

/// Opens the database in this folder and serves it until `stop`.
pub(crate) fn serve(
    folder: &DataFolder,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<JoinHandle<Result<(), String>>> {
    let path = folder.join("dynamodb.sqlite");
    let path = path.to_str().context("the path of the data is not UTF-8")?;
    let database = Database::new(path).with_context(|| format!("cannot open {path}"))?;
    if let Err(error) = index_streams(path) {
        warn!(%error, "the streams have no index: each record makes writes slower");
    }
    Ok(tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database, stop)))
}

/// Adds an index of the stream records. Without it every write to a streamed table scans all of
/// them. The table is internal to the emulator, so `Cargo.toml` pins the emulator's version.
fn index_streams(path: &str) -> rusqlite::Result<()> {
    Connection::open(path)?.execute_batch(
        "CREATE INDEX IF NOT EXISTS inbox_analytics_streams
         ON _stream_records(table_name, CAST(sequence_number AS INTEGER))",
    )
}
