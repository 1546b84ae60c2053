//! `make scale`: one large account, simulated; see `docs/scale.md`. Prints a table of what came of so
//! many shards, messages a second and lanes, then the goals, and fails if one is missed of which that
//! document does not say so.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use mimalloc::MiMalloc;
use scale::goals::{Goal, Verdict};
use scale::report::{HEAD, line};
use scale::shards::EventSource;
use scale::simulation::{Moment, Plan};

/// A simulation mostly allocates: the waiting records, and an embedded database that copies a lot.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Simulates one account over many shards.
#[derive(Debug, Parser)]
#[allow(clippy::struct_excessive_bools)] // switches of a command line
struct Options {
    /// Where chance begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// For how many seconds messages are written, in the table
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// The batching window, in seconds
    #[arg(long, default_value_t = 2)]
    window: u64,
    /// Also what takes minutes: 400 shards, 40,000 messages a second
    #[arg(long)]
    all: bool,
    /// Only the table
    #[arg(long, conflicts_with = "goals")]
    table: bool,
    /// Only the goals
    #[arg(long)]
    goals: bool,
    /// Only this many shards
    #[arg(long)]
    shards: Option<usize>,
    /// Only this many messages a second
    #[arg(long)]
    rate: Option<u32>,
    /// Only this many lanes at the beginning
    #[arg(long)]
    lanes: Option<u32>,
    /// Say every so many seconds of simulated time how it goes
    #[arg(long, value_name = "SECONDS")]
    watch: Option<u64>,
    /// Halve chunks for conflicts, as no version should
    #[arg(long)]
    halving: bool,
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

/// The names of the goals that are missed.
fn run(options: &Options) -> anyhow::Result<Vec<&'static str>> {
    let seconds = Duration::from_secs;
    let plan = Plan {
        duration: seconds(options.seconds),
        measured_from: seconds(5.min(options.seconds / 2)),
        seed: options.seed,
        source: EventSource { window: seconds(options.window), ..EventSource::default() },
        halves_on_conflicts: options.halving,
        watched: options.watch.map(|every| (seconds(every.max(1)), tell as fn(Moment))),
        ..Plan::default()
    };
    if !options.goals {
        table(&plan, options)?;
    }
    if options.table { Ok(Vec::new()) } else { goals(plan, options) }
}

fn table(plan: &Plan, options: &Options) -> anyhow::Result<()> {
    println!("{HEAD}");
    for shards in [1, 4, 16, 100, 400] {
        for rate in [100, 1_000, 10_000, 40_000] {
            // A shard of a stream takes a thousand writes a second.
            let possible = usize::try_from(rate)? <= 1_000 * shards;
            let short = shards < 400 && rate < 40_000;
            let asked = options.shards.unwrap_or(shards) == shards
                && options.rate.unwrap_or(rate) == rate
                && (short || options.all);
            for lanes in [1, 4, 16, 32] {
                // Up to 16, days of agents and teams have three partitions: enough for lower rates.
                let matters = lanes <= 16 || rate >= 40_000;
                let asked = asked && options.lanes.unwrap_or(lanes) == lanes;
                if possible && asked && matters {
                    let plan = Plan { shards, rate: f64::from(rate), lanes, ..*plan };
                    println!("{}", line(&plan, &simulated(plan)?));
                }
            }
        }
    }
    println!();
    Ok(())
}

fn goals(plan: Plan, options: &Options) -> anyhow::Result<Vec<&'static str>> {
    let mut missed = Vec::new();
    for goal in Goal::all(plan) {
        let asked = options.shards.is_none_or(|shards| shards == goal.plan.shards);
        if goal.long && !options.all || !asked {
            continue;
        }
        let outcome = simulated(goal.plan)?;
        let verdict = goal.verdict(&outcome);
        println!("**{}**: {}: {verdict}\n", goal.name, goal.bounds());
        println!("{HEAD}\n{}\n", line(&goal.plan, &outcome));
        if verdict == Verdict::Missed {
            missed.push(goal.name);
        }
    }
    Ok(missed)
}

fn tell(moment: Moment) {
    let Moment { at, counted, waiting, units_a_record, usage } = moment;
    eprintln!(
        "{} s: {counted} counted, {waiting} waiting, {units_a_record:.2} write units each, {} transactions, \
         {} conflicts, {} throttled",
        at.as_secs(),
        usage.transactions,
        usage.conflicts,
        usage.throttled,
    );
}

/// What comes of a plan; how long it took is no part of the result, which is always the same.
fn simulated(plan: Plan) -> anyhow::Result<scale::simulation::Outcome> {
    let began = Instant::now();
    let outcome = plan.simulate()?;
    let (shards, rate, lanes) = (plan.shards, plan.rate, plan.lanes);
    let took = began.elapsed().as_secs_f64();
    eprintln!("{shards} shards, {rate} messages a second, {lanes} lanes: took {took:.1} s");
    Ok(outcome)
}
