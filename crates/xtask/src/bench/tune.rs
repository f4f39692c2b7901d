//! The search for a memory size, held against every size measured.
//!
//! `--measure` runs the functions of `examples/tune` at every size, as often as it takes to know the
//! truth, and keeps what it saw. Without it, what was kept is replayed: a search gets runs of it as
//! if it had made them, so that many searches cost seconds and all see the same machine.

mod contest;
mod kept;
mod measure;
mod replay;
mod rivals;
mod truth;

use warmfront_stats::quantile::Sample;
use warmfront_tune::run::End;

use crate::workspace::Workspace;

use self::contest::{Score, mean, p95};
use super::{Benchmark, Pace, Source, Wanted};

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "tune",
    about: "the search for a memory size, beside every size measured and beside others' plans",
    run,
};

/// Sizes that are measured, in megabytes.
const SIZES: [u64; 13] = [
    128, 192, 256, 384, 512, 640, 768, 1024, 1280, 1536, 1769, 2048, 3072,
];

/// Searches of each contestant on each function.
const N_SEEDS: u64 = 50;

/// The functions, in alphabetical order.
const FUNCTIONS: [&str; 10] = [
    "checkout",
    "classifier",
    "digests",
    "ledger",
    "lookup",
    "merge",
    "partner",
    "signatures",
    "thumbnails",
    "toggles",
];

fn run(workspace: &Workspace, wanted: &Wanted) -> anyhow::Result<()> {
    let names = FUNCTIONS.iter().copied().filter(|name| {
        let apps = &wanted.apps;
        apps.is_empty() || apps.iter().any(|start| name.starts_with(start))
    });
    let names: Vec<_> = names.collect();
    if wanted.source == Source::Measure {
        measure::all(workspace, &names, wanted.pace)?;
    }
    let n_seeds = if wanted.pace == Pace::Quick {
        5
    } else {
        N_SEEDS
    };
    let mut totals = vec![Score::default(); contest::ALL.len()];
    for name in names {
        println!("\n{name}");
        let environments = kept::read(&kept::file(workspace, name))?;
        if wanted.source == Source::Measure {
            show(&environments);
        }
        let truths = truth::of(&environments)?;
        show_optimum(&truths);
        for ((who, search), total) in contest::ALL.iter().zip(&mut totals) {
            let mut score = Score::default();
            for seed in 0..n_seeds {
                let outcome = search(&environments, &truths, seed);
                score.add(outcome.clone(), &truths);
                total.add(outcome, &truths);
            }
            show_score(who, &score, n_seeds);
        }
    }
    println!("\nall");
    for ((who, _), total) in contest::ALL.iter().zip(&totals) {
        show_score(who, total, total.losses.len() as u64);
    }
    Ok(())
}

fn show_optimum(truths: &[truth::Truth]) {
    let mut by_cost = truths.to_vec();
    by_cost.sort_by(|one, other| one.cost.total_cmp(&other.cost));
    for truth in by_cost.iter().take(4) {
        print!("  {} ${:.3}", truth.size, truth.cost);
    }
    println!();
}

fn show_score(who: &str, score: &Score, n_seeds: u64) {
    println!(
        "  {who:<30} loss mean {:>5.1} % p95 {:>5.1} %  within 3 %: {:>3.0} %  spent {:>5.1}  p50 error {:>5.1} %  sure {:>3} of {n_seeds}  held {:?}",
        100.0 * mean(&score.losses),
        100.0 * p95(&score.losses),
        100.0 * score.within(0.03),
        mean(&score.spent),
        100.0 * mean(&score.errors),
        score.n_sure,
        score.held,
    );
}

/// Shows what was measured of a function, size by size.
fn show(environments: &[kept::Environment]) {
    for megabytes in SIZES {
        let there = environments
            .iter()
            .filter(|environment| u64::from(environment.size.megabytes()) == megabytes);
        let warm = there
            .flat_map(|environment| &environment.runs)
            .filter(|run| run.init.is_none());
        let finished: Vec<_> = warm.filter(|run| run.end == End::Finished).collect();
        let wall = Sample::from_durations(finished.iter().map(|run| run.wall));
        let cpu = Sample::from_durations(finished.iter().map(|run| run.cpu));
        match (wall, cpu) {
            (Ok(wall), Ok(cpu)) => println!(
                "  {megabytes:>5} MB  n {:>3}  wall p50 {:>8.2} ms, mean {:>8.2}  CPU p50 {:>7.2} ms",
                wall.len(),
                wall.median(),
                wall.mean(),
                cpu.median(),
            ),
            _ => println!("  {megabytes:>5} MB  never finished"),
        }
    }
}
