//! The log of the local system: lines on stderr, with colour on a terminal only.

use std::io::{IsTerminal, stderr};

use tracing::Level;
use tracing_subscriber::EnvFilter;

/// Starts to log what `RUST_LOG` asks for (by default warnings), and always what this crate reports.
pub(crate) fn start() -> anyhow::Result<()> {
    let filter = EnvFilter::builder().with_default_directive(Level::WARN.into());
    let filter = filter.from_env_lossy().add_directive("local=info".parse()?);
    let log = tracing_subscriber::fmt().with_writer(stderr).with_env_filter(filter);
    // `with_ansi(true)` would overrule `NO_COLOR`.
    if stderr().is_terminal() {
        log.init();
    } else {
        log.with_ansi(false).init();
    }
    Ok(())
}
