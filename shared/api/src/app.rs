//! The state of a function.

use std::sync::Arc;

use config::{Claims, Clock};
use store::Reader;

/// What handlers answer from.
#[derive(Debug, Clone)]
pub struct App {
    /// Reads counters and names.
    pub reader: Reader,
    /// Tells the time of a request.
    pub clock: Clock,
    pub(crate) claims: Arc<Claims>,
}

impl App {
    /// The state of all functions: what they read, the time of a request, and the names of the
    /// claims that tell who asks.
    pub fn new(reader: Reader, clock: Clock, claims: Claims) -> Self {
        Self { reader, clock, claims: Arc::new(claims) }
    }
}
