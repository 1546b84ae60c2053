//! Progress: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How often a line is printed where there is no terminal.
const LINES: Duration = Duration::from_secs(10);

/// What is shown on standard error.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    said: Mutex<Option<(String, Instant)>>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            let style = "{spinner} {msg} [{bar:32}] {pos}/{len} {elapsed}";
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { bar, said: Mutex::new(None) }
    }

    /// Says what is being done, and how much of it is done.
    pub(crate) fn say(&self, what: &str, done: usize, all: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(u64::try_from(all).unwrap_or(u64::MAX));
            bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
            bar.set_message(what.to_owned());
            return;
        }
        let mut said = self.said.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let is_new = said.as_ref().is_none_or(|(before, at)| {
            before.split(':').next() != what.split(':').next() || at.elapsed() >= LINES
        });
        if is_new {
            eprintln!("{what} ({done} of {all})");
            *said = Some((what.to_owned(), Instant::now()));
        }
    }

    /// Says something once, in a line that stays.
    pub(crate) fn note(&self, what: &str) {
        match &self.bar {
            Some(bar) => bar.println(what),
            None => eprintln!("{what}"),
        }
    }

    /// Shows nothing any more.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
