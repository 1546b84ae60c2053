//! Ports nobody listens on.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the range that the kernel gives to outgoing connections: a writer that retries while the system is down
/// must neither take its port nor connect to itself.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

static NEXT: AtomicU16 = AtomicU16::new(0);

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
        Self { http: free(), dynamodb: free(), s3: free() }
    }
}

fn free() -> u16 {
    let seed = u16::try_from(std::process::id() % u32::from(COUNT)).expect("a small number");
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed) % COUNT;
        let port = FIRST + (seed + step) % COUNT;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
