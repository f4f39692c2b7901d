//! `cargo xtask bench NAME`: benchmarks, one file each.
//!
//! A benchmark prints figures and judges nothing: what is fast enough is decided by who reads them.

mod emulator;
mod engine;
mod http;
mod peer;

use anyhow::Context as _;

use crate::workspace::Workspace;

/// A benchmark and what it answers.
struct Benchmark {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace) -> anyhow::Result<()>,
}

/// Sorted by name.
const ALL: &[Benchmark] = &[emulator::BENCHMARK, engine::BENCHMARK];

/// Returns the names of the benchmarks.
pub(crate) fn names() -> Vec<&'static str> {
    ALL.iter().map(|benchmark| benchmark.name).collect()
}

/// Prints each benchmark with what it answers.
pub(crate) fn list() {
    for benchmark in ALL {
        println!("{:<12} {}", benchmark.name, benchmark.about);
    }
}

/// Runs one benchmark.
pub(crate) fn run(workspace: &Workspace, name: &str) -> anyhow::Result<()> {
    let benchmark = ALL.iter().find(|benchmark| benchmark.name == name);
    let benchmark = benchmark.context("`cargo xtask bench --list` has the names")?;
    (benchmark.run)(workspace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        assert!(names().is_sorted_by(|before, after| before < after));
    }
}
