//! The embedded DynamoDB: a file database that listens on the wire, for any AWS client.

use std::fs::{self, File, TryLockError};
use std::future::Future;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use dynoxide::Database;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tracing::warn;

/// A folder of this process alone: the one that was asked for, or a temporary one.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Held while the folder is in use; the system lets go of it when the process ends, however.
    _lock: File,
    _temporary: Option<TempDir>,
}

/// How temporary folders begin.
const TEMPORARY: &str = "inbox-analytics-";

impl Folder {
    /// The folder to keep everything in.
    pub(crate) fn kept(path: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))?;
        let Some(lock) = lock(path)? else {
            bail!(
                "{} is in use by another process: stop it, or give another --data",
                path.display()
            )
        };
        Ok(Self { path: path.to_owned(), _lock: lock, _temporary: None })
    }

    /// A temporary folder, in memory where the system has such a place. Those that killed processes
    /// left are removed.
    pub(crate) fn temporary() -> anyhow::Result<Self> {
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        remove_left_behind(&place);
        let folder = tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(&place)?;
        let lock = lock(folder.path())?.context("a new folder is in use")?;
        Ok(Self { path: folder.path().to_owned(), _lock: lock, _temporary: Some(folder) })
    }

    /// A file or a folder in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// The folder's lock, unless another process has it.
fn lock(folder: &Path) -> anyhow::Result<Option<File>> {
    let lock = File::create(folder.join("lock"))
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn remove_left_behind(place: &Path) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY));
        // One without a lock file has only just been made by somebody.
        if ours && entry.path().join("lock").exists() && matches!(lock(&entry.path()), Ok(Some(_)))
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Opens the database of this folder and serves it until `stop`.
pub(crate) fn serve(
    folder: &Folder,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<JoinHandle<Result<(), String>>> {
    let path = folder.join("dynamodb.sqlite");
    let path = path.to_str().context("the path of the data is not UTF-8")?;
    let database = Database::new(path).with_context(|| format!("cannot open {path}"))?;
    if let Err(error) = index_streams(path) {
        warn!(%error, "streams have no index: writes get slower with each record");
    }
    Ok(tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database, stop)))
}

/// Without this index every streamed write scans all stream records. The table is the emulator's
/// own, so its version is pinned; where the table is not as expected, it works as well, but slowly.
fn index_streams(path: &str) -> rusqlite::Result<()> {
    Connection::open(path)?.execute_batch(
        "CREATE INDEX IF NOT EXISTS inbox_analytics_streams
         ON _stream_records(table_name, CAST(sequence_number AS INTEGER))",
    )
}
