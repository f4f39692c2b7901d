//! The search for a memory size, held against every size measured.
//!
//! `--measure` runs the functions of `examples/tune` at every size, as often as it takes to know the
//! truth, and keeps what it saw. Without it, what was kept is replayed: a search gets runs of it as
//! if it had made them, so that many searches cost seconds and all see the same machine.

mod contest;
mod coverage;
mod kept;
mod measure;
mod replay;
mod rivals;
mod simulated;
mod truth;

use warmfront_stats::quantile::Sample;
use warmfront_tune::run::End;

use crate::workspace::Workspace;

use self::contest::{Outcome, Score, mean, p95};
use super::{Benchmark, Measure, Pace, Wanted};

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "tune",
    about: "the search for a memory size, beside every size measured and beside others' plans",
    run,
};

/// Sizes that are measured, in megabytes.
const SIZES: [u64; 13] = [
    128, 192, 256, 384, 512, 640, 768, 1024, 1280, 1536, 1769, 2048, 3072,
];

/// What asks for made-up functions alone, in place of a function's name.
const MADE_UP: &str = "made-up";

/// Made-up functions that intervals are checked on.
const N_FUNCTIONS: u64 = 1000;

/// Searches of each contestant on each function.
const N_SEEDS: u64 = 20;

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
    match wanted.measure {
        Some(Measure::All) => measure::all(workspace, &names, wanted.pace)?,
        Some(Measure::Noisy) => measure::noisy(workspace, &names)?,
        None => {}
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
        if wanted.measure.is_some() {
            show(&environments);
        }
        let truths = truth::of(&environments)?;
        show_optimum(&truths);
        for ((who, search), total) in contest::ALL.iter().zip(&mut totals) {
            let mut score = Score::default();
            for seed in 0..n_seeds {
                let outcome = search(&environments, &truths, seed);
                if wanted.pace == Pace::Quick && seed == 0 {
                    show_curve(&outcome, &truths);
                }
                score.add(&outcome, &truths);
                total.add(&outcome, &truths);
            }
            show_score(who, &score, n_seeds);
        }
    }
    println!("\nall");
    for ((who, _), total) in contest::ALL.iter().zip(&totals) {
        show_score(who, total, total.losses.len() as u64);
    }
    if !wanted.apps.is_empty() && !wanted.apps.iter().any(|app| app == MADE_UP) {
        return Ok(());
    }
    coverage::show(if wanted.pace == Pace::Quick {
        250
    } else {
        N_FUNCTIONS
    })
}

fn show_optimum(truths: &[truth::Truth]) {
    let mut by_cost = truths.to_vec();
    by_cost.sort_by(|one, other| one.cost.total_cmp(&other.cost));
    for truth in by_cost.iter().take(4) {
        print!("  {} ${:.3}", truth.size, truth.cost);
    }
    println!();
}

/// Shows what one search predicts beside what was measured.
fn show_curve(outcome: &Outcome, truths: &[truth::Truth]) {
    for (size, cost) in &outcome.cost {
        let Some(truth) = truths.iter().find(|truth| truth.size == *size) else {
            continue;
        };
        let p50 = outcome
            .p50
            .iter()
            .find(|(at, _)| at == size)
            .map_or(f64::NAN, |(_, p50)| *p50);
        println!(
            "  {:>8}  measured {:>2} times  p50 {:>7.1} ms, said {p50:>7.1}  ${:.3}, said ${:.3} [{:.3}, {:.3}]{}",
            size.to_string(),
            outcome
                .measured
                .iter()
                .filter(|measured| *measured == size)
                .count(),
            truth.p50,
            truth.cost,
            cost.estimate,
            cost.lower,
            cost.upper,
            if outcome.chosen == Some(*size) {
                "  chosen"
            } else {
                ""
            },
        );
    }
}

fn show_score(who: &str, score: &Score, n_seeds: u64) {
    println!(
        "  {who:<30} loss mean {:>5.1} % p95 {:>5.1} %  within 3 %: {:>3.0} %  spent {:>5.1}  p50 error {:>5.1} %  sure {:>3} of {n_seeds}",
        100.0 * mean(&score.losses),
        100.0 * p95(&score.losses),
        100.0 * score.within(0.03),
        mean(&score.spent),
        100.0 * mean(&score.errors),
        score.n_sure,
    );
    let [p50, p95, cost] = score
        .held
        .map(|(held, of)| (of > 0).then(|| 100 * held / of));
    if let (Some(p50), Some(p95), Some(cost)) = (p50, p95, cost) {
        println!(
            "    its intervals at sizes never measured hold: p50 {p50} %, p95 {p95} %, cost {cost} %"
        );
    }
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
