//! The search for a memory size, held against every size measured.
//!
//! `--measure` runs the functions of `examples/tune` at every size, as often as it takes to know the
//! truth, and keeps what it saw. Without it, what was kept is replayed: a search gets runs of it as
//! if it had made them, so that many searches cost seconds and all see the same machine.

mod kept;
mod measure;

use warmfront_stats::quantile::Sample;
use warmfront_tune::run::End;

use crate::workspace::Workspace;

use super::{Benchmark, Source, Wanted};

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "tune",
    about: "the search for a memory size, beside every size measured and beside others' plans",
    run,
};

/// Sizes that are measured, in megabytes.
const SIZES: [u64; 13] = [
    128, 192, 256, 384, 512, 640, 768, 1024, 1280, 1536, 1769, 2048, 3072,
];

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
    for name in names {
        println!("\n{name}");
        show(&kept::read(&kept::file(workspace, name))?);
    }
    Ok(())
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
