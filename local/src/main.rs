//! The whole system in one process.

use clap::Parser;
use local::Options;

fn main() -> anyhow::Result<()> {
    local::run(Options::parse())
}
