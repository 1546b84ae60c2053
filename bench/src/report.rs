//! Prints the results beside their goals.

use std::time::Duration;

use anyhow::ensure;

/// The goals that were missed so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    missed: Vec<String>,
}

impl Report {
    /// Prints a time that must be below its goal.
    pub(crate) fn time(&mut self, what: &str, took: Duration, goal: Duration) {
        let milliseconds = |it: Duration| format!("{:.1} ms", it.as_secs_f64() * 1e3);
        self.figure(what, milliseconds(took), milliseconds(goal), took < goal);
    }

    /// Prints a result with its goal.
    pub(crate) fn figure(&mut self, what: &str, figure: String, goal: String, met: bool) {
        let mark = if met { "" } else { "  MISSED" };
        println!("  {what:<58} {figure:>12}   goal {goal}{mark}");
        if !met {
            self.missed.push(format!("{what}: {figure}, goal {goal}"));
        }
    }

    /// Fails if a goal was missed.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        let missed = self.missed;
        ensure!(missed.is_empty(), "{} goals were missed:\n{}", missed.len(), missed.join("\n"));
        println!("\nall goals met");
        Ok(())
    }
}

/// Prints a heading.
pub(crate) fn heading(text: &str) {
    println!("\n{text}");
}

/// Prints a result without a goal.
pub(crate) fn note(what: &str, figure: String) {
    println!("  {what:<58} {figure:>12}");
}

/// The median of some durations.
pub(crate) fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}
