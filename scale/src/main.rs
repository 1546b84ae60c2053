//! `make scale`: one large account, simulated; see `docs/scale.md`. Prints a table of what came of so
//! many shards, messages a second and lanes, and fails if a goal is missed.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use scale::load::Mix;
use scale::report::{HEAD, line};
use scale::shards::EventSource;
use scale::simulation::{Outcome, Plan};

/// Simulates one account over many shards.
#[derive(Debug, Parser)]
struct Options {
    /// Where chance begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// For how many seconds messages are written
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// Only the goals
    #[arg(long)]
    goals: bool,
    /// Only this many shards
    #[arg(long)]
    shards: Option<usize>,
    /// The batching window, in seconds
    #[arg(long, default_value_t = 2)]
    window: u64,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(missed) if missed.is_empty() => ExitCode::SUCCESS,
        Ok(missed) => {
            for goal in missed {
                eprintln!("missed: {goal}");
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> anyhow::Result<Vec<String>> {
    let source =
        EventSource { window: Duration::from_secs(options.window), ..EventSource::default() };
    let plan = Plan {
        duration: Duration::from_secs(options.seconds),
        seed: options.seed,
        source,
        ..Plan::default()
    };
    if !options.goals {
        println!("{HEAD}");
        for shards in [1, 4, 16, 100, 400] {
            if options.shards.is_some_and(|only| only != shards) {
                continue;
            }
            for rate in [100.0, 1_000.0, 10_000.0, 40_000.0] {
                // A shard of a stream takes a thousand writes a second.
                #[allow(clippy::cast_precision_loss)] // hundreds of shards
                let possible = rate <= 1_000.0 * shards as f64;
                for lanes in [1, 4, 16].into_iter().filter(|_| possible) {
                    let plan = Plan { shards, rate, lanes, ..plan };
                    println!("{}", line(&plan, &plan.simulate()?));
                }
            }
        }
        println!();
    }
    goals(&plan)
}

/// The goals, each with a simulation; those that are missed.
fn goals(plan: &Plan) -> anyhow::Result<Vec<String>> {
    let mut missed = Vec::new();
    let mut goal = |name: &str, plan: Plan, met: &dyn Fn(&Outcome) -> bool| {
        let outcome = plan.simulate()?;
        println!("{name}\n\n{HEAD}\n{}\n", line(&plan, &outcome));
        if !met(&outcome) || outcome.differences != Some(0) {
            missed.push(name.to_owned());
        }
        anyhow::Ok(())
    };
    let delayed_by_3_s = |it: &Outcome| it.keeps_up() && it.p99 <= Duration::from_secs(3);
    let cheap = |it: &Outcome| it.units_a_record <= 0.5;
    // Lanes are raised within minutes; what is measured comes after that.
    let large = Plan {
        shards: 100,
        rate: 10_000.0,
        duration: Duration::from_mins(4),
        measured_from: Duration::from_secs(210),
        ..*plan
    };
    goal("100 shards, 10,000 messages a second", large, &|it| delayed_by_3_s(it) && cheap(it))?;
    let largest = Plan {
        shards: 400,
        rate: 40_000.0,
        duration: Duration::from_mins(7),
        measured_from: Duration::from_secs(390),
        ..*plan
    };
    goal("400 shards, 40,000 messages a second", largest, &|it| {
        delayed_by_3_s(it) && cheap(it) && it.lanes > 1
    })?;
    let batch = Plan { rate: 500.0, mix: Mix::COSTS, source: EventSource::default(), ..*plan };
    let of_500 = |it: &Outcome| it.units_a_record <= 0.15;
    goal("one shard, batches of 500 messages", batch, &of_500)?;
    Ok(missed)
}
