//! The folder that holds all data: the database and the exported files.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::TempDir;

/// A folder that only this process uses: the one of `--data`, or a temporary one.
#[derive(Debug)]
pub(crate) struct DataFolder {
    path: PathBuf,
    /// Locked while the folder is in use. The operating system unlocks it when the process ends, even after a kill.
    _lock: File,
    _temporary: Option<TempDir>,
}

/// The beginning of the names of temporary folders.
const TEMPORARY: &str = "inbox-analytics-";

impl DataFolder {
    /// This folder, which is kept. It is made if it does not exist.
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

    /// A temporary folder, in memory if the system has `/dev/shm`. This also removes the folders that
    /// killed processes left behind.
    pub(crate) fn temporary() -> anyhow::Result<Self> {
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        remove_left_behind(&place);
        let folder = tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(&place)?;
        let lock = lock(folder.path())?.context("a new folder is in use")?;
        Ok(Self { path: folder.path().to_owned(), _lock: lock, _temporary: Some(folder) })
    }

    /// The path of a file or a folder in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// Locks the folder. `None` if another process has locked it.
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
        // Another process has just made a folder that has no lock file yet.
        if ours && entry.path().join("lock").exists() && matches!(lock(&entry.path()), Ok(Some(_)))
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
