//! What being watched costs a function: the agent of `warmfront profile` beside plain runs, and
//! beside `-X importtime`, cProfile and pyinstrument in the same run.
//!
//! Runs take turns, so that a busy machine is busy for all of them, and each is compared with the
//! plain runs next to it. CPU time is the figure to judge by; wall time stands beside it.

mod arm;
mod calls;
mod functions;
mod imports;
mod pairs;

use anyhow::Context as _;

use super::{Bench, Benchmark, Pace, Wanted, load};
use crate::environments::{self, Environments};
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "profile",
    about: "what the profiler adds to imports, functions and calls, beside other profilers",
    run,
};

fn run(workspace: &Workspace, wanted: &Wanted) -> anyhow::Result<()> {
    let environments = &environments::ready(workspace)?;
    let packages = environments.packages.as_ref();
    let (python, _) = packages.context("no Python 3.11 to 3.13")?;
    let version = python.full_version()?;
    let arch = std::env::consts::ARCH;
    println!("Python {version} on {arch}, load {}", load());
    let stand = Stand {
        workspace,
        environments,
        pace: wanted.pace,
    };
    imports::measure(&stand)?;
    functions::measure(&stand)?;
    calls::measure(&stand)?;
    println!("\nload at the end {}", load());
    Ok(())
}

/// Where functions are measured, and for how long.
struct Stand<'a> {
    workspace: &'a Workspace,
    environments: &'a Environments,
    pace: Pace,
}

impl<'a> Stand<'a> {
    fn function(&self, name: &str, source: &str) -> anyhow::Result<Bench<'a>> {
        let name = format!("profile-{name}");
        Bench::new(self.workspace, self.environments, &name, source)
    }
}
