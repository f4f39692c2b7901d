//! The engine beside AWS's Runtime Interface Emulator and beside an interpreter started by hand.
//!
//! Contenders take turns, in an order that alternates, so that a busy machine is busy for all of
//! them. Speed is given as a ratio to the emulator's in the same run, with its interval.

mod by_hand;
mod footprint;

use std::time::Duration;

use warmfront_stats::bootstrap;
use warmfront_stats::probability::{Confidence, Probability};
use warmfront_stats::quantile::Sample;

use super::contender::{Contender, Emulated, Local};
use super::{Bench, Benchmark, Wanted, load};
use crate::environments;
use crate::process;
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "engine",
    about: "round trips, throughput, cold starts and memory of the engine, beside the emulator",
    run,
};

/// Turns of every contender; the mean of each turn is one measurement.
const N_TURNS: usize = 15;

/// Seed of the intervals' resampling.
const SEED: u64 = 1;

/// A handler that hands its event back: all work is the engine's and the runtime client's.
const HANDLER: &str = "def handler(event, context):\n    return event\n";

fn run(workspace: &Workspace, _wanted: &Wanted) -> anyhow::Result<()> {
    if cfg!(debug_assertions) {
        return again_optimised(workspace);
    }
    let environments = &environments::ready(workspace)?;
    let bench = Bench::new(workspace, environments, "echo", HANDLER)?;
    let arch = std::env::consts::ARCH;
    println!("{} on {arch}, load {}", bench.python, load());
    throughput(&bench, "1 kB", &event(1_000), 1_000)?;
    throughput(&bench, "1 MB", &event(1_000_000), 40)?;
    by_hand::compare(&bench)?;
    footprint::measure(&bench)?;
    println!("\nload at the end {}", load());
    Ok(())
}

/// Runs this benchmark again, built as it shall be judged.
fn again_optimised(workspace: &Workspace) -> anyhow::Result<()> {
    let mut command = process::cargo();
    command.args([
        "run",
        "--quiet",
        "--profile",
        "bench",
        "--package",
        "warmfront-xtask",
        "--",
    ]);
    process::run(
        command
            .args(["bench", BENCHMARK.name])
            .current_dir(&workspace.root),
    )
}

/// An upload as API Gateway hands it over: one long Base64 text.
fn event(size: usize) -> Vec<u8> {
    let letters = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo";
    let body: String = letters.chars().cycle().take(size).collect();
    format!(r#"{{"isBase64Encoded": true, "path": "/upload", "body": "{body}"}}"#).into_bytes()
}

/// What one contender took, turn by turn and trip by trip.
#[derive(Default)]
struct Taken {
    means: Vec<Duration>,
    trips: Vec<Duration>,
}

fn throughput(bench: &Bench<'_>, name: &str, event: &[u8], n: usize) -> anyhow::Result<()> {
    let mut contenders: [Box<dyn Contender>; 3] = [
        Box::new(Emulated::start(bench)?),
        Box::new(Local::with_awslambdaric(bench)?),
        Box::new(Local::embedded(bench)?),
    ];
    let mut taken: [Taken; 3] = Default::default();
    for contender in &mut contenders {
        contender.turn(event, n.div_ceil(10))?;
    }
    for turn in 0..N_TURNS {
        let mut order = [0, 1, 2];
        if turn % 2 == 1 {
            order.reverse();
        }
        for index in order {
            let turn = contenders[index].turn(event, n)?;
            taken[index].means.push(turn.elapsed / u32::try_from(n)?);
            taken[index].trips.extend(turn.round_trips);
        }
    }
    println!("\n{name}, handed back: {N_TURNS} turns of {n} invocations, one at a time");
    let emulator = Sample::from_durations(taken[0].means.iter().copied())?;
    for (contender, taken) in contenders.iter().zip(taken) {
        show(contender.name(), &taken, &emulator)?;
    }
    Ok(())
}

fn show(name: &str, taken: &Taken, emulator: &Sample) -> anyhow::Result<()> {
    let means = Sample::from_durations(taken.means.iter().copied())?;
    let trips = Sample::from_durations(taken.trips.iter().copied())?;
    let ratio = bootstrap::ratio_of_medians(emulator, &means, Confidence::P95, SEED)?;
    println!(
        "  {name:<34} {:>6.0}/s  round trip p50 {:>6.3} ms p99 {:>6.3} ms  {:>5.2} x the emulator's rate \
         [{:.2}, {:.2}]",
        1e3 / means.median(),
        trips.median(),
        trips.quantile(Probability::P99),
        ratio.estimate,
        ratio.lower,
        ratio.upper,
    );
    Ok(())
}
