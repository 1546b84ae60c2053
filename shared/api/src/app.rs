//! The state of a function.

use std::sync::Arc;

use config::{Claims, Clock};
use store::Reader;

/// The state that every handler gets.
#[derive(Debug, Clone)]
pub struct App {
    /// Reads counters and names.
    pub reader: Reader,
    /// Gives the time of a request.
    pub clock: Clock,
    pub(crate) claims: Arc<Claims>,
}

impl App {
    /// The state of a function: its reader, its clock, and the names of the claims that hold the
    /// caller's account and role.
    pub fn new(reader: Reader, clock: Clock, claims: Claims) -> Self {
        Self { reader, clock, claims: Arc::new(claims) }
    }
}
