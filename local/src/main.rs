//! The whole system in one process.

use clap::Parser;
use local::Options;
use mimalloc::MiMalloc;

/// The embedded DynamoDB allocates each attribute of each item that it reads, several times.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> anyhow::Result<()> {
    local::run(Options::parse())
}
