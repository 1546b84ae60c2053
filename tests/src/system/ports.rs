//! Ports nobody listens on.

use std::fs::File;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Mutex, PoisonError};

/// Below the range that the kernel gives to outgoing connections: a writer that retries while the system is down
/// must neither take its port nor connect to itself.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

static NEXT: AtomicU16 = AtomicU16::new(0);
/// A locked file for each port that this process has chosen. The locks end with the process.
static RESERVED: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// Where the three servers of one system listen.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// The page and the API.
    pub http: u16,
    /// The embedded DynamoDB.
    pub dynamodb: u16,
    /// The embedded S3.
    pub s3: u16,
}

impl Ports {
    /// Three free ports.
    pub fn free() -> Self {
        Self { http: free_port(), dynamodb: free_port(), s3: free_port() }
    }
}

/// A port that nobody listens on, and that no other test chooses while this process runs.
pub fn free_port() -> u16 {
    let seed = u16::try_from(std::process::id() % u32::from(COUNT)).expect("a small number");
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed) % COUNT;
        let port = FIRST + (seed + step) % COUNT;
        if reserve(port) && TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Whether no other process has reserved this port.
fn reserve(port: u16) -> bool {
    let folder = std::env::temp_dir().join("e2e-ports");
    std::fs::create_dir_all(&folder).expect("the temporary directory takes a directory");
    let file = File::create(folder.join(port.to_string())).expect("it takes a file");
    let reserved = file.try_lock().is_ok();
    if reserved {
        RESERVED.lock().unwrap_or_else(PoisonError::into_inner).push(file);
    }
    reserved
}
