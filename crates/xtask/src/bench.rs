//! `cargo xtask bench NAME`: benchmarks, one file each.
//!
//! A benchmark prints figures and judges nothing: what is fast enough is decided by who reads them.

mod build;
mod check;
mod contender;
mod cpu_share;
mod defer;
mod emulator;
mod engine;
mod fixes;
pub(crate) mod http;
mod oracle;
pub(crate) mod peer;
mod predictions;
mod profile;
mod profile_report;
mod tune;

use std::path::PathBuf;

use anyhow::Context as _;
use warmfront_testkit::python::Interpreter;

use crate::environments::Environments;
use crate::workspace::Workspace;

/// A benchmark and what it answers.
struct Benchmark {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace, &Wanted) -> anyhow::Result<()>,
}

/// How much time a benchmark may take; those that are quick anyway do not ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// As long as its figures need.
    Full,
    /// Long enough to see that it works.
    Quick,
}

/// What a benchmark that keeps its measurements takes anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Measure {
    /// Everything.
    All,
    /// What other work on the machine disturbed.
    Noisy,
}

/// What is wanted of a benchmark; each looks at what it knows.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) pace: Pace,
    /// Names of applications, or starts of them; all when there is none.
    pub(crate) apps: Vec<String>,
    /// Pairs of measurements, where it takes pairs.
    pub(crate) pairs: Option<usize>,
    /// What to measure anew, where measurements are kept.
    pub(crate) measure: Option<Measure>,
}

impl Wanted {
    /// Returns how many pairs to take, where it takes so many unless told otherwise.
    fn n_pairs(&self, full: usize, quick: usize) -> usize {
        self.pairs.unwrap_or(match self.pace {
            Pace::Full => full,
            Pace::Quick => quick,
        })
    }
}

/// What the benchmarks of the engine run on.
struct Bench<'a> {
    workspace: &'a Workspace,
    environments: &'a Environments,
    python: &'a Interpreter,
    code: PathBuf,
}

impl<'a> Bench<'a> {
    /// Writes the function, whose handler is `app.handler`, into a folder of its own.
    fn new(
        workspace: &'a Workspace,
        environments: &'a Environments,
        name: &str,
        source: &str,
    ) -> anyhow::Result<Self> {
        let packages = environments.packages.as_ref();
        let (python, _) = packages.context("no Python 3.11 to 3.13")?;
        let code = workspace.target.join("bench").join(name);
        fs_err::create_dir_all(&code)?;
        fs_err::write(code.join("app.py"), source)?;
        Ok(Self {
            workspace,
            environments,
            python,
            code,
        })
    }
}

/// Sorted by name.
const ALL: &[Benchmark] = &[
    build::BENCHMARK,
    check::BENCHMARK,
    cpu_share::BENCHMARK,
    defer::BENCHMARK,
    emulator::BENCHMARK,
    engine::BENCHMARK,
    fixes::BENCHMARK,
    oracle::BENCHMARK,
    predictions::BENCHMARK,
    profile::BENCHMARK,
    profile_report::BENCHMARK,
    tune::BENCHMARK,
];

/// Returns the names of the benchmarks.
pub(crate) fn names() -> Vec<&'static str> {
    ALL.iter().map(|benchmark| benchmark.name).collect()
}

/// Prints each benchmark with what it answers.
pub(crate) fn list() {
    for benchmark in ALL {
        println!("{:<14} {}", benchmark.name, benchmark.about);
    }
}

/// Runs one benchmark.
pub(crate) fn run(workspace: &Workspace, name: &str, wanted: &Wanted) -> anyhow::Result<()> {
    let benchmark = ALL.iter().find(|benchmark| benchmark.name == name);
    let benchmark = benchmark.context("`cargo xtask bench --list` has the names")?;
    (benchmark.run)(workspace, wanted)
}

/// Returns the machine's load, since a benchmark on a busy machine says little.
fn load() -> String {
    let told = fs_err::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        assert!(names().is_sorted_by(|before, after| before < after));
    }
}
